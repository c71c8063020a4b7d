package io.tightship.model;

/**
 * Something about a run that its reader must know and that belongs to no finding, such as a waiver that has expired.
 *
 * @param kind one word in kebab case
 * @param text one sentence without a full stop
 */
public record Remark(String kind, String text) {
}

package io.tightship.model;

import java.time.LocalDate;

/**
 * Why a finding does not count for the gate. The finding keeps its outcome.
 *
 * @param kind    {@code maintenance}: the inventory's maintenance-until; {@code waiver}: from a waiver file
 * @param reason  in the words of whoever granted it
 * @param expires the last day (UTC) on which it holds
 */
public record Waiver(String kind, String reason, LocalDate expires) {
}

package io.tightship.model;

import java.time.LocalDate;

/**
 * A person's answer to a control that only a person can answer.
 *
 * @param benchmark the benchmark's id
 * @param control   the control's id
 * @param statement what was found
 * @param who       whoever looked
 * @param when      the day (UTC) on which they did
 * @param expires   the last day (UTC) on which it holds
 */
public record Attestation(String benchmark, String control, String statement, String who, LocalDate when,
                          LocalDate expires) {
}

package io.tightship.model;

import java.time.LocalDate;

/**
 * Why a finding does not count for the gate. The finding keeps its outcome.
 *
 * @param kind      {@code maintenance}: the inventory's maintenance-until; {@code waiver}: a risk that was accepted;
 *                  {@code attestation}: a person's answer to a question that only a person can answer
 * @param reason    in the words of whoever granted it
 * @param expires   the last day (UTC) on which it holds
 * @param authority who granted or attested it; empty where the inventory states it
 * @param ticket    where it was decided; may be empty
 */
public record Waiver(String kind, String reason, LocalDate expires, String authority, String ticket) {

    /** Granted by the inventory itself. */
    public Waiver(String kind, String reason, LocalDate expires) {
        this(kind, reason, expires, "", "");
    }
}

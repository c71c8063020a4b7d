package io.tightship.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Data that rules judge by and that grow old, such as lists of known faults.
 *
 * @param date   when they were last compared with their source
 * @param source where they come from, in words
 */
public record DatedData(String name, LocalDate date, String source) {

    /** How old they were at a time: that of the assessment, whenever its report is written. Never less than 0. */
    public long days(Instant at) {
        return Math.max(0, ChronoUnit.DAYS.between(date, at.atZone(ZoneOffset.UTC).toLocalDate()));
    }

    /** {@code NAME of DATE, N days old}. */
    public String words(Instant at) {
        long days = days(at);
        return name + " of " + date + ", " + days + (days == 1 ? " day old" : " days old");
    }
}

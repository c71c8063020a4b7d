package io.tightship.model;

/** How much a failed rule matters, from least to most. */
public enum Severity {
    LOW, MEDIUM, HIGH, CRITICAL
}

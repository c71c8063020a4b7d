package io.tightship.scan;

import io.tightship.check.Check;
import io.tightship.check.Values;

/**
 * A rule that a run judges.
 *
 * @param variant tells two selections of one rule with different values apart; else empty
 */
public record SelectedRule(Check check, String variant, Values values) {
}

package io.tightship.library.helm;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;
import java.util.stream.Stream;

/** The rules on charts; their sections are those of what the charts install. */
public final class HelmChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return Stream.of(ChartRule.all(), ManifestRule.all()).flatMap(List::stream).toList();
    }
}

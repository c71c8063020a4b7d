package io.tightship.library.flag;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.ArrayList;
import java.util.List;

/** The table's rows; their sections are those of the components. */
public final class FlagChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        List<Check> rows = new ArrayList<>(ApiServerRows.all());
        rows.addAll(ControllerRows.all());
        rows.addAll(DriftRows.all());
        rows.addAll(CurrentRule.all());
        return rows;
    }
}

package io.tightship.library.wire;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The table's rows; their sections are those of the components. */
public final class WireChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return WireRows.all();
    }
}

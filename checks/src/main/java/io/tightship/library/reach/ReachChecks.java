package io.tightship.library.reach;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on what user space can connect to; their sections are those of what is connected to. */
public final class ReachChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return ClosedRule.all();
    }
}

package io.tightship.library.node;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on nodes of a cluster besides their components. */
public final class NodeChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new MandatoryAccessControl(), new CniBandwidth());
    }
}

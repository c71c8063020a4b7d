package io.tightship.library.switches;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on the border top-of-rack switches. */
public final class SwitchesChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new AclPresent(), new AclAdmitsOnlyControlPlane(), new AclDeniesTheRest(),
                new AclBoundOutbound(), new AclCoversConnectedPorts(), new AclSaved(), new Agree(), new ApiRestricted(),
                new Ipv6KubeapiClosed());
    }
}

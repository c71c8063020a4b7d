package io.tightship.library.netpol;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on network policies. */
public final class NetpolChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new EnforcerHealthy(), new HostEndpointDefaults(), DefaultDenyRule.everywhere(),
                DefaultDenyRule.aroundGpus());
    }
}

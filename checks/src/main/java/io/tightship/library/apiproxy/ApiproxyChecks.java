package io.tightship.library.apiproxy;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on the API proxy of the head nodes. */
public final class ApiproxyChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new ClosedToUserSpace(), new FirewallDrift(), new FirewallFilesAdmitOnlyAdmin(),
                new FirewallRoleComplete(), new FirewallRulesAdmitOnlyAdmin(), new FirewallRunning(), new Ipv6Closed(),
                new OpenToAdminSpace(), new UpstreamsAreControlNodes());
    }
}

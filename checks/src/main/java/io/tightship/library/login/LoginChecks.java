package io.tightship.library.login;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on who may log in to the nodes under the control plane. */
public final class LoginChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new AllowListApproved(), new AllowListInImage(), new CategoryDeniesUsers(), new ComputeNodesJobBound(), new FilesNotFrozen(),
                new PamGateEffective(), new PasswordAuthenticationOff(), new RootKeysApproved(),
                new RootLoginRestricted(), new SshdUsesPam());
    }
}

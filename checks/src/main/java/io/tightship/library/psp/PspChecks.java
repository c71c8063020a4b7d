package io.tightship.library.psp;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on the way from Pod Security Policies to their successor. */
public final class PspChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new AdmissionPluginOff(), new LeftoversAbsent(), new PermissionsManagerCurrent(), new SuccessorInPlace(),
                new UsersMigrated());
    }
}

package io.tightship.library.rbac;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;
import java.util.stream.Stream;

/** The rules on rights; those on Kyverno's objects are of its section. */
public final class RbacChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return Stream.concat(GrantRows.all().stream(), Stream.of(new DefaultServiceAccounts(), new TokenMounting(),
                new UnusedRoles(), new SystemMasters())).toList();
    }
}

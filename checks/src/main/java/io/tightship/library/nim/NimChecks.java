package io.tightship.library.nim;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.ArrayList;
import java.util.List;

/** The rules on pods that serve models as NVIDIA NIM. */
public final class NimChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(NimRows.all());
        checks.add(new AuditLogged());
        checks.add(new NamespaceAuditsRestricted());
        checks.add(new NamespaceBaseline());
        checks.add(new NetworkBounded());
        checks.add(new ServiceNotExposed());
        return checks;
    }
}

package io.tightship.library.etcd;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.ArrayList;
import java.util.List;

/** The rules on etcd. */
public final class EtcdChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(EtcdRows.all());
        checks.addAll(List.of(new DataDirectoryOwnedByEtcd(), new OwnAuthority(), new TlsCiphers(), new TlsMinimum()));
        return checks;
    }
}

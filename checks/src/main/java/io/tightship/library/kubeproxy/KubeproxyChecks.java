package io.tightship.library.kubeproxy;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.ArrayList;
import java.util.List;

/** The rules on kube-proxy. */
public final class KubeproxyChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(BoundRule.all());
        checks.addAll(List.of(new NodeportAddresses(), new ConfigurationDrift()));
        return checks;
    }
}

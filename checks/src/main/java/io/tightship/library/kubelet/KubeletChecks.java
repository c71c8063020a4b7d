package io.tightship.library.kubelet;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.ArrayList;
import java.util.List;

/** The rules on the kubelet. */
public final class KubeletChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(SettingRows.all());
        checks.addAll(List.of(new PodPidsLimited(), new TlsMinimum(), new TlsCiphers(), new AddressBound(),
                new RemovedGatesAbsent(), new ConfigurationDrift(), new ServingCertificateTrusted()));
        return checks;
    }
}

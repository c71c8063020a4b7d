package io.tightship.library.kubelet;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on the kubelet. */
public final class KubeletChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new PodPidsLimited());
    }
}

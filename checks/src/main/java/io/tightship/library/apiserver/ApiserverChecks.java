package io.tightship.library.apiserver;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on kube-apiserver. */
public final class ApiserverChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new ProfilingOff(), new TlsOnTheWire());
    }
}

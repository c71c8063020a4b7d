package io.tightship.library.certificates;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on certificates that servers show, and by which they are verified. */
public final class CertificatesChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new Valid(), new WebhookAuthoritiesValid());
    }
}

package io.tightship.library.tls;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.ArrayList;
import java.util.List;

/** The table's rows; their sections are those of the components. */
public final class TlsChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        List<Check> rows = new ArrayList<>(MinimumRule.all());
        rows.addAll(CiphersRule.all());
        return rows;
    }
}

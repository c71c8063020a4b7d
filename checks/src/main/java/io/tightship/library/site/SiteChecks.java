package io.tightship.library.site;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on whether the inventory is the site. */
public final class SiteChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new ClustersComplete(), new ControlPlaneNodes(), new InventoryComplete(), new RolesTrue(),
                new ServicesInTheirSpace());
    }
}

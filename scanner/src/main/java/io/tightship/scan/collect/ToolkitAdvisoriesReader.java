package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.nvidia.ToolkitAdvisories;
import io.tightship.model.Target;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import java.util.List;

/** What the product and the site know of faults; nothing is asked for it. */
final class ToolkitAdvisoriesReader implements Reader<ToolkitAdvisories> {

    @Override
    public String family() {
        return ToolkitAdvisories.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<ToolkitAdvisories> key, SiteView site) {
        return List.of();
    }

    @Override
    public Fact<ToolkitAdvisories> read(Target target, FactKey<ToolkitAdvisories> key, SiteView site, Readings readings) {
        return Fact.known(site.inventory().advisories().known(), Source.inventory(site.inventory().site().id(),
                "advisories"));
    }
}

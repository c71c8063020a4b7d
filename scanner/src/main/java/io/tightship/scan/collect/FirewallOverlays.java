package io.tightship.scan.collect;

import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import java.util.List;
import java.util.regex.Pattern;

/** The open ports of each configuration overlay that gives a firewall role, by the names in Base Command Manager's list. */
record FirewallOverlays() implements Derived {

    @Override
    public NodeProbe source() {
        return BcmFirewallRole.OVERLAYS;
    }

    @Override
    public Pattern allowed() {
        return BcmProbe.FirewallRole.NAME;
    }

    @Override
    public int max() {
        return 8;
    }

    /** A helper takes paths alone: there the site names its overlay. */
    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of();
    }

    @Override
    public String description() {
        return "the open ports of each configuration overlay that gives a firewall role (cmsh)";
    }

    @Override
    public List<NodeProbe> derive(Reading source) {
        if (!(source.status() instanceof Reading.Status.Read)) {
            return List.of();
        }
        try {
            return BcmOverlay.list(source.text()).stream().filter(overlay -> overlay.gives(BcmFirewallRole.ROLE))
                    .map(BcmOverlay::name).filter(BcmProbe.FirewallRole::names).distinct()
                    .map(name -> (NodeProbe) new BcmProbe.FirewallRole(true, name)).toList();
        } catch (MalformedDocument e) {
            return List.of();
        }
    }
}

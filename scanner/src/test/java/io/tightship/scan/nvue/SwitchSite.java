package io.tightship.scan.nvue;

import io.tightship.model.Target;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.Inventory.SwitchEntry;
import io.tightship.scan.inventory.SwitchConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An inventory of one switch. */
final class SwitchSite {

    static final Target.Switch DEVICE = new Target.Switch("btor-1");

    private SwitchSite() {
    }

    static Inventory of(String address, int port, Path password, Optional<String> pinned, Optional<Path> authorities) {
        Target.Site site = new Target.Site("test");
        SwitchEntry entry = new SwitchEntry(DEVICE, address, new SwitchConnection.Rest(port,
                new Credential.Password("switches", "auditor", new Credential.Secret.InFile(password)), pinned,
                authorities), new TreeMap<>(), Map.of());
        return new Inventory(Path.of("site.yaml"), site, List.of(site, DEVICE), Set.of(), new TreeMap<>(),
                new TreeMap<>(), new TreeMap<>(Map.of(DEVICE.name(), entry)), Optional.empty(), Map.of(), List.of());
    }
}

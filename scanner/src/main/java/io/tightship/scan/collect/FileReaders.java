package io.tightship.scan.collect;

import io.tightship.scan.probe.Reader;
import java.util.List;

/** The readers of a host's files, exports, services and firewall. */
final class FileReaders {

    private FileReaders() {
    }

    static List<Reader<?>> all() {
        return List.of(
                new PathStatReader(),
                new NamedPathReader(),
                new ModuleKubeconfigReader(),
                new CmdDirectivesReader(), new KubeconfigIdentitiesReader(),
                new ExportsReader(),
                new FirewallTablesReader(),
                new ShorewallFilesReader(),
                new ServiceStateReader(),
                new ListenersReader(),
                new RoutableIpv6Reader(),
                new OpenPortsReader());
    }
}

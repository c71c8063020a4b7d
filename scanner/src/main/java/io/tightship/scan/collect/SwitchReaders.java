package io.tightship.scan.collect;

import io.tightship.scan.probe.Reader;
import java.util.List;

/** The readers of switches. */
final class SwitchReaders {

    private SwitchReaders() {
    }

    static List<Reader<?>> all() {
        return List.of(new NvueConfigurationReader(), new NvueInterfacesReader(), new SwitchPortsReader(),
                new SwitchNeighboursReader(), new NvueApiReader(), new NvueRevisionsReader(),
                new ManagementAddressesReader());
    }
}

package io.tightship.scan.collect;

import io.tightship.scan.probe.Reader;
import java.util.List;

/** The readers of addresses and connects. */
final class ReachReaders {

    private ReachReaders() {
    }

    static List<Reader<?>> all() {
        return List.of(new AddressReader(), new VirtualAddressReader(), new ProxyConnectReader(),
                new ConnectReader(), new StreamProxiesReader());
    }
}

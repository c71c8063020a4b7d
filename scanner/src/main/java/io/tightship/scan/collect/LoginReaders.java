package io.tightship.scan.collect;

import io.tightship.scan.probe.Reader;
import java.util.List;

/** The readers of BCM, sshd and PAM. */
final class LoginReaders {

    private LoginReaders() {
    }

    static List<Reader<?>> all() {
        return List.of(new SshdReader(), new SshdBlocksReader(), new PamReader(), new AllowListReader(), new LoginCategoryReader(),
                new ImageAllowListReader(),
                new RootKeysReader(), new ImageRootKeysReader(), new HostListingReader(), new BcmDevicesReader(),
                new ClusterListingReader());
    }
}

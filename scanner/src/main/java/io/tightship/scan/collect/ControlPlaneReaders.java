package io.tightship.scan.collect;

import io.tightship.scan.probe.Reader;
import java.util.ArrayList;
import java.util.List;

/** The readers of the control plane's and the kubelet's settings, and of handshakes. */
final class ControlPlaneReaders {

    private ControlPlaneReaders() {
    }

    static List<Reader<?>> all() {
        List<Reader<?>> readers = new ArrayList<>(NamedFileFacts.readers());
        readers.addAll(List.of(new ComponentFlagsReader(), new ServedTlsReader(), new ManifestFlagsReader(), new MirrorFlagsReader(),
                new UnitFlagsReader(), new RunningComponentsReader(), new EtcdSettingsReader(),
                new ServerTlsReader(), new ServerTlsInstancesReader(),
                new ApiEndpointsReader(), new KubeletSettingReader(), new PidMaximumReader(),
                new KubeletGatesReader(), new ProxySettingsReader(), new ConfigurationAgeReader(),
                new MandatoryAccessReader(), new CniChainReader(),
                new ServedChainReader()));
        return readers;
    }
}

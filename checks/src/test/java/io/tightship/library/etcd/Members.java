package io.tightship.library.etcd;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.kubernetes.EtcdSettings.Given;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Nodes with one etcd, by its command line. */
final class Members {

    static final String TLS = "--cert-file=/c --key-file=/k ";

    private Members() {
    }

    static Case running(String name, String line) {
        return running(name, new EtcdSettings(flags(line), Optional.empty()))
                .remediedBy(settings -> running(name, repaired(settings, flags(line))));
    }

    static Case running(String name, EtcdSettings settings) {
        return Case.of(name, Servers.NODE).with(RunningComponents.KEY, new RunningComponents(Set.of("etcd")))
                .withMembers(Servers.NODE, EtcdSettings.KEY, Map.of("etcd", settings));
    }

    static Case none() {
        return Case.of("no etcd", Servers.NODE).with(RunningComponents.KEY, new RunningComponents(Set.of("kubelet")))
                .withMembers(Servers.NODE, EtcdSettings.KEY, Map.of());
    }

    /** After somebody followed the steps: each literal takes the place of its flag. */
    static Case repaired(Finding finding, String line) {
        return running("after the steps for " + line, repaired(finding.remediation().stream()
                .filter(Step.Setting.class::isInstance).map(Step.Setting.class::cast).toList(), flags(line)));
    }

    static EtcdSettings repaired(List<Step.Setting> settings, SortedMap<String, Given> before) {
        SortedMap<String, Given> changed = new TreeMap<>(before);
        settings.forEach(setting -> changed.putAll(flags(setting.literal())));
        return new EtcdSettings(changed, Optional.empty());
    }

    static SortedMap<String, Given> flags(String line) {
        return switch (EtcdSettings.commandLine(Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty())
                .toList())) {
            case EtcdSettings.Parsed.Valid(SortedMap<String, Given> flags) -> flags;
            case EtcdSettings.Parsed.Invalid(String why) -> throw new AssertionError(why);
        };
    }
}

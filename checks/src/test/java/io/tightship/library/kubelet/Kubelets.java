package io.tightship.library.kubelet;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One node with a kubelet, and what it may be set to. */
final class Kubelets {

    static final Target.Node NODE = new Target.Node("dgx-1", Set.of(NodeRole.WORKER), Optional.of("user"), Space.USER,
            Optional.empty(), false, Optional.empty());
    static final String FILE = "/var/lib/kubelet/config.yaml";

    private Kubelets() {
    }

    static Place file(String text) {
        return new Place(Origin.FILE, FILE, 7, text);
    }

    static Place dropIn(String text) {
        return new Place(Origin.DROP_IN, "/etc/kubernetes/kubelet.conf.d/10-site.conf", 3, text);
    }

    static Place flag(String field, String text) {
        return new Place(Origin.FLAG, "--" + KubeletSetting.flag(field).orElseThrow(), 0, text);
    }

    static Place byDefault(String text) {
        return new Place(Origin.DEFAULT, "the kubelet's default", 0, text);
    }

    static KubeletSetting setting(String field, Place... places) {
        return new KubeletSetting(field, List.of(places), Optional.of(FILE));
    }

    static Case set(Case site, String field, Place... places) {
        return site.withMembers(NODE, KubeletSetting.key(field), Map.of("kubelet", setting(field, places)));
    }

    /** The place that a finding's literal for the field changes, as it is afterwards. */
    static Optional<Place> repaired(Finding finding, String field) {
        return repaired(finding.remediation().stream().filter(Step.Setting.class::isInstance).map(Step.Setting.class::cast)
                .toList(), field);
    }

    static Optional<Place> repaired(List<Step.Setting> settings, String field) {
        return settings.stream().flatMap(step -> step.literal().startsWith(field + ": ")
                ? java.util.stream.Stream.of(file(json(step.literal().substring(field.length() + 2))))
                : KubeletSetting.flag(field).filter(flag -> step.literal().startsWith("--" + flag + "="))
                .map(flag -> flag(field, step.literal().substring(flag.length() + 3))).stream()).findFirst();
    }

    /** YAML's flow list and bare words as JSON. */
    private static String json(String text) {
        return text.startsWith("[") ? "[\"" + text.substring(1, text.length() - 1).replace(", ", "\",\"") + "\"]"
                : text.matches("true|false|-?[0-9]+") ? text : "\"" + text + "\"";
    }
}

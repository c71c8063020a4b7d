package io.tightship.library.apiserver;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.GoTls;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Control-plane nodes and API servers by their command lines. */
final class Servers {

    static final Target.Node NODE = node("cp-1");

    private Servers() {
    }

    static Target.Node node(String name) {
        return new Target.Node(name, Set.of(NodeRole.CONTROL_PLANE), Optional.of("admin"), Space.ADMIN,
                Optional.empty(), false, Optional.empty());
    }

    static Flags flags(String... words) {
        return switch (Flags.parse(Component.KUBE_APISERVER, List.of(words))) {
            case Flags.Parsed.Valid(Flags flags) -> flags;
            case Flags.Parsed.Invalid(String why) -> throw new AssertionError(why);
        };
    }

    static ServerTls tls(String... words) {
        return ServerTls.of(flags(words), Optional.of(GoTls.Defaults.ECDHE_AES)).orElseThrow();
    }

    static Case running(String name, String... words) {
        return Case.of(name, NODE).withMembers(NODE, Flags.of(Component.KUBE_APISERVER),
                Map.of("kube-apiserver", flags(words)));
    }

    static Case serving(String name, ServerTls tls) {
        return Case.of(name, NODE).withMembers(NODE, ServerTls.of(Component.KUBE_APISERVER),
                Map.of("kube-apiserver", tls));
    }

    /** The command line after somebody followed the steps: each literal takes the place of its flag. */
    static String[] repaired(Finding finding, String... words) {
        List<String> changed = new ArrayList<>(Arrays.asList(words));
        for (Step step : finding.remediation()) {
            if (step instanceof Step.Setting(Step.Place place, String literal)) {
                changed.removeIf(word -> word.startsWith(literal.substring(0, literal.indexOf('='))));
                changed.add(literal);
            }
        }
        return changed.toArray(String[]::new);
    }
}

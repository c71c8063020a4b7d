package io.tightship.library.tls;

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
public final class Servers {

    public static final Target.Node NODE = node("cp-1");

    private Servers() {
    }

    public static Target.Node node(String name) {
        return new Target.Node(name, Set.of(NodeRole.CONTROL_PLANE), Optional.of("admin"), Space.ADMIN,
                Optional.empty(), false, Optional.empty());
    }

    public static Flags flags(String... words) {
        return flags(Component.KUBE_APISERVER, words);
    }

    static Flags flags(Component component, String... words) {
        return switch (Flags.parse(component, List.of(words))) {
            case Flags.Parsed.Valid(Flags flags) -> flags;
            case Flags.Parsed.Invalid(String why) -> throw new AssertionError(why);
        };
    }

    public static ServerTls tls(String... words) {
        return tls(Component.KUBE_APISERVER, words);
    }

    static ServerTls tls(Component component, String... words) {
        return ServerTls.of(flags(component, words), Optional.of(GoTls.Defaults.ECDHE_AES)).orElseThrow();
    }

    public static Case running(String name, String... words) {
        return running(Component.KUBE_APISERVER, name, words);
    }

    static Case running(Component component, String name, String... words) {
        return Case.of(name, NODE).withMembers(NODE, Flags.of(component),
                Map.of(component.process(), flags(component, words)))
                .remediedBy(settings -> running(component, name, repaired(settings, words)));
    }

    /** Started with these words. */
    static Case told(Component component, String name, String... words) {
        return serving(component, name, tls(component, words))
                .remediedBy(settings -> told(component, name, repaired(settings, words)));
    }

    static Case serving(String name, ServerTls tls) {
        return serving(Component.KUBE_APISERVER, name, tls);
    }

    static Case serving(Component component, String name, ServerTls tls) {
        return Case.of(name, NODE).withMembers(NODE, ServerTls.of(component), Map.of(component.process(), tls));
    }

    /** By the section of a rule's id. */
    static Component component(String rule) {
        return switch (rule.substring(0, rule.indexOf('-'))) {
            case "apiserver" -> Component.KUBE_APISERVER;
            case "controllermanager" -> Component.KUBE_CONTROLLER_MANAGER;
            case "scheduler" -> Component.KUBE_SCHEDULER;
            default -> throw new AssertionError(rule);
        };
    }

    /** The command line after somebody followed the steps: each literal takes the place of its flag. */
    public static String[] repaired(Finding finding, String... words) {
        return repaired(finding.remediation().stream().filter(Step.Setting.class::isInstance).map(Step.Setting.class::cast)
                .toList(), words);
    }

    /** Every other occurrence of a flag is taken out, then the literal is added. */
    public static String[] repaired(List<Step.Setting> settings, String... words) {
        List<String> changed = new ArrayList<>(Arrays.asList(words));
        for (Step.Setting setting : settings) {
            String name = setting.literal().substring(0, setting.literal().indexOf('='));
            for (int i = changed.size() - 1; i >= 0; i--) {
                String word = changed.get(i).replace('_', '-');
                if (word.equals(name) || word.startsWith(name + "=")) {
                    // The value may be the next word.
                    if (word.equals(name) && i + 1 < changed.size() && !changed.get(i + 1).startsWith("-")) {
                        changed.remove(i + 1);
                    }
                    changed.remove(i);
                }
            }
            changed.add(setting.literal());
        }
        return changed.toArray(String[]::new);
    }
}

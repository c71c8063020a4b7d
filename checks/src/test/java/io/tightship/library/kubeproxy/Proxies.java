package io.tightship.library.kubeproxy;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ProxySettings;
import io.tightship.fact.kubernetes.ProxySettings.Endpoint;
import io.tightship.fact.kubernetes.RunningComponents;
import io.tightship.fact.linux.Listeners;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One node with a kube-proxy. */
final class Proxies {

    static final Target.Node NODE = new Target.Node("dgx-1", Set.of(NodeRole.WORKER), Optional.of("user"), Space.USER,
            Optional.empty(), false, Optional.empty());

    private Proxies() {
    }

    static Case with(String name, ProxySettings settings) {
        return running(name).withMembers(NODE, ProxySettings.KEY, Map.of("kube-proxy", settings));
    }

    static Case running(String name) {
        return Case.of(name, NODE).with(RunningComponents.KEY, new RunningComponents(Set.of("kubelet", "kube-proxy")));
    }

    /** A node whose network does the work of kube-proxy itself. */
    static Case absent() {
        return Case.of("t26: none", NODE).with(RunningComponents.KEY, new RunningComponents(Set.of("kubelet")))
                .withMembers(NODE, ProxySettings.KEY, Map.of()).with(Listeners.KEY, new Listeners(List.of()));
    }

    /** The words of a literal for a field of the file, {@code field: value}, or for its flag, {@code --flag=value}. */
    static Optional<String> told(List<Step.Setting> settings, String field, String flag) {
        return settings.stream().map(Step.Setting::literal).filter(literal -> literal.startsWith(field + ": ")
                || literal.startsWith("--" + flag + "=")).map(literal -> literal.startsWith("--")
                ? literal.substring(flag.length() + 3) : literal.substring(field.length() + 2)).findFirst();
    }

    /** Without a file, so that its flags count. */
    static ProxySettings byFlags(ProxySettings settings) {
        return new ProxySettings(Optional.empty(), settings.mode(), settings.nodePorts(), settings.healthz(),
                settings.metrics(), settings.stated());
    }

    static ProxySettings settings(String mode, List<String> nodePorts, String healthz, String metrics) {
        return new ProxySettings(Optional.of("/var/lib/kube-proxy/config.conf"), mode, nodePorts,
                healthz.isEmpty() ? Optional.empty() : Endpoint.parse(healthz, 10256),
                metrics.isEmpty() ? Optional.empty() : Endpoint.parse(metrics, 10249), Set.of());
    }
}

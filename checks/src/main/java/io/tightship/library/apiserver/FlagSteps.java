package io.tightship.library.apiserver;

import io.tightship.fact.tls.CipherSuites;
import io.tightship.fact.tls.GoTls;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Steps that change a flag of an API server. */
final class FlagSteps {

    private FlagSteps() {
    }

    /** @param literal {@code --name=value} */
    static List<Step> set(String node, String literal) {
        String name = literal.substring(0, literal.indexOf('='));
        return List.of(
                Step.prose("On " + node + ", edit /etc/kubernetes/manifests/kube-apiserver.yaml, or whatever starts "
                        + "kube-apiserver there: remove every other occurrence of " + name
                        + ", then add this one. The kubelet restarts a static pod by itself; change one node at a "
                        + "time, and wait for its /readyz. kubeadm writes the manifest anew at the next upgrade: put "
                        + "the argument into its ClusterConfiguration, too."),
                Step.setting(Step.Place.argument("kube-apiserver"), literal),
                Step.command(node, "tr '\\0' '\\n' </proc/$(pgrep -xo kube-apiserver)/cmdline | grep -e " + name));
    }

    static List<Step> minimum(String node, TlsVersion minimum) {
        return set(node, "--tls-min-version=" + minimum.flag());
    }

    /**
     * The site's list as far as Go has it. Where HTTP/2 would refuse it, the way out is TLS 1.3 alone, which needs no
     * list.
     */
    static List<Step> suites(String node, Set<String> site) {
        List<String> listed = site.stream().filter(name -> GoTls.takes(name) && !CipherSuites.ofTls13(name)).toList();
        if (GoTls.servesHttp2(listed)) {
            return set(node, "--tls-cipher-suites=" + String.join(",", listed));
        }
        List<Step> steps = new ArrayList<>();
        steps.add(Step.prose("The site's list has no ECDHE suite with AES_128_GCM, and without one kube-apiserver does "
                + "not start below TLS 1.3. Drop --tls-cipher-suites and ask for TLS 1.3, once every client speaks it, "
                + "or add such a suite to the value tls-cipher-suites."));
        steps.addAll(minimum(node, TlsVersion.TLS13));
        return steps;
    }
}

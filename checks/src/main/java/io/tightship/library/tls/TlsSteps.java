package io.tightship.library.tls;

import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.tls.CipherSuites;
import io.tightship.fact.tls.GoTls;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.library.flag.FlagSteps;
import io.tightship.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Steps that change the TLS which a control plane component asks for. */
public final class TlsSteps {

    private TlsSteps() {
    }

    public static List<Step> minimum(Component component, String node, TlsVersion minimum) {
        return FlagSteps.set(component, node, "--tls-min-version=" + minimum.flag());
    }

    /** The site's list as far as Go has it; empty where HTTP/2 would refuse it, so that no server starts with it. */
    public static List<String> listed(Set<String> site) {
        List<String> listed = site.stream().filter(name -> GoTls.takes(name) && !CipherSuites.ofTls13(name)).toList();
        return GoTls.servesHttp2(listed) ? listed : List.of();
    }

    /** The site's list, or, where that cannot be, TLS 1.3 alone, which needs no list. */
    public static List<Step> suites(Component component, String node, Set<String> site) {
        List<String> listed = listed(site);
        if (!listed.isEmpty()) {
            return FlagSteps.set(component, node, "--tls-cipher-suites=" + String.join(",", listed));
        }
        List<Step> steps = new ArrayList<>();
        steps.add(Step.prose("The site's list has no ECDHE suite with AES_128_GCM, and without one "
                + component.process() + " does not start below TLS 1.3. Drop --tls-cipher-suites and ask for TLS 1.3, "
                + "once every client speaks it, or add such a suite to the value tls-cipher-suites."));
        steps.addAll(minimum(component, node, TlsVersion.TLS13));
        return steps;
    }
}

package io.tightship.library.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.AnonymousRequests;
import io.tightship.library.tls.Servers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnonymousRequestsRefusedTest {

    static List<Case> compliant() {
        return List.of(taken("refused by flag", false, "--anonymous-auth=false"),
                taken("refused by file", false, "/etc/kubernetes/authentication.yaml"),
                taken("at the paths of health alone", true, "/etc/kubernetes/authentication.yaml", "/livez", "/readyz"));
    }

    static List<Case> violations() {
        return List.of(taken("t10: by default", true, ""), taken("by flag", true, "--anonymous-auth=true"),
                taken("by a file without conditions", true, "/etc/kubernetes/authentication.yaml"),
                taken("at another path, too", true, "/etc/kubernetes/authentication.yaml", "/livez", "/metrics"));
    }

    private static Case taken(String name, boolean taken, String where, String... paths) {
        return Case.of(name, Servers.NODE).withMembers(Servers.NODE, AnonymousRequests.KEY,
                Map.of("kube-apiserver", new AnonymousRequests(taken, List.of(paths), where)));
    }

    @Test
    void a_default_is_said_to_be_one() {
        assertThat(violations().getFirst().judge(new AnonymousRequestsRefused()).getFirst().message())
                .isEqualTo("kube-apiserver takes anonymous requests to every path, by default; expected no anonymous "
                        + "requests, or only at /livez, /readyz and /healthz");
    }
}

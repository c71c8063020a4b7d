package io.tightship.library.apiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.IpAddress;
import io.tightship.fact.reach.Addresses;
import io.tightship.fact.reach.StreamProxies;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UpstreamsAreControlNodesTest {

    static List<Case> compliant() {
        return List.of(passes("by name", "cp-1:6443", "cp-2:6443"), passes("by address and full name", "10.0.0.1:6443",
                "cp-2.cm.cluster:6443"));
    }

    static List<Case> violations() {
        return List.of(passes("one is missing", "cp-1:6443"), passes("a stranger", "cp-1:6443", "cp-2:6443", "dgx-1:6443"),
                passes("another port", "cp-1:6443", "cp-2:8443"), passes("no port", "cp-1:6443", "cp-2"),
                passes("nobody"), other(), more("another way in", "cp-1:6443"));
    }

    @Test
    void a_port_that_the_site_does_not_name_is_told_where_it_leads_to_the_admin_cluster() {
        Finding unnamed = more("", "10.0.0.2:6443").judge(new UpstreamsAreControlNodes()).getLast();
        assertThat(unnamed.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(unnamed.subject()).isEqualTo("tcp 10500");
        assertThat(unnamed.message()).contains("not tried");
        assertThat(more("the user cluster's own proxy", "user-1:6443").judge(new UpstreamsAreControlNodes()))
                .extracting(Finding::outcome).containsExactly(Outcome.PASS);
    }

    private static Case more(String name, String server) {
        return site(name, new StreamProxies.Proxy(10443, "", List.of("cp-1:6443", "cp-2:6443")),
                new StreamProxies.Proxy(10500, "", List.of(server)));
    }

    @Test
    void the_literals_of_the_steps_are_the_servers_that_pass() {
        List<String> servers = passes("nobody").judge(new UpstreamsAreControlNodes()).getFirst().remediation().stream()
                .filter(Step.Setting.class::isInstance).map(step -> ((Step.Setting) step).literal()
                        .replaceFirst("^server (.*);$", "$1")).toList();
        assertThat(passes("repaired", servers.toArray(String[]::new)).judge(new UpstreamsAreControlNodes()))
                .allMatch(finding -> finding.outcome() == Outcome.PASS);
    }

    private static Case passes(String name, String... servers) {
        return site(name, new StreamProxies.Proxy(10443, "", List.of(servers)));
    }

    private static Case other() {
        return site("another port is listened on", new StreamProxies.Proxy(10444, "", List.of("cp-1:6443", "cp-2:6443")));
    }

    private static Case site(String name, StreamProxies.Proxy... proxies) {
        return Case.of(name, ClosedToUserSpaceTest.HEAD).with(StreamProxies.KEY, new StreamProxies(List.of(proxies)))
                .with(node("cp-1"), Addresses.OF_NODE, address("10.0.0.1"))
                .with(node("cp-2"), Addresses.OF_NODE, address("10.0.0.2"));
    }

    private static Target.Node node(String name) {
        return new Target.Node(name, Set.of(NodeRole.CONTROL_PLANE), Optional.of("admin"), Space.ADMIN, Optional.empty(),
                false, Optional.empty());
    }

    private static Addresses address(String text) {
        return Addresses.of(List.of(IpAddress.parse(text).orElseThrow()));
    }
}

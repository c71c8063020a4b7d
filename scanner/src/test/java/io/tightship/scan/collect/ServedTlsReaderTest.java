package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.ADMIN;
import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static io.tightship.scan.collect.ControlPlaneSite.SITE;
import static io.tightship.scan.collect.ControlPlaneSite.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ApiEndpoint;
import io.tightship.fact.kubernetes.ServedTls;
import io.tightship.fact.kubernetes.ServingPorts;
import io.tightship.fact.tls.ServedChain;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Reason;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.Relay;
import io.tightship.scan.probe.RelayProbe;
import io.tightship.scan.probe.RelayProbe.Question;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedTlsReaderTest {

    private static final FactKey<PerSubject<ServedTls>> ETCD = ServedTls.of("etcd");
    private static final FactKey<PerSubject<ServedTls>> SCHEDULER = ServedTls.of("kube-scheduler");
    private static final SessionId NETWORK = SessionId.network(SITE);
    private static final SessionId NODE = SessionId.node(CP);
    private static final NetworkProbe HELLO = new NetworkProbe.TlsHello("10.0.0.4", 2379);
    private static final NetworkProbe SCHEDULERS = new NetworkProbe.TlsHello("10.0.0.4", 10259);
    private static final RelayProbe LOOPBACK = new RelayProbe(Question.OFFER, "127.0.0.1", 10259, false);
    private static final RelayProbe FILTERED = new RelayProbe(Question.OFFER, "10.0.0.4", 10259, true);
    private static final String OFFER = "{\"TLSv1.2\":[\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\"]}";
    private static final String SSH = "LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n";

    @Test
    void the_offer_is_that_of_the_port_at_the_nodes_address() {
        ServedTls seen = known(etcd().text(NETWORK, HELLO, OFFER), ETCD, "");
        assertThat(seen.endpoint()).isEqualTo("10.0.0.4:2379");
        assertThat(seen.offer().orElseThrow().accepted()).containsOnlyKeys(TlsVersion.TLS12);
    }

    @Test
    void t27_where_no_etcd_runs_the_ports_do_not_matter() {
        ControlPlaneSite site = new ControlPlaneSite().processes(CP, List.of("kubelet")).unread(NETWORK, HELLO,
                Reason.UNREACHABLE, "refused");
        assertThat(site.members(CP, ETCD)).containsOnlyKeys("");
        assertThat(known(site, ETCD, "").offer()).isEmpty();
    }

    @Test
    void a_port_that_could_not_be_asked_and_a_table_that_was_not_read_leave_it_unknown() {
        assertReason(etcd().unread(NETWORK, HELLO, Reason.TIMED_OUT, "filtered"), ETCD, "", Reason.TIMED_OUT, "filtered");
        assertReason(etcd().value(ServingPorts.ETCD, 0L), ETCD, "", Reason.NOT_STATED, "etcd-port is no port");
        assertThat(new ControlPlaneSite().unread(NODE, ComponentProcesses.PROBE, Reason.FORBIDDEN, "no").read(CP, ETCD))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void what_is_bound_to_loopback_alone_is_asked_through_the_node() {
        ControlPlaneSite site = scheduler().unread(NETWORK, SCHEDULERS, Reason.UNREACHABLE, "the connect was refused")
                .text(NODE, Relay.SOURCE, SSH + "LISTEN 0 4096 127.0.0.1:10259 0.0.0.0:*\n").text(NODE, LOOPBACK, OFFER);
        assertThat(known(site, SCHEDULER, "").endpoint())
                .isEqualTo("127.0.0.1:10259 through the node's SSH connection");
        assertThat(site.members(CP, SCHEDULER).get("")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(fact.sources().toString()).contains("ssh -N -L 127.0.0.1:10259:127.0.0.1:10259"));
    }

    @Test
    void what_lies_behind_a_filter_is_asked_through_the_node_at_its_own_address() {
        assertThat(known(scheduler().unread(NETWORK, SCHEDULERS, Reason.TIMED_OUT, "the connect timed out")
                .text(NODE, Relay.SOURCE, SSH + "LISTEN 0 4096 *:10259 *:*\n").text(NODE, FILTERED, OFFER), SCHEDULER,
                "").endpoint()).isEqualTo("10.0.0.4:10259 through the node's SSH connection");
    }

    @Test
    void an_answer_to_the_scanner_itself_comes_first() {
        assertThat(known(scheduler().text(NETWORK, SCHEDULERS, OFFER).text(NODE, Relay.SOURCE, SSH
                + "LISTEN 0 4096 127.0.0.1:10259 0.0.0.0:*\n"), SCHEDULER, "").endpoint()).isEqualTo("10.0.0.4:10259");
        assertReason(scheduler().unread(NETWORK, SCHEDULERS, Reason.UNPARSABLE, "it does not speak TLS").text(NODE,
                Relay.SOURCE, SSH + "LISTEN 0 4096 127.0.0.1:10259 0.0.0.0:*\n").text(NODE, LOOPBACK, OFFER), SCHEDULER,
                "", Reason.UNPARSABLE, "it does not speak TLS");
    }

    @Test
    void a_refusal_that_the_node_need_not_explain_stays_what_it_is() {
        String refused = "10.0.0.4:10259: the connect was refused";
        ControlPlaneSite direct = scheduler().unread(NETWORK, SCHEDULERS, Reason.UNREACHABLE, refused);
        assertReason(direct.text(NODE, Relay.SOURCE, SSH), SCHEDULER, "", Reason.UNREACHABLE, refused);
        assertReason(direct.text(NODE, Relay.SOURCE, SSH + "LISTEN 0 4096 *:10259 *:*\n").unread(NODE, FILTERED,
                Reason.NOT_COLLECTED, "not asked"), SCHEDULER, "", Reason.UNREACHABLE, refused);
        assertReason(direct.unread(NODE, Relay.SOURCE, Reason.TOOL_MISSING, "ss"), SCHEDULER, "", Reason.UNREACHABLE,
                refused);
    }

    @Test
    void where_the_nodes_sshd_refuses_that_is_the_reason_and_both_ways_are_named() {
        assertReason(scheduler().unread(NETWORK, SCHEDULERS, Reason.UNREACHABLE, "the connect was refused")
                .text(NODE, Relay.SOURCE, SSH + "LISTEN 0 4096 127.0.0.1:10259 0.0.0.0:*\n").unread(NODE, LOOPBACK,
                Reason.FORBIDDEN, "AllowTcpForwarding"), SCHEDULER, "", Reason.FORBIDDEN,
                "AllowTcpForwarding; by itself the scanner had no answer either: the connect was refused");
    }

    @Test
    void a_scheduler_that_serves_elsewhere_or_nowhere_is_not_judged_by_what_answers_at_the_stated_port() {
        assertReason(new ControlPlaneSite().processes(CP, List.of("kube-scheduler", "--secure-port=20259"))
                .text(NETWORK, SCHEDULERS, OFFER), SCHEDULER, "", Reason.NOT_STATED,
                "kube-scheduler on cp-1 was started with --secure-port=20259, and the value scheduler-port is 10259");
        assertReason(new ControlPlaneSite().processes(CP, List.of("kube-scheduler", "--secure-port=x"))
                .text(NETWORK, SCHEDULERS, OFFER), SCHEDULER, "", Reason.NOT_STATED, "--secure-port=x");
        assertThat(known(new ControlPlaneSite().processes(CP, List.of("kube-scheduler", "--secure-port=0")), SCHEDULER,
                "").offer()).isEmpty();
        assertThat(new ControlPlaneSite().processes(CP, List.of("kubelet")).text(NETWORK, SCHEDULERS, OFFER)
                .read(CP, SCHEDULER)).isInstanceOf(Fact.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubelet", "etcd", "kube-controller-manager", "kube-scheduler"})
    void both_ways_are_planned_for_each_component(String process) {
        var routes = new Readers().of(ServedTls.of(process)).routes(CP, ServedTls.of(process), new ControlPlaneSite()
                .view());
        assertThat(routes.stream().filter(route -> route.session().equals(NETWORK)).flatMap(route ->
                route.probes().stream())).isNotEmpty().hasSameSizeAs(routes.stream().flatMap(route ->
                route.relays().stream()).toList());
    }

    @Test
    void an_api_server_and_the_certificates_of_a_kubelet_are_asked_through_the_node_as_well() {
        ControlPlaneSite site = new ControlPlaneSite().unread(NETWORK, new NetworkProbe.TlsHello("10.0.0.4", 6443),
                Reason.TIMED_OUT, "the connect timed out").text(NODE, Relay.SOURCE, SSH
                + "LISTEN 0 4096 *:6443 *:*\n").text(NODE, new RelayProbe(Question.OFFER, "10.0.0.4", 6443, true), OFFER);
        assertThat(site.members(ADMIN, ApiEndpoint.KEY).get("cp-1 10.0.0.4:6443")).isInstanceOf(Fact.Known.class);
        SessionId worker = SessionId.node(WORKER);
        ControlPlaneSite kubelet = new ControlPlaneSite().unread(NETWORK, new NetworkProbe.ServedCertificates("dgx-01",
                10250), Reason.UNREACHABLE, "the connect was refused").text(worker, Relay.SOURCE, SSH
                + "LISTEN 0 4096 [::1]:10250 [::]:*\n").unread(worker, new RelayProbe(Question.CERTIFICATES, "::1", 10250,
                false), Reason.FORBIDDEN, "no");
        assertThat(kubelet.members(WORKER, ServedChain.KEY).get("kubelet dgx-01:10250")).isInstanceOfSatisfying(
                Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    private static ControlPlaneSite etcd() {
        return new ControlPlaneSite().processes(CP, List.of("etcd", "--name=x"));
    }

    private static ControlPlaneSite scheduler() {
        return new ControlPlaneSite().processes(CP, List.of("kube-scheduler", "--bind-address=127.0.0.1"));
    }

    private static ServedTls known(ControlPlaneSite site, FactKey<PerSubject<ServedTls>> key, String subject) {
        return switch (site.members(CP, key).get(subject)) {
            case Fact.Known<ServedTls>(ServedTls seen, var sources) -> seen;
            case Fact.Unavailable<ServedTls> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static void assertReason(ControlPlaneSite site, FactKey<PerSubject<ServedTls>> key, String subject,
                                     Reason reason, String words) {
        assertThat(site.members(CP, key).get(subject)).isInstanceOfSatisfying(Fact.Unavailable.class, fact -> {
            assertThat(fact.reason()).as(fact.toString()).isEqualTo(reason);
            assertThat(fact.detail()).contains(words);
        });
    }
}

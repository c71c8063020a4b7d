package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static io.tightship.scan.collect.ControlPlaneSite.SITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.kubernetes.EtcdOffer;
import io.tightship.fact.kubernetes.ServingPorts;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Reason;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;

class EtcdOfferReaderTest {

    private static final SessionId NETWORK = SessionId.network(SITE);
    private static final NetworkProbe HELLO = new NetworkProbe.TlsHello("10.0.0.4", 2379);

    @Test
    void the_offer_is_that_of_the_port_at_the_nodes_address() {
        assertThat(etcd().text(NETWORK, HELLO, "{\"TLSv1.2\":[\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\"]}")
                .read(CP, EtcdOffer.KEY)).isInstanceOfSatisfying(Fact.Known.class, fact -> {
                    EtcdOffer seen = (EtcdOffer) fact.value();
                    assertThat(seen.endpoint()).isEqualTo("10.0.0.4:2379");
                    assertThat(seen.offer().orElseThrow().accepted()).containsOnlyKeys(TlsVersion.TLS12);
                });
    }

    @Test
    void t27_where_no_etcd_runs_the_port_does_not_matter() {
        assertThat(new ControlPlaneSite().processes(CP, List.of("kubelet")).unread(NETWORK, HELLO, Reason.UNREACHABLE,
                "refused").read(CP, EtcdOffer.KEY)).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((EtcdOffer) fact.value()).offer()).isEmpty());
    }

    @Test
    void a_port_that_could_not_be_asked_and_a_table_that_was_not_read_leave_it_unknown() {
        assertReason(etcd().unread(NETWORK, HELLO, Reason.TIMED_OUT, "filtered"), Reason.TIMED_OUT);
        assertReason(etcd().value(ServingPorts.ETCD, 0L), Reason.NOT_STATED);
        assertReason(new ControlPlaneSite().unread(SessionId.node(CP), ComponentProcesses.PROBE, Reason.FORBIDDEN, "no"),
                Reason.FORBIDDEN);
    }

    private static ControlPlaneSite etcd() {
        return new ControlPlaneSite().processes(CP, List.of("etcd", "--name=x"));
    }

    private static void assertReason(ControlPlaneSite site, Reason reason) {
        assertThat(site.read(CP, EtcdOffer.KEY)).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).as(fact.toString()).isEqualTo(reason));
    }
}

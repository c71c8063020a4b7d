package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.linux.Listeners.Listener;
import io.tightship.fact.linux.Listeners;
import io.tightship.model.Reason;
import io.tightship.scan.probe.HostNetworkProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenersReaderTest {

    private static final SessionId NODE = SessionId.node(HEAD);
    private static final NodeProbe PROBE = new HostNetworkProbe.Listeners();

    @Test
    void every_form_of_address_is_read() {
        assertThat(new ControlPlaneSite().text(NODE, PROBE, """
                LISTEN 0      511          0.0.0.0:10443      0.0.0.0:*
                LISTEN 0      4096   127.0.0.53%lo:53         0.0.0.0:*
                LISTEN 0      128                *:8081             *:*
                LISTEN 0      128             [::]:22            [::]:*
                LISTEN 0      128    [::ffff:10.0.0.1]:636          *:*
                LISTEN 0      128   [fe80::1]%eth0:10443         [::]:*    users:(("nginx",pid=1,fd=6))
                """).read(HEAD, Listeners.KEY)).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(fact.value()).isEqualTo(new Listeners(List.of(new Listener("0.0.0.0", 10443),
                        new Listener("127.0.0.53", 53), new Listener("*", 8081), new Listener("::", 22),
                        new Listener("::ffff:10.0.0.1", 636), new Listener("fe80::1", 10443)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ESTAB 0 0 10.0.0.1:22 10.0.0.2:50000\n", "State Recv-Q Send-Q Local Address:Port\n",
        "LISTEN 0 128 0.0.0.0:ssh 0.0.0.0:*\n", "Cannot open netlink socket\n"})
    void another_line_is_refused_with_its_text(String printed) {
        assertThat(new ControlPlaneSite().text(NODE, PROBE, printed).read(HEAD, Listeners.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> {
                    assertThat(fact.reason()).isEqualTo(Reason.UNPARSABLE);
                    assertThat(fact.detail()).contains(printed.strip());
                });
    }

    @Test
    void that_nothing_listens_is_not_believed() {
        assertThat(new ControlPlaneSite().text(NODE, PROBE, "").read(HEAD, Listeners.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(Reason.BLIND));
        assertThat(new ControlPlaneSite().bytes(NODE, PROBE, 0, "Cannot open netlink socket: Permission denied",
                "LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n".getBytes()).read(HEAD, Listeners.KEY))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        assertThat(new ControlPlaneSite().unread(NODE, PROBE, reason, "why").read(HEAD, Listeners.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.reason()).isEqualTo(reason));
    }
}

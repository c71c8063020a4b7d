package io.tightship.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.ScanPlan.SessionPlan;
import io.tightship.scan.probe.NetworkProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Relay;
import io.tightship.scan.probe.RelayProbe;
import io.tightship.scan.probe.RelayProbe.Question;
import io.tightship.scan.probe.SessionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TwoWaysTest {

    private static final SessionId NETWORK = SessionId.network(new Target.Site("test"));
    private static final SessionId NODE = SessionId.node(new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE),
            Optional.of("admin"), Space.ADMIN, Optional.empty(), false, Optional.empty()));
    private static final Relay RELAY = new Relay(Question.OFFER, "10.0.0.4", 10259);
    private static final NetworkProbe DIRECT = new NetworkProbe.TlsHello("10.0.0.4", 10259);
    private static final RelayProbe LOOPBACK = new RelayProbe(Question.OFFER, "127.0.0.1", 10259, false);
    private static final SessionPlan OF_NETWORK = new SessionPlan(NETWORK, List.of(DIRECT), List.of(), List.of());
    private static final SessionPlan OF_NODE = new SessionPlan(NODE, List.of(Relay.SOURCE), List.of(), List.of(RELAY));

    @Test
    void an_endpoint_that_the_node_reached_is_no_trouble_of_the_network_whichever_ends_first() {
        for (boolean nodeFirst : List.of(true, false)) {
            TwoWays ways = new TwoWays(List.of(OF_NETWORK, OF_NODE));
            if (nodeFirst) {
                ways.settle(OF_NODE, node(read(LOOPBACK, "{}")));
            }
            assertThat(ways.covers(refused())).isTrue();
            ways.settle(OF_NETWORK, Map.of(DIRECT, refused()));
            assertThat(ways.failed()).isEqualTo(nodeFirst ? Set.of() : Set.of(NETWORK));
            ways.settle(OF_NODE, node(read(LOOPBACK, "{}")));
            assertThat(ways.failed()).isEmpty();
        }
    }

    @Test
    void an_endpoint_that_nobody_reached_is_one() {
        TwoWays ways = new TwoWays(List.of(OF_NETWORK, OF_NODE));
        ways.settle(OF_NETWORK, Map.of(DIRECT, refused()));
        ways.settle(OF_NODE, node(Reading.unread(NODE, LOOPBACK, Instant.EPOCH, Duration.ZERO, Reason.FORBIDDEN, "no")));
        ways.settle(OF_NODE, Map.of());
        assertThat(ways.failed()).containsExactly(NETWORK);
    }

    @Test
    void what_has_one_way_alone_is_not_covered() {
        assertThat(new TwoWays(List.of(OF_NETWORK)).covers(refused())).isFalse();
    }

    private static Map<Probe, Reading> node(Reading relayed) {
        Map<Probe, Reading> readings = new HashMap<>();
        readings.put(Relay.SOURCE, read(Relay.SOURCE, "LISTEN 0 128 127.0.0.1:10259 0.0.0.0:*\n"));
        readings.put(LOOPBACK, relayed);
        return readings;
    }

    private static Reading read(Probe probe, String body) {
        return Reading.read(NODE, probe, Instant.EPOCH, Duration.ZERO, 0, "", body.getBytes(StandardCharsets.UTF_8));
    }

    private static Reading refused() {
        return Reading.unread(NETWORK, DIRECT, Instant.EPOCH, Duration.ZERO, Reason.UNREACHABLE, "the connect was refused");
    }
}

package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.probe.RelayProbe.Question;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which way the listeners of a node ask for. */
class RelayPlanTest {

    private static final SessionId NODE = SessionId.node(new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE),
            Optional.of("admin"), Space.ADMIN, Optional.empty(), false, Optional.empty()));
    private static final Relay RELAY = new Relay(Question.OFFER, "10.0.0.4", 10257);

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "[::1], ::1", "127.0.0.53%lo, 127.0.0.53"})
    void a_port_of_loopback_alone_is_asked_there_whatever_the_scanner_sees(String address, String asked) {
        assertThat(of("LISTEN 0 128 " + address + ":10257 0.0.0.0:*")).contains(new RelayProbe(Question.OFFER, asked,
                10257, false));
    }

    @ParameterizedTest
    @CsvSource({"*", "0.0.0.0", "[::]", "10.0.0.4", "[fd00::4]"})
    void any_other_port_is_asked_at_the_nodes_address_and_only_behind_a_filter(String address) {
        assertThat(of("LISTEN 0 128 127.0.0.1:10257 0.0.0.0:*\nLISTEN 0 128 " + address + ":10257 *:*"))
                .contains(new RelayProbe(Question.OFFER, "10.0.0.4", 10257, true));
    }

    @Test
    void where_nothing_listens_or_that_was_not_seen_nothing_is_asked() {
        assertThat(of("LISTEN 0 128 127.0.0.1:10258 0.0.0.0:*")).isEmpty();
        assertThat(of("")).isEmpty();
        assertThat(of("nonsense")).isEmpty();
        assertThat(RELAY.probe(Reading.unread(NODE, Relay.SOURCE, Instant.EPOCH, Duration.ZERO, Reason.TOOL_MISSING,
                "ss"))).isEmpty();
    }

    @Test
    void the_places_that_an_operator_grants_are_those_that_can_be_asked() {
        assertThat(RELAY.endpoints()).containsExactly("127.0.0.1:10257", "[::1]:10257", "10.0.0.4:10257");
        assertThat(new Relay(Question.OFFER, "fd00::4", 1).endpoints()).contains("[fd00::4]:1");
    }

    private static Optional<RelayProbe> of(String listeners) {
        return RELAY.probe(Reading.read(NODE, Relay.SOURCE, Instant.EPOCH, Duration.ZERO, 0, "",
                listeners.getBytes(StandardCharsets.UTF_8)));
    }
}

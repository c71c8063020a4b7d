package io.tightship.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.ScanPlan.SessionPlan;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.HostNetworkProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecondRoundTest {

    private static final SessionId SESSION = SessionId.node(new Target.Node("n", Set.of(NodeRole.WORKER),
            Optional.empty(), Space.USER, Optional.empty(), false, Optional.empty()));
    private static final NodeProbe PROCESSES = new ProcessProbe.Processes();

    /** A host that names these paths; what it may name lies below /etc or is called tool.conf. */
    record Named(List<String> named) implements Derived {
        @Override
        public NodeProbe source() {
            return PROCESSES;
        }

        @Override
        public Pattern allowed() {
            return Pattern.compile("/etc/(?:[^\\x00-\\x1f]*/)?tool\\.conf[0-9]*");
        }

        @Override
        public int max() {
            return 3;
        }

        @Override
        public String description() {
            return "cat FILE";
        }

        @Override
        public List<NodeProbe> derive(Reading source) {
            return named.stream().map(path -> (NodeProbe) new FileProbe.ReadFile(path)).toList();
        }
    }

    @Test
    void what_lies_within_the_pattern_is_asked_once() {
        Map<Probe, Reading> readings = readings();
        assertThat(ask(readings, new Named(List.of("/etc/tool.conf", "/etc/tool.d/tool.conf", "/etc/tool.conf")),
                new Named(List.of("/etc/tool.conf", "/etc/tool.conf2")))).containsExactly(
                new FileProbe.ReadFile("/etc/tool.conf"), new FileProbe.ReadFile("/etc/tool.d/tool.conf"),
                new FileProbe.ReadFile("/etc/tool.conf2"));
        assertThat(readings).containsOnlyKeys(PROCESSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/shadow", "etc/tool.conf", "tool.conf", "", "/", "/etc/../root/tool.conf",
        "/etc/a/../../root/tool.conf", "/../etc/tool.conf", "/etc/..", "/etc/x/../tool.conf", "/etc/tool.conf\n/etc/shadow",
        "/etc/shadow\n/etc/tool.conf", "/etc/\ntool.conf", "/etc/tool.conf\n", "/etc/tool.conf\u0000", "/etc/tool.conf;id",
        "/etc/tool.conf /etc/shadow", "/proc/self/root/etc/tool.conf", "/root/etc/tool.conf", "-f/etc/tool.conf",
        "file:///etc/tool.conf", "~/etc/tool.conf", "//etc/tool.conf"})
    void what_lies_outside_is_refused_with_the_path_and_never_asked(String path) {
        Map<Probe, Reading> readings = readings();
        assertThat(ask(readings, new Named(List.of(path)))).isEmpty();
        assertThat(readings.get(new FileProbe.ReadFile(path)).status()).isInstanceOfSatisfying(
                Reading.Status.Unread.class, unread -> {
                    assertThat(unread.reason()).isEqualTo(Reason.REFUSED);
                    assertThat(unread.detail()).contains(path);
                });
    }

    @Test
    void names_that_only_look_like_climbing_are_names() {
        assertThat(ask(readings(), new Named(List.of("/etc/..tool/tool.conf", "/etc/a..b/tool.conf")))).hasSize(2);
    }

    @Test
    void a_host_that_names_more_than_allowed_has_the_rest_refused() {
        Map<Probe, Reading> readings = readings();
        List<String> many = IntStream.range(0, 100).mapToObj(i -> "/etc/tool.conf" + i).toList();
        assertThat(ask(readings, new Named(many))).hasSize(3);
        assertThat(readings).hasSize(1 + 97);
    }

    @Test
    void what_names_no_path_is_refused() {
        Map<Probe, Reading> readings = readings();
        Derived hostile = new Derived() {
            @Override
            public NodeProbe source() {
                return PROCESSES;
            }

            @Override
            public Pattern allowed() {
                return Pattern.compile(".*");
            }

            @Override
            public int max() {
                return 9;
            }

            @Override
            public String description() {
                return "";
            }

            @Override
            public List<NodeProbe> derive(Reading source) {
                return List.of(new HostNetworkProbe.Connect("192.0.2.1", 22));
            }
        };
        assertThat(ask(readings, hostile)).isEmpty();
        assertThat(readings.get(new HostNetworkProbe.Connect("192.0.2.1", 22)).status())
                .isInstanceOf(Reading.Status.Unread.class);
    }

    @Test
    void an_answer_of_the_first_round_is_never_replaced() {
        Map<Probe, Reading> readings = readings();
        NodeProbe asked = new FileProbe.ReadFile("/etc/shadow");
        Reading first = Reading.read(SESSION, asked, Instant.EPOCH, Duration.ZERO, 0, "", new byte[0]);
        readings.put(asked, first);
        assertThat(ask(readings, new Named(List.of("/etc/shadow")))).isEmpty();
        assertThat(readings.get(asked)).isSameAs(first);
    }

    private static Map<Probe, Reading> readings() {
        return new LinkedHashMap<>(Map.of(PROCESSES, Reading.read(SESSION, PROCESSES, Instant.EPOCH, Duration.ZERO, 0,
                "", new byte[0])));
    }

    private static List<Probe> ask(Map<Probe, Reading> readings, Derived... derived) {
        return new ArrayList<>(SecondRound.probes(new SessionPlan(SESSION, List.of(PROCESSES), List.of(derived), List.of()),
                readings, Instant.EPOCH));
    }
}

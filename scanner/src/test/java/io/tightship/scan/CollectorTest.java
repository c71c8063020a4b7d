package io.tightship.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.ScanPlan.SessionPlan;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CollectorTest {

    private static final NodeProbe PROBE = new FileProbe.ReadFile("/etc/hostname");
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final Map<String, Map<Probe, Reading>> answers = new ConcurrentHashMap<>();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    /** What a session does when it is asked. */
    private interface Conversation {
        List<Reading> run(SessionId id, List<? extends Probe> round);
    }

    @AfterEach
    void release() {
        end.countDown();
    }

    @Test
    void a_host_that_hangs_throws_or_refuses_costs_only_itself() {
        Map<String, Opening> site = Map.of(
                "a-good", (id, deadline) -> session(id, CollectorTest::hello),
                "b-throws", (id, deadline) -> session(id, (i, round) -> {
                    throw new IllegalStateException("a defect");
                }),
                "c-error", (id, deadline) -> session(id, (i, round) -> {
                    throw new NoClassDefFoundError("org/missing/Type");
                }),
                "d-refuses", (id, deadline) -> {
                    throw new SessionFailure(Reason.AUTHENTICATION, "the key was refused");
                },
                "e-opener-throws", (id, deadline) -> {
                    throw new IllegalArgumentException("another defect");
                },
                "f-deaf", (id, deadline) -> session(id, (i, round) -> deaf()),
                "g-never-opens", (id, deadline) -> {
                    deaf();
                    return session(id, CollectorTest::hello);
                },
                "h-ends-when-closed", this::endsWhenClosed,
                "i-good", (id, deadline) -> session(id, CollectorTest::hello));
        collect(site, 16, SOON);
        assertThat(answers).hasSize(9);
        assertThat(answers.get("a-good").get(PROBE).text()).isEqualTo("a-good");
        assertThat(answers.get("i-good").get(PROBE).text()).isEqualTo("i-good");
        assertThat(reason("b-throws")).isEqualTo(Reason.INTERNAL);
        assertThat(reason("c-error")).isEqualTo(Reason.INTERNAL);
        assertThat(reason("d-refuses")).isEqualTo(Reason.AUTHENTICATION);
        assertThat(reason("e-opener-throws")).isEqualTo(Reason.INTERNAL);
        assertThat(reason("f-deaf")).isEqualTo(Reason.TIMED_OUT);
        assertThat(reason("g-never-opens")).isEqualTo(Reason.TIMED_OUT);
        assertThat(reason("h-ends-when-closed")).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void hosts_that_never_give_their_worker_back_do_not_hold_up_the_others() {
        collect(Map.of("a-deaf", (id, deadline) -> session(id, (i, round) -> deaf()),
                "b-good", (id, deadline) -> session(id, CollectorTest::hello)), 1, SOON);
        assertThat(reason("a-deaf")).isEqualTo(Reason.TIMED_OUT);
        assertThat(answers.get("b-good").get(PROBE).text()).isEqualTo("b-good");
    }

    @Test
    void a_session_whose_end_hangs_does_not_hold_up_the_deadlines_of_others() {
        collect(Map.of("a-hangs-at-its-end", (id, deadline) -> new Fake(id, (i, round) -> deaf()) {
            @Override
            public void close() {
                deaf();
            }
        }, "b-deaf", (id, deadline) -> session(id, (i, round) -> deaf())), 2, SOON);
        assertThat(reason("a-hangs-at-its-end")).isEqualTo(Reason.TIMED_OUT);
        assertThat(reason("b-deaf")).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void an_interrupted_run_ends_soon_whatever_its_sessions_are_at() {
        CountDownLatch busy = new CountDownLatch(3);
        Opening opening = (id, deadline) -> {
            busy.countDown();
            deaf();
            return session(id, CollectorTest::hello);
        };
        Opening deaf = (id, deadline) -> session(id, (i, round) -> {
            busy.countDown();
            return deaf();
        });
        Opening closing = (id, deadline) -> {
            Fake session = endsWhenClosed(id, deadline);
            busy.countDown();
            return session;
        };
        Thread.ofPlatform().daemon().start(() -> {
            try {
                busy.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            interrupted.set(true);
        });
        Deadline soon = Deadline.in(Duration.ofSeconds(10));
        collect(Map.of("a-opening", opening, "b-deaf", deaf, "c-closing", closing, "d-waiting",
                (id, deadline) -> session(id, CollectorTest::hello)), 3, LONG);
        assertThat(soon.passed()).isFalse();
        assertThat(answers).hasSize(4);
        assertThat(List.of(reason("a-opening"), reason("b-deaf"), reason("d-waiting")))
                .containsOnly(Reason.INTERRUPTED);
        assertThat(events).doesNotContain("open d-waiting");
    }

    @Test
    void a_session_that_opens_after_it_was_given_up_is_closed_and_asked_nothing() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        collect(Map.of("late", (id, deadline) -> {
            deaf();
            return new Fake(id, (i, round) -> {
                events.add("asked " + i.target().name());
                return hello(i, round);
            }) {
                @Override
                public void close() {
                    closed.countDown();
                }
            };
        }), 1, SOON);
        assertThat(reason("late")).isEqualTo(Reason.TIMED_OUT);
        end.countDown();
        closed.await();
        assertThat(events).doesNotContain("asked late");
    }

    @Test
    void each_target_has_one_session_and_its_turn_in_the_order_of_the_plan() {
        Map<String, Opening> site = new java.util.TreeMap<>();
        for (String name : List.of("n3", "n1", "n2")) {
            site.put(name, (id, deadline) -> session(id, CollectorTest::hello));
        }
        collect(site, 1, LONG);
        assertThat(events).containsExactly("open n1", "round n1 1", "open n2", "round n2 1", "open n3", "round n3 1");
    }

    @Test
    void no_more_sessions_are_open_at_once_than_asked_for() {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Map<String, Opening> site = new java.util.TreeMap<>();
        for (int i = 0; i < 40; i++) {
            site.put("n" + i, (id, deadline) -> {
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                return new Fake(id, CollectorTest::hello) {
                    @Override
                    public void close() {
                        open.decrementAndGet();
                    }
                };
            });
        }
        collect(site, 4, LONG);
        assertThat(answers).hasSize(40);
        assertThat(most.get()).isBetween(1, 4);
        assertThat(open.get()).isZero();
    }

    @Test
    void the_deadline_of_a_session_is_its_own_and_begins_with_its_turn() {
        Map<String, Duration> left = new ConcurrentHashMap<>();
        Map<String, Opening> site = new java.util.TreeMap<>();
        for (String name : List.of("n1", "n2")) {
            site.put(name, (id, deadline) -> {
                left.put(name, deadline.remaining());
                return session(id, CollectorTest::hello);
            });
        }
        collect(site, 1, Duration.ofSeconds(30));
        assertThat(left.values()).allSatisfy(time -> assertThat(time).isBetween(Duration.ofSeconds(25),
                Duration.ofSeconds(30)));
    }

    @Test
    void what_a_host_names_is_asked_in_a_second_round_of_the_same_session() {
        Target.Node node = node("n1");
        SecondRoundTest.Named named = new SecondRoundTest.Named(List.of("/etc/tool.conf", "/etc/shadow"));
        collector(Map.of("n1", (id, deadline) -> session(id, CollectorTest::hello)), 1, LONG, ScanListener.NONE)
                .collect(List.of(new SessionPlan(SessionId.node(node), List.of(named.source()), List.of(named), List.of())),
                        this::settled);
        assertThat(events).containsExactly("open n1", "round n1 1", "round n1 1");
        assertThat(answers.get("n1").get(new FileProbe.ReadFile("/etc/tool.conf")).text()).isEqualTo("n1");
        assertThat(answers.get("n1").get(new FileProbe.ReadFile("/etc/shadow")).status())
                .isInstanceOfSatisfying(Reading.Status.Unread.class, unread ->
                        assertThat(unread.reason()).isEqualTo(Reason.REFUSED));
    }

    @Test
    void a_listener_that_breaks_does_not_hold_up_the_run() {
        for (String when : List.of("started", "finished")) {
            answers.clear();
            collector(Map.of("n1", (id, deadline) -> session(id, CollectorTest::hello)), 1, LONG, new ScanListener() {
                @Override
                public void planned(int sessions) { }

                @Override
                public void started(SessionId session) {
                    broken("started");
                }

                @Override
                public void finished(SessionId session, boolean failed) {
                    broken("finished");
                }

                private void broken(String where) {
                    if (where.equals(when)) {
                        throw new IllegalStateException("the terminal is gone");
                    }
                }
            }).collect(List.of(plan("n1")), this::settled);
            assertThat(answers).as(when).containsOnlyKeys("n1");
        }
    }

    @Test
    void what_sessions_cost_is_added_up_by_target_and_failed_ones_are_told() {
        Collector collector = collector(Map.of("n1", (id, deadline) -> session(id, CollectorTest::hello),
                "n2", (id, deadline) -> {
                    throw new SessionFailure(Reason.UNREACHABLE, "no route");
                }), 2, LONG, ScanListener.NONE);
        collector.collect(List.of(plan("n1"), plan("n2")), this::settled);
        assertThat(collector.footprints()).containsExactly(new Footprint("node/n1", 1, 1, 0, 10),
                new Footprint("node/shared", 1, 0, 0, 0));
        assertThat(collector.failed()).containsExactly(SessionId.node(node("n2")));
    }

    private Fake endsWhenClosed(SessionId id, Deadline deadline) {
        CountDownLatch closed = new CountDownLatch(1);
        return new Fake(id, (i, round) -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return round.stream().map(probe -> Reading.unread(i, probe, Instant.EPOCH, Duration.ZERO,
                    Reason.TIMED_OUT, "the session was ended")).toList();
        }) {
            @Override
            public void close() {
                closed.countDown();
            }
        };
    }

    /** Waits for the test's end, whatever is said to it. */
    private List<Reading> deaf() {
        while (true) {
            try {
                end.await();
                return List.of();
            } catch (InterruptedException ignored) {
                // Deaf.
            }
        }
    }

    private static List<Reading> hello(SessionId id, List<? extends Probe> round) {
        return round.stream().map(probe -> Reading.read(id, probe, Instant.EPOCH, Duration.ZERO, 0, "",
                id.target().name().getBytes(StandardCharsets.UTF_8))).toList();
    }

    private Fake session(SessionId id, Conversation conversation) {
        return new Fake(id, conversation);
    }

    private interface Opening {
        Session open(SessionId id, Deadline deadline) throws SessionFailure;
    }

    private class Fake implements Session {
        private final SessionId id;
        private final Conversation conversation;

        Fake(SessionId id, Conversation conversation) {
            this.id = id;
            this.conversation = conversation;
        }

        @Override
        public List<Reading> run(List<? extends Probe> round) {
            events.add("round " + id.target().name() + " " + round.size());
            return conversation.run(id, round);
        }

        @Override
        public Footprint footprint() {
            return new Footprint(id.target().id(), 1, 1, 0, 10);
        }

        @Override
        public void close() {
            // Nothing to let go.
        }
    }

    private Collector collector(Map<String, Opening> site, int parallel, Duration timeout, ScanListener listener) {
        SessionOpener opener = new SessionOpener() {
            @Override
            public Session open(SessionId id, Deadline deadline) throws SessionFailure {
                events.add("open " + id.target().name());
                return site.get(id.target().name()).open(id, deadline);
            }

            @Override
            public List<Footprint> shared() {
                return List.of(new Footprint("node/shared", 1, 0, 0, 0));
            }

            @Override
            public void close() {
                // Nothing is shared.
            }
        };
        return new Collector(Map.of(SessionId.Kind.NODE, opener), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), parallel,
                timeout, listener, interrupted);
    }

    private void collect(Map<String, Opening> site, int parallel, Duration timeout) {
        collector(site, parallel, timeout, ScanListener.NONE).collect(site.keySet().stream().sorted()
                .map(CollectorTest::plan).toList(), this::settled);
    }

    private void settled(SessionId session, Map<Probe, Reading> readings) {
        assertThat(answers.put(session.target().name(), readings)).as("settled once").isNull();
    }

    private Reason reason(String name) {
        return ((Reading.Status.Unread) answers.get(name).get(PROBE).status()).reason();
    }

    private static SessionPlan plan(String name) {
        return new SessionPlan(SessionId.node(node(name)), List.of(PROBE), List.of(), List.of());
    }

    private static Target.Node node(String name) {
        return new Target.Node(name, Set.of(NodeRole.WORKER), Optional.empty(), Space.USER, Optional.empty(), false,
                Optional.empty());
    }
}

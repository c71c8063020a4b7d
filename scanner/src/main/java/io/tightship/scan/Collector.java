package io.tightship.scan;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.scan.ScanPlan.SessionPlan;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.RelayProbe;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * Carries out a plan: one session per target, at most two rounds in each, a bounded number at once, and every one of
 * them ended by its deadline, whatever the other side does.
 */
final class Collector {

    /** How long after its deadline a session that does not end by itself is given up. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Map<SessionId.Kind, SessionOpener> openers;
    private final Clock clock;
    private final int parallel;
    private final Duration timeout;
    private final ScanListener listener;
    private final AtomicBoolean interrupted;
    private final Map<String, Footprint> footprints = new ConcurrentHashMap<>();
    private final Set<SessionId> failed = ConcurrentHashMap.newKeySet();
    private TwoWays ways = new TwoWays(List.of());

    /**
     * @param timeout     for one session, connecting included
     * @param interrupted becomes true when the run shall end: sessions not begun are not begun
     */
    Collector(Map<SessionId.Kind, SessionOpener> openers, Clock clock, int parallel, Duration timeout,
              ScanListener listener, AtomicBoolean interrupted) {
        this.openers = openers;
        this.clock = clock;
        this.parallel = parallel;
        this.timeout = timeout;
        this.listener = listener;
        this.interrupted = interrupted;
    }

    /** @param done gets each session's readings once, as it ends, from the thread that carried it out */
    void collect(Collection<SessionPlan> plans, BiConsumer<SessionId, Map<Probe, Reading>> done) {
        listener.planned(plans.size());
        ways = new TwoWays(plans);
        ThreadPoolExecutor workers = new ThreadPoolExecutor(parallel, parallel, 0, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), daemon("session"));
        ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(daemon("watchdog"));
        CountDownLatch settled = new CountDownLatch(plans.size());
        List<Turn> turns = plans.stream().map(plan -> new Turn(plan, workers, watchdog, done, settled)).toList();
        try {
            turns.forEach(turn -> workers.execute(turn::carryOut));
            Optional<Deadline> last = Optional.empty();
            while (!settled.await(100, TimeUnit.MILLISECONDS)) {
                if (interrupted.get()) {
                    last = last.or(() -> Optional.of(Deadline.in(GRACE)));
                    boolean now = last.get().passed();
                    turns.forEach(turn -> turn.interrupt(now));
                }
            }
        } catch (InterruptedException e) {
            interrupted.set(true);
            turns.forEach(turn -> turn.interrupt(true));
            Thread.currentThread().interrupt();
        } finally {
            workers.shutdownNow();
            watchdog.shutdownNow();
        }
    }

    /** The sessions that failed as such, whoever is to blame. */
    SortedSet<SessionId> failed() {
        SortedSet<SessionId> all = new TreeSet<>(failed);
        all.addAll(ways.failed());
        return all;
    }

    /** What each target cost, sorted. */
    List<Footprint> footprints() {
        openers.values().stream().distinct().flatMap(opener -> opener.shared().stream())
                .forEach(shared -> footprints.merge(shared.target(), shared, Footprint::plus));
        return footprints.values().stream().sorted().toList();
    }

    /**
     * One session's turn: settled by its own worker, by the watchdog where the worker never comes back, or by an
     * interruption.
     */
    private final class Turn {
        private final SessionPlan plan;
        private final ThreadPoolExecutor workers;
        private final ScheduledExecutorService watchdog;
        private final BiConsumer<SessionId, Map<Probe, Reading>> done;
        private final CountDownLatch latch;
        private final AtomicBoolean settled = new AtomicBoolean();
        private final AtomicBoolean closing = new AtomicBoolean();
        private final AtomicReference<Session> session = new AtomicReference<>();

        Turn(SessionPlan plan, ThreadPoolExecutor workers, ScheduledExecutorService watchdog,
             BiConsumer<SessionId, Map<Probe, Reading>> done, CountDownLatch latch) {
            this.plan = plan;
            this.workers = workers;
            this.watchdog = watchdog;
            this.done = done;
            this.latch = latch;
        }

        void carryOut() {
            if (interrupted.get()) {
                settle(unread(plan, Reason.INTERRUPTED, "the run was interrupted before this target's turn"));
                return;
            }
            Thread worker = Thread.currentThread();
            ScheduledFuture<?> ending = watchdog.schedule(() -> end(worker),
                    timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            ScheduledFuture<?> abandoning = watchdog.schedule(this::abandon,
                    timeout.plus(GRACE).plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            Map<Probe, Reading> readings;
            try {
                listener.started(plan.session());
                readings = converse();
            } catch (RuntimeException | Error defect) { // also a class that is missing: it must not pass for a timeout
                readings = unread(plan, Reason.INTERNAL,
                        "the session with " + plan.session().target().id() + " broke: " + defect);
            }
            ending.cancel(false);
            abandoning.cancel(false);
            settle(readings);
            Thread.interrupted(); // the watchdog's interrupt was meant for this turn, not for the worker's next one
        }

        private void end(Thread worker) {
            close();
            if (!settled.get()) {
                worker.interrupt();
            }
        }

        /** In a thread of its own: a session that hangs at its end must not hold up the deadlines of others. */
        private void close() {
            Session running = session.get();
            if (running != null && closing.compareAndSet(false, true)) {
                daemon("close").newThread(running::close).start();
            }
        }

        /** Gives the worker up, and puts another one in its place. */
        private void abandon() {
            if (settle(unread(plan, Reason.TIMED_OUT, "no answer within " + timeout.toSeconds()
                    + " s, and the session could not be ended"))) {
                workers.setMaximumPoolSize(workers.getMaximumPoolSize() + 1);
                workers.setCorePoolSize(workers.getMaximumPoolSize());
            }
        }

        /** @param now does not wait for what a session that was closed still has to say */
        void interrupt(boolean now) {
            boolean opened = session.get() != null;
            close();
            if (now || !opened) {
                settle(unread(plan, Reason.INTERRUPTED, "the run was interrupted"));
            }
        }

        /** True where these are the readings that count. */
        private boolean settle(Map<Probe, Reading> readings) {
            if (!settled.compareAndSet(false, true)) {
                return false;
            }
            boolean trouble = readings.values().stream().anyMatch(reading -> sessionLevel(reading)
                    && !ways.covers(reading));
            if (trouble) {
                failed.add(plan.session());
            }
            ways.settle(plan, readings);
            try {
                done.accept(plan.session(), readings);
                listener.finished(plan.session(), trouble);
            } finally {
                latch.countDown();
            }
            return true;
        }

        private Map<Probe, Reading> converse() {
            SessionId id = plan.session();
            Session opened;
            try {
                opened = openers.get(id.kind()).open(id, Deadline.in(timeout));
            } catch (SessionFailure failure) {
                return interrupted.get() ? unread(plan, Reason.INTERRUPTED, "the run was interrupted")
                        : unread(plan, failure);
            }
            session.set(opened);
            try {
                Map<Probe, Reading> readings = new LinkedHashMap<>();
                if (settled.get()) { // given up meanwhile: nothing more is asked
                    return readings;
                }
                ask(opened, plan.first(), readings);
                List<Probe> second = SecondRound.probes(plan, readings, Instant.now(clock));
                if (!second.isEmpty()) {
                    ask(opened, second, readings);
                }
                return readings;
            } finally {
                session.set(null);
                opened.close();
                footprints.merge(id.target().id(), opened.footprint(), Footprint::plus);
            }
        }
    }

    /** True for the reasons that say that the session itself failed, not one of its questions. */
    static boolean sessionLevel(Reading reading) {
        // Of a relay it is the endpoint behind the session that may be unreachable.
        return reading.status() instanceof Reading.Status.Unread unread && !(reading.probe() instanceof RelayProbe)
                && switch (unread.reason()) {
            case UNREACHABLE, TIMED_OUT, HOST_KEY, AUTHENTICATION, NOT_ATTEMPTED, INTERRUPTED, INTERNAL -> true;
            case FORBIDDEN, TOOL_MISSING, TRUNCATED, UNPARSABLE, UNSUPPORTED_VERSION, BLIND, REFUSED, NOT_STATED,
                 NOT_COLLECTED -> false;
        };
    }

    private static void ask(Session session, List<Probe> round, Map<Probe, Reading> readings) {
        for (Reading reading : session.run(round)) {
            readings.put(reading.probe(), reading);
        }
    }

    private Map<Probe, Reading> unread(SessionPlan plan, Reason reason, String detail) {
        return unread(plan, new SessionFailure(reason, detail));
    }

    private Map<Probe, Reading> unread(SessionPlan plan, SessionFailure why) {
        Map<Probe, Reading> readings = new LinkedHashMap<>();
        for (Probe probe : plan.first()) {
            readings.put(probe, Reading.unread(plan.session(), probe, Instant.now(clock), Duration.ZERO, why));
        }
        return readings;
    }

    private static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().daemon().name("tightship-" + name + "-", 0).factory();
    }
}

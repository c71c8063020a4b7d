package io.tightship.scan;

import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.ScanPlan.SessionPlan;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
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
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
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
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Footprint> footprints = new ConcurrentHashMap<>();
    private final Set<SessionId> failed = ConcurrentHashMap.newKeySet();

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
        CountDownLatch settled = new CountDownLatch(plans.size());
        ExecutorService workers = Executors.newFixedThreadPool(parallel, daemon("session"));
        ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(daemon("watchdog"));
        try {
            for (SessionPlan plan : plans) {
                workers.execute(() -> new Turn(plan, watchdog, done, settled).carryOut());
            }
            while (!settled.await(100, TimeUnit.MILLISECONDS)) {
                if (interrupted.get()) {
                    open.forEach(Session::close);
                }
            }
        } catch (InterruptedException e) {
            interrupted.set(true);
            open.forEach(Session::close);
            Thread.currentThread().interrupt();
        } finally {
            workers.shutdownNow();
            watchdog.shutdownNow();
        }
    }

    /** The sessions that failed as such, whoever is to blame. */
    SortedSet<SessionId> failed() {
        return new TreeSet<>(failed);
    }

    /** What each target cost, sorted. */
    List<Footprint> footprints() {
        openers.values().stream().distinct().flatMap(opener -> opener.shared().stream())
                .forEach(shared -> footprints.merge(shared.target(), shared, Footprint::plus));
        return footprints.values().stream().sorted().toList();
    }

    /** One session's turn: settled by its own worker, or by the watchdog where the worker never comes back. */
    private final class Turn {
        private final SessionPlan plan;
        private final ScheduledExecutorService watchdog;
        private final BiConsumer<SessionId, Map<Probe, Reading>> done;
        private final CountDownLatch latch;
        private final AtomicBoolean settled = new AtomicBoolean();
        private final AtomicReference<Session> session = new AtomicReference<>();

        Turn(SessionPlan plan, ScheduledExecutorService watchdog, BiConsumer<SessionId, Map<Probe, Reading>> done,
             CountDownLatch latch) {
            this.plan = plan;
            this.watchdog = watchdog;
            this.done = done;
            this.latch = latch;
        }

        void carryOut() {
            if (interrupted.get()) {
                settle(unread(plan, Reason.INTERRUPTED, "the run was interrupted before this target's turn"));
                return;
            }
            listener.started(plan.session());
            Thread worker = Thread.currentThread();
            ScheduledFuture<?> closing = watchdog.schedule(() -> end(worker),
                    timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            ScheduledFuture<?> abandoning = watchdog.schedule(() -> settle(unread(plan, Reason.TIMED_OUT,
                    "no answer within " + timeout.toSeconds() + " s, and the session could not be ended")),
                    timeout.plus(GRACE).plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            Map<Probe, Reading> readings;
            try {
                readings = converse();
            } catch (RuntimeException | StackOverflowError defect) {
                readings = unread(plan, Reason.INTERNAL,
                        "the session with " + plan.session().target().id() + " broke: " + defect);
            }
            closing.cancel(false);
            abandoning.cancel(false);
            settle(readings);
            Thread.interrupted(); // the watchdog's interrupt was meant for this turn, not for the worker's next one
        }

        private void end(Thread worker) {
            Session running = session.get();
            if (running != null) {
                running.close();
            }
            if (!settled.get()) {
                worker.interrupt();
            }
        }

        private void settle(Map<Probe, Reading> readings) {
            if (settled.compareAndSet(false, true)) {
                boolean trouble = readings.values().stream().anyMatch(Collector::sessionLevel);
                if (trouble) {
                    failed.add(plan.session());
                }
                listener.finished(plan.session(), trouble);
                try {
                    done.accept(plan.session(), readings);
                } finally {
                    latch.countDown();
                }
            }
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
            open.add(opened);
            try {
                Map<Probe, Reading> readings = new LinkedHashMap<>();
                ask(opened, plan.first(), readings);
                List<Probe> second = SecondRound.probes(plan, readings, Instant.now(clock));
                if (!second.isEmpty()) {
                    ask(opened, second, readings);
                }
                return readings;
            } finally {
                open.remove(opened);
                opened.close();
                footprints.merge(id.target().id(), opened.footprint(), Footprint::plus);
            }
        }
    }

    /** True for the reasons that say that the session itself failed, not one of its questions. */
    static boolean sessionLevel(Reading reading) {
        return reading.status() instanceof Reading.Status.Unread unread && switch (unread.reason()) {
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

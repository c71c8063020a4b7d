package io.tightship.scan;

import io.tightship.check.Facts;
import io.tightship.model.Assessment.Footprint;
import io.tightship.scan.collect.Readers;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import io.tightship.scan.probe.SiteView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** Reads what a plan says. */
public final class Scan {

    /**
     * What a run read.
     *
     * @param failed sessions that failed as such, whoever is to blame: the target itself or its jump host
     */
    public record Result(Instant startedAt, Instant finishedAt, boolean interrupted, List<Footprint> footprints,
                         Set<SessionId> failed, Facts facts) {
        public Result {
            footprints = List.copyOf(footprints);
            failed = Set.copyOf(failed);
        }

        /** The same readings, of a run at another time. */
        public Result at(Instant started, Instant finished, boolean broken, List<Footprint> costs) {
            return new Result(started, finished, broken, costs, failed, facts);
        }
    }

    private final SiteView site;
    private final Readers readers;
    private final Map<SessionId.Kind, SessionOpener> openers;
    private final Clock clock;
    private final BiConsumer<SessionId, Map<Probe, Reading>> recorder;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    public Scan(SiteView site, Readers readers, Map<SessionId.Kind, SessionOpener> openers, Clock clock) {
        this(site, readers, openers, clock, (session, readings) -> { });
    }

    /** @param recorder gets each session's readings once, as it ends, from several threads; throws nothing */
    public Scan(SiteView site, Readers readers, Map<SessionId.Kind, SessionOpener> openers, Clock clock,
                BiConsumer<SessionId, Map<Probe, Reading>> recorder) {
        this.recorder = recorder;
        this.site = site;
        this.readers = readers;
        this.openers = openers;
        this.clock = clock;
    }

    /** Ends the run early: what was not read becomes ERROR. Safe from any thread. */
    public void interrupt() {
        interrupted.set(true);
    }

    /**
     * @param parallel sessions at once
     * @param timeout  for one session
     */
    public Result read(ScanPlan plan, int parallel, Duration timeout, ScanListener listener) {
        Instant startedAt = Instant.now(clock);
        FactStore facts = new FactStore(plan, site, readers, startedAt);
        Collector collector = new Collector(openers, clock, parallel, timeout, listener, interrupted);
        collector.collect(plan.sessions().values(), (session, readings) -> {
            recorder.accept(session, readings);
            facts.accept(session, readings);
        });
        return new Result(startedAt, Instant.now(clock), interrupted.get(), collector.footprints(), collector.failed(),
                facts);
    }
}

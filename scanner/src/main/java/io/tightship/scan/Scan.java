package io.tightship.scan;

import io.tightship.check.Check;
import io.tightship.check.Evaluator;
import io.tightship.model.Assessment.Footprint;
import io.tightship.model.Coverage;
import io.tightship.model.Finding;
import io.tightship.model.Rule;
import io.tightship.model.Target;
import io.tightship.model.Waiver;
import io.tightship.scan.collect.Readers;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import io.tightship.scan.probe.SiteView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** One audit run: reads what the plan says, then judges. */
public final class Scan {

    /**
     * What a run came to.
     *
     * @param findings sorted
     * @param failed   sessions that failed as such, whoever is to blame: the target itself or its jump host
     * @param facts    for what a report's header says of clusters
     */
    public record Result(Instant startedAt, Instant finishedAt, boolean interrupted, List<Finding> findings,
                         Coverage coverage, List<Footprint> footprints, Set<SessionId> failed,
                         io.tightship.check.Facts facts) {
        public Result {
            findings = List.copyOf(findings);
            failed = Set.copyOf(failed);
        }

        /** The same judgement, of a run at another time. */
        public Result at(Instant started, Instant finished, boolean broken, List<Footprint> costs) {
            return new Result(started, finished, broken, findings, coverage, costs, failed, facts);
        }

        /** The same run with its findings waived otherwise. */
        public Result with(List<Finding> decided) {
            return new Result(startedAt, finishedAt, interrupted, decided, coverage, footprints, failed, facts);
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
     * @param judged   the targets that rules are judged for
     * @param parallel sessions at once
     * @param timeout  for one session
     */
    public Result run(ScanPlan plan, List<SelectedRule> rules, Collection<Target> judged, int parallel,
                      Duration timeout, ScanListener listener) {
        Instant startedAt = Instant.now(clock);
        FactStore facts = new FactStore(plan, site, readers, startedAt);
        Collector collector = new Collector(openers, clock, parallel, timeout, listener, interrupted);
        collector.collect(plan.sessions().values(), (session, readings) -> {
            recorder.accept(session, readings);
            facts.accept(session, readings);
        });
        List<Finding> findings = judge(rules, judged, facts, startedAt);
        return new Result(startedAt, Instant.now(clock), interrupted.get(), findings, coverage(findings),
                collector.footprints(), collector.failed(), facts);
    }

    private List<Finding> judge(List<SelectedRule> rules, Collection<Target> judged, FactStore facts, Instant at) {
        Evaluator evaluator = new Evaluator(facts, at);
        List<Finding> findings = new ArrayList<>();
        for (SelectedRule selected : rules) {
            Check check = selected.check();
            Rule rule = check.rule();
            List<Target> targets = judged.stream().filter(rule::appliesTo).toList();
            for (Target target : targets) {
                findings.addAll(evaluator.evaluate(check, target, selected.values(), selected.variant()));
            }
            if (facts.targets().stream().noneMatch(rule::appliesTo)) {
                findings.add(evaluator.withoutTarget(rule, site.inventory().site()));
            }
        }
        Map<String, Waiver> maintenance = maintenance(LocalDate.ofInstant(at, ZoneOffset.UTC));
        return findings.stream().map(finding -> waiver(finding, maintenance).map(finding::waivedBy).orElse(finding))
                .sorted().toList();
    }

    /** The nodes that are under maintenance on the day, by id. */
    private Map<String, Waiver> maintenance(LocalDate today) {
        Map<String, Waiver> nodes = new TreeMap<>();
        for (Target.Node node : site.inventory().targets(Target.Node.class)) {
            node.maintenanceUntil().filter(until -> !until.isBefore(today)).ifPresent(until -> nodes.put(node.id(),
                    new Waiver("maintenance", "the inventory says that " + node.name() + " is under maintenance",
                            until)));
        }
        return nodes;
    }

    /** Of a failure on such a node, and of what could not be read because of it. */
    private static Optional<Waiver> waiver(Finding finding, Map<String, Waiver> maintenance) {
        return switch (finding.outcome()) {
            case FAIL -> Optional.ofNullable(maintenance.get(finding.target().id()));
            case ERROR -> Optional.ofNullable(maintenance.get(finding.target().id()))
                    .or(() -> Optional.ofNullable(maintenance.get(finding.cause().orElseThrow().target())));
            case PASS, NOT_APPLICABLE, MANUAL -> Optional.empty();
        };
    }

    private static Coverage coverage(List<Finding> findings) {
        Coverage.Count total = Coverage.Count.NONE;
        SortedMap<String, Coverage.Count> byRule = new TreeMap<>();
        SortedMap<String, Coverage.Count> byTarget = new TreeMap<>();
        for (Finding finding : findings) {
            total = total.plus(finding.outcome());
            byRule.put(finding.rule(), byRule.getOrDefault(finding.rule(), Coverage.Count.NONE)
                    .plus(finding.outcome()));
            byTarget.put(finding.target().id(), byTarget.getOrDefault(finding.target().id(), Coverage.Count.NONE)
                    .plus(finding.outcome()));
        }
        return new Coverage(total, byRule, byTarget);
    }
}

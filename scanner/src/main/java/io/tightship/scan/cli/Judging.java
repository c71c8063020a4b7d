package io.tightship.scan.cli;

import io.tightship.fact.Need;
import io.tightship.fact.nvidia.ToolkitAdvisories;
import io.tightship.model.Assessment;
import io.tightship.model.Assessment.ClusterIdentity;
import io.tightship.model.DatedData;
import io.tightship.model.Digest;
import io.tightship.model.Finding;
import io.tightship.model.Remark;
import io.tightship.model.Rule;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.Waiver;
import io.tightship.report.Findings;
import io.tightship.report.json.SpooledFindings;
import io.tightship.report.json.StoredAssessment;
import io.tightship.scan.Gate;
import io.tightship.scan.Judge;
import io.tightship.scan.Scan;
import io.tightship.scan.SelectedRule;
import io.tightship.scan.benchmark.Selection;
import io.tightship.scan.collect.ClusterHeader;
import io.tightship.scan.compare.Baseline;
import io.tightship.scan.compare.Comparing;
import io.tightship.scan.compare.Side;
import io.tightship.scan.waive.Applied;
import io.tightship.scan.waive.Applying;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges what an audit read, applies what people decided, compares, and tells what counts. */
final class Judging {

    private final Audit audit;
    private final Selection selection;

    Judging(Audit audit) {
        this.audit = audit;
        this.selection = audit.selection();
    }

    /** The findings alone, in their order, as they come. */
    void each(Scan.Result read, Consumer<Finding> each) {
        new Judge(audit.inventory(), read.facts(), read.startedAt()).judge(selection.rules(), selection.targets(), each);
    }

    /** Everything that reports say. @param spool empty; gets the findings */
    Judged of(Scan.Result read, SpooledFindings spool) throws IOException {
        Applying decisions = audit.decisions().on(LocalDate.ofInstant(read.startedAt(), ZoneOffset.UTC));
        try {
            each(read, finding -> add(spool, audit.judgement().noWaivers ? finding.unwaived()
                    : decisions.decide(finding)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        spool.finish();
        Applied applied = decisions.applied(audit.inventory().targets(), selection.targets(), selection.benchmarks());
        List<ClusterIdentity> clusters = ClusterHeader.identities(audit.inventory(), read.facts());
        List<Remark> remarks = new ArrayList<>(applied.remarks());
        Optional<Comparing.Result> compared = compare(spool, clusters, remarks);
        Set<Waiver> waivers = new LinkedHashSet<>();
        Gate.Result gate = gate(read.interrupted(), spool, compared, waivers);
        return new Judged(new Assessment(new Assessment.Tool("tightship", Version.text()),
                new Assessment.Run(run(read), read.startedAt(), read.finishedAt(), gate.complete()),
                audit.inventory().site().name(), clusters,
                new Assessment.Selection(selection.benchmarks().stream().map(b -> b.id()).toList(),
                        List.of(audit.options().profile), audit.options().checks, audit.options().targets),
                List.copyOf(selection.base().settings(keys(), selection.targets())), selection.benchmarks(), rules(),
                selection.targets(), spool.causes().stream().sorted().toList(), spool.coverage(), spool.totals(),
                read.footprints(), List.copyOf(waivers), applied.attestations(), List.copyOf(remarks),
                compared.map(Comparing.Result::comparison), data()), spool, gate);
    }

    /** What the rules of the run judge by that grows old. */
    private List<DatedData> data() {
        return selection.rules().stream().anyMatch(rule -> rule.check().needs().stream().anyMatch(need ->
                need instanceof Need.Own<?> own && own.key().equals(ToolkitAdvisories.KEY)))
                ? audit.inventory().advisories().known().data() : List.of();
    }

    private static void add(SpooledFindings spool, Finding finding) {
        try {
            spool.add(finding);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param waivers gets those that cover a finding, as reports will find them there */
    private Gate.Result gate(boolean interrupted, Findings findings, Optional<Comparing.Result> compared,
                             Set<Waiver> waivers) {
        Gate gate = new Gate(audit.options().failOn(), audit.options().minimumCoverage(), audit.judgement().failOnNew
                ? compared.map(Comparing.Result::known).orElse(Set.of()) : Set.of());
        try (Stream<Finding> all = findings.ordered()) {
            return gate.decide(all.peek(finding -> finding.waiver().ifPresent(waivers::add))::iterator, interrupted);
        }
    }

    private Optional<Comparing.Result> compare(Findings findings, List<ClusterIdentity> clusters, List<Remark> remarks)
            throws IOException {
        if (audit.judgement().baseline.isEmpty()) {
            return Optional.empty();
        }
        try (StoredAssessment before = Assessments.open(audit.judgement().baseline.get())) {
            Side now = new Side(selection.rules().stream().map(rule -> rule.check().rule().id())
                    .collect(Collectors.toSet()), selection.targets().stream().map(Target::id)
                    .collect(Collectors.toSet()), !audit.options().targets.isEmpty(), findings);
            remarks.addAll(Baseline.remarks(before.assessment(), clusters, Version.text()));
            return Optional.of(Comparing.of(Baseline.of(before.assessment()), Side.of(before.assessment(), before),
                    now));
        }
    }

    private String run(Scan.Result read) {
        return read.startedAt().toString().replaceAll("[-:]|\\.[0-9]+", "") + "-"
                + Digest.identity(audit.inventory().site().name(), read.startedAt().toString()).substring(0, 6);
    }

    private List<Rule> rules() {
        TreeMap<String, Rule> rules = new TreeMap<>();
        selection.rules().forEach(selected -> rules.put(selected.check().rule().id(), selected.check().rule()));
        return List.copyOf(rules.values());
    }

    /** Of the values that the rules ask for. */
    private List<ValueKey<?>> keys() {
        Set<ValueKey<?>> keys = new LinkedHashSet<>();
        for (SelectedRule selected : selection.rules()) {
            selected.check().needs().forEach(need -> {
                if (need instanceof Need.Setting<?> setting) {
                    keys.add(setting.key());
                }
            });
        }
        return List.copyOf(keys);
    }
}

package io.tightship.scan.cli;

import io.tightship.catalog.Catalog;
import io.tightship.fact.nvidia.ToolkitAdvisories;
import io.tightship.model.Assessment;
import io.tightship.model.Benchmark;
import io.tightship.model.Cause;
import io.tightship.model.DatedData;
import io.tightship.model.Digest;
import io.tightship.model.Finding;
import io.tightship.model.Remark;
import io.tightship.model.Rule;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.Waiver;
import io.tightship.report.Findings;
import io.tightship.report.ReportFormat;
import io.tightship.report.files.ReportFiles;
import io.tightship.report.json.StoredAssessment;
import io.tightship.scan.ExitCode;
import io.tightship.scan.Gate;
import io.tightship.scan.Scan;
import io.tightship.scan.ScanListener;
import io.tightship.scan.ScanPlan;
import io.tightship.scan.SelectedRule;
import io.tightship.scan.benchmark.Benchmarks;
import io.tightship.scan.benchmark.Selection;
import io.tightship.scan.bundle.Bundle;
import io.tightship.scan.bundle.BundleWriter;
import io.tightship.scan.bundle.Manifest;
import io.tightship.scan.bundle.Replay;
import io.tightship.scan.bundle.Signer;
import io.tightship.scan.collect.ClusterHeader;
import io.tightship.scan.collect.Readers;
import io.tightship.scan.compare.Baseline;
import io.tightship.scan.compare.Comparing;
import io.tightship.scan.compare.Side;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.InventoryException;
import io.tightship.scan.inventory.InventoryFile;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.waive.Applied;
import io.tightship.scan.waive.DecisionFiles;
import io.tightship.scan.waive.Decisions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An audit as the command line asks for it: from the inventory's file to the reports and the exit code. */
final class Audit {

    private final ScanOptions options;
    private final Inventory inventory;
    private final Selection selection;
    private final SiteView site;
    private final DryRun dryRun;
    private final Readers readers;
    private final JudgementOptions judgement;
    private final Decisions decisions;
    private final Written written;

    private Audit(ScanOptions options, JudgementOptions judgement, Inventory inventory, Selection selection,
                  Decisions decisions, Written written, DryRun dryRun) {
        this.dryRun = dryRun;
        this.readers = new Readers(dryRun);
        this.options = options;
        this.judgement = judgement;
        this.inventory = inventory;
        this.selection = selection;
        this.decisions = decisions;
        this.written = written;
        this.site = new SiteView(inventory, selection.base());
    }

    /** An audit that asks questions and nothing else. @throws UsageError for everything that the user can mend */
    static Audit prepare(Path file, ScanOptions options) {
        return prepare(file, options, new JudgementOptions(), DryRun.OFF);
    }

    /** @throws UsageError for everything that the user can mend */
    static Audit prepare(Path file, ScanOptions options, JudgementOptions judgement, DryRun dryRun) {
        String text;
        List<DecisionFiles.Text> decisions;
        try {
            text = InventoryFile.text(file);
            decisions = DecisionFiles.load(judgement.noWaivers ? List.of() : judgement.waivers);
        } catch (InventoryException e) {
            throw new UsageError(e.getMessage());
        }
        return prepare(file, text, Files::readString, decisions, options, judgement, dryRun, Instant.now());
    }

    /** Of a run that was: its inventory, and its waivers where no others are given. */
    static Audit of(Bundle bundle, Path file, ScanOptions options, JudgementOptions judgement) throws IOException {
        List<DecisionFiles.Text> decisions = new ArrayList<>();
        if (judgement.waivers.isEmpty() && !judgement.noWaivers) {
            bundle.decisions().forEach(each -> decisions.add(new DecisionFiles.Text(each.getKey(), each.getValue())));
        } else if (!judgement.noWaivers) {
            try {
                decisions.addAll(DecisionFiles.load(judgement.waivers));
            } catch (InventoryException e) {
                throw new UsageError(e.getMessage());
            }
        }
        return prepare(Path.of(file + "!inventory.yaml"), bundle.inventory(), named -> bundle.advisories(), decisions,
                options, judgement,
                bundle.manifest().asked().dryRun() ? DryRun.ALLOWED : DryRun.OFF, bundle.manifest().startedAt());
    }

    private static Audit prepare(Path file, String text, InventoryFile.NamedFiles named,
                                 List<DecisionFiles.Text> decisions, ScanOptions options, JudgementOptions judgement, DryRun dryRun, Instant at) {
        options.failOn();
        options.minimumCoverage();
        options.formats();
        options.layout.layout();
        Catalog catalog = Catalog.load();
        List<Benchmark> shipped = new Benchmarks(catalog).shipped();
        Inventory inventory;
        Decisions decided;
        try {
            inventory = InventoryFile.parse(file, text, catalog, named);
            decided = DecisionFiles.parse(decisions, catalog, shipped, LocalDate.ofInstant(at, ZoneOffset.UTC));
        } catch (InventoryException e) {
            throw new UsageError(e.getMessage());
        }
        LocalDate today = LocalDate.ofInstant(at, ZoneOffset.UTC);
        inventory.advisories().known().data().stream().skip(1).filter(data -> data.date().isAfter(today)).forEach(data -> {
            throw new UsageError(data.name() + ": their date " + data.date() + " is yet to come");
        });
        Selection selection;
        try {
            selection = Selection.of(new Selection.Wish(options.benchmarks, options.profile, options.settings,
                    options.checks, options.targets), catalog, shipped, inventory);
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage());
        }
        judgement.check(inventory.site().name());
        Audit audit = new Audit(options, judgement, inventory, selection, decided, new Written(text, decisions),
                dryRun);
        if (selection.rules().isEmpty()) {
            throw new UsageError("no rule is left to judge");
        }
        boolean narrowed = !options.targets.isEmpty();
        if (inventory.targets().size() == 1 || narrowed && selection.rules().stream().noneMatch(rule ->
                selection.targets().stream().anyMatch(rule.check().rule()::appliesTo))) {
            throw new UsageError("no target is left to judge");
        }
        return audit;
    }

    /** What people wrote for the run. */
    private record Written(String inventory, List<DecisionFiles.Text> decisions) {
    }

    ScanPlan plan() {
        return ScanPlan.of(selection.rules(), selection.targets(), site, readers, ClusterHeader.KEYS);
    }

    Inventory inventory() {
        return inventory;
    }

    /** Reads and judges, without writing a report. */
    Scan.Result run(Console console, Clock clock) {
        return run(console, clock, new EvidenceOptions());
    }

    /** Reads and judges, and keeps what was read where that is asked for. */
    Scan.Result run(Console console, Clock clock, EvidenceOptions evidence) {
        Optional<Signer> signer = evidence.signer();
        Optional<BundleWriter> bundle = evidence.begin();
        try {
            Scan.Result result = read(console, clock, bundle);
            if (bundle.isPresent()) {
                bundle.get().finish(manifest(result), written.inventory(), inventory.advisories().written(),
                        written.decisions().stream().map(text ->
                        Map.entry(String.valueOf(Path.of(text.name()).getFileName()), text.text())).toList(), signer);
            }
            return result;
        } catch (IOException e) {
            throw evidence.unwritten(e);
        } finally {
            bundle.ifPresent(Audit::close);
        }
    }

    private static void close(BundleWriter bundle) {
        try {
            bundle.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Manifest manifest(Scan.Result result) {
        return new Manifest(Version.text(), result.startedAt(), result.finishedAt(), result.interrupted(),
                new Manifest.Asked(options.benchmarks, options.profile, options.settings, options.checks,
                        options.targets, options.minimumCoverage, !judgement.noWaivers, dryRun == DryRun.ALLOWED),
                result.footprints(),
                new TreeMap<>());
    }

    private Scan.Result read(Console console, Clock clock, Optional<BundleWriter> bundle) {
        ScanPlan plan = plan();
        Map<SessionId.Kind, SessionOpener> openers = Openers.of(inventory, clock, dryRun);
        Scan scan = new Scan(site, readers, openers, clock, (session, readings) ->
                bundle.ifPresent(writer -> writer.accept(session, readings)));
        Thread hook = new Thread(() -> {
            scan.interrupt();
            Interruption.awaitReports();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        ProgressLine progress = new ProgressLine(console.messages(), System::nanoTime);
        try {
            return scan.run(plan, selection.rules(), selection.targets(), options.parallel(), options.timeout(),
                    console.terminal() ? progress : ScanListener.NONE);
        } finally {
            if (console.terminal()) {
                progress.clear();
            }
            openers.values().stream().distinct().forEach(SessionOpener::close);
            Interruption.remove(hook);
        }
    }

    /** Judges what a bundle holds, at the time of its run. */
    Scan.Result replay(Bundle bundle) {
        Manifest manifest = bundle.manifest();
        Map<SessionId.Kind, SessionOpener> stored = new EnumMap<>(SessionId.Kind.class);
        for (SessionId.Kind kind : SessionId.Kind.values()) {
            stored.put(kind, new Replay(bundle));
        }
        return new Scan(site, readers, stored, Clock.fixed(manifest.startedAt(), ZoneOffset.UTC)).run(plan(),
                selection.rules(), selection.targets(), 1, Duration.ofHours(1), ScanListener.NONE)
                .at(manifest.startedAt(), manifest.finishedAt(), manifest.interrupted(), manifest.footprint());
    }

    /** Applies what people decided, and tells what counts. */
    Judged judge(Scan.Result read) {
        List<Finding> findings = judgement.noWaivers ? read.findings().stream().map(Finding::unwaived).toList()
                : read.findings();
        Applied applied = decisions.apply(findings, inventory.targets(), selection.targets(), selection.benchmarks(),
                LocalDate.ofInstant(read.startedAt(), ZoneOffset.UTC));
        Scan.Result result = read.with(applied.findings());
        List<Remark> remarks = new ArrayList<>(applied.remarks());
        Optional<Comparing.Result> compared = compare(result, remarks);
        Gate.Result gate = new Gate(options.failOn(), options.minimumCoverage(), judgement.failOnNew
                ? compared.map(Comparing.Result::known).orElse(Set.of()) : Set.of())
                .decide(result.findings(), result.interrupted());
        return new Judged(result, gate, applied.attestations(), List.copyOf(remarks),
                compared.map(Comparing.Result::comparison));
    }

    private Optional<Comparing.Result> compare(Scan.Result result, List<Remark> remarks) {
        if (judgement.baseline.isEmpty()) {
            return Optional.empty();
        }
        try (StoredAssessment before = Assessments.open(judgement.baseline.get())) {
            Side now = new Side(selection.rules().stream().map(rule -> rule.check().rule().id())
                    .collect(Collectors.toSet()), selection.targets().stream().map(Target::id)
                    .collect(Collectors.toSet()), !options.targets.isEmpty(), Findings.of(result.findings()));
            remarks.addAll(Baseline.remarks(before.assessment(), ClusterHeader.identities(inventory, result.facts()),
                    Version.text()));
            return Optional.of(Comparing.of(Baseline.of(before.assessment()), Side.of(before.assessment(), before),
                    now));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files written. @throws ReportError where one could not be */
    List<Path> report(Judged judged, Path folder) {
        return report(judged, folder, options.formats());
    }

    /** The files written. @throws ReportError where one could not be */
    List<Path> report(Judged judged, Path folder, Set<ReportFormat> formats) {
        try {
            return ReportFiles.write(folder, formats, options.layout.layout(), assessment(judged),
                    Findings.of(judged.result().findings()));
        } catch (IOException e) {
            throw new ReportError(e.getMessage(), e);
        }
    }

    Assessment assessment(Judged judged) {
        Scan.Result result = judged.result();
        TreeSet<Cause> causes = new TreeSet<>();
        Set<Waiver> waivers = new LinkedHashSet<>();
        for (Finding finding : result.findings()) {
            finding.cause().ifPresent(causes::add);
            finding.waiver().ifPresent(waivers::add);
        }
        TreeMap<String, Rule> rules = new TreeMap<>();
        List<ValueKey<?>> keys = new ArrayList<>();
        for (SelectedRule selected : selection.rules()) {
            rules.put(selected.check().rule().id(), selected.check().rule());
            selected.check().needs().forEach(need -> {
                if (need instanceof io.tightship.fact.Need.Setting<?> setting && !keys.contains(setting.key())) {
                    keys.add(setting.key());
                }
            });
        }
        List<Target> targets = selection.targets();
        String run = result.startedAt().toString().replaceAll("[-:]|\\.[0-9]+", "") + "-"
                + Digest.identity(inventory.site().name(), result.startedAt().toString()).substring(0, 6);
        return new Assessment(new Assessment.Tool("tightship", Version.text()),
                new Assessment.Run(run, result.startedAt(), result.finishedAt(), judged.gate().complete()),
                inventory.site().name(), ClusterHeader.identities(inventory, result.facts()),
                new Assessment.Selection(selection.benchmarks().stream().map(b -> b.id()).toList(),
                        List.of(options.profile), options.checks, options.targets),
                List.copyOf(selection.base().settings(keys, targets)), selection.benchmarks(),
                List.copyOf(rules.values()), targets, List.copyOf(causes), result.coverage(),
                io.tightship.model.Totals.of(result.findings()), result.footprints(), List.copyOf(waivers),
                judged.attestations(), judged.remarks(), judged.comparison(), data());
    }

    /** What the rules of the run judge by that grows old. */
    private List<DatedData> data() {
        return selection.rules().stream().anyMatch(rule -> rule.check().needs().stream().anyMatch(need -> need instanceof
                io.tightship.fact.Need.Own<?> own && own.key().equals(ToolkitAdvisories.KEY)))
                ? inventory.advisories().known().data() : List.of();
    }

    /** The last lines of a run: what was found, and where the reports are. */
    ExitCode summarise(Console console, Judged judged, Path folder, List<Path> reports, boolean quiet) {
        ExitCode code = judged.gate().code();
        if (quiet && code == ExitCode.CLEAN) {
            return code;
        }
        Summary.lines(console, inventory.site().name(), judged, options.minimumCoverage(), quiet)
                .forEach(console::say);
        if (quiet) {
            console.say("Reports: " + folder);
        } else {
            reports.forEach(file -> console.say("  " + file));
        }
        return code;
    }
}

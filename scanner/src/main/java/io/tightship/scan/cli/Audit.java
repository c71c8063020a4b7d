package io.tightship.scan.cli;

import io.tightship.catalog.Catalog;
import io.tightship.model.Assessment;
import io.tightship.model.Cause;
import io.tightship.model.Digest;
import io.tightship.model.Finding;
import io.tightship.model.Rule;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.Waiver;
import io.tightship.report.Findings;
import io.tightship.report.files.ReportFiles;
import io.tightship.scan.ExitCode;
import io.tightship.scan.Gate;
import io.tightship.scan.Scan;
import io.tightship.scan.ScanListener;
import io.tightship.scan.ScanPlan;
import io.tightship.scan.SelectedRule;
import io.tightship.scan.benchmark.Benchmarks;
import io.tightship.scan.benchmark.Selection;
import io.tightship.scan.collect.ClusterHeader;
import io.tightship.scan.collect.Readers;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.InventoryException;
import io.tightship.scan.inventory.InventoryFile;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import io.tightship.scan.probe.SiteView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** An audit as the command line asks for it: from the inventory's file to the reports and the exit code. */
final class Audit {

    private final ScanOptions options;
    private final Inventory inventory;
    private final Selection selection;
    private final SiteView site;
    private final DryRun dryRun;
    private final Readers readers;

    private Audit(ScanOptions options, Inventory inventory, Selection selection, DryRun dryRun) {
        this.dryRun = dryRun;
        this.readers = new Readers(dryRun);
        this.options = options;
        this.inventory = inventory;
        this.selection = selection;
        this.site = new SiteView(inventory, selection.base());
    }

    /** An audit that asks questions and nothing else. @throws UsageError for everything that the user can mend */
    static Audit prepare(Path file, ScanOptions options) {
        return prepare(file, options, DryRun.OFF);
    }

    static Audit prepare(Path file, ScanOptions options, DryRun dryRun) {
        options.failOn();
        options.minimumCoverage();
        options.formats();
        Catalog catalog = Catalog.load();
        Inventory inventory;
        try {
            inventory = InventoryFile.load(file, catalog);
        } catch (InventoryException e) {
            throw new UsageError(e.getMessage());
        }
        Selection selection;
        try {
            selection = Selection.of(new Selection.Wish(options.benchmarks, options.profile, options.settings,
                    options.checks, options.targets), catalog, new Benchmarks(catalog).shipped(), inventory);
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage());
        }
        Audit audit = new Audit(options, inventory, selection, dryRun);
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

    ScanPlan plan() {
        return ScanPlan.of(selection.rules(), selection.targets(), site, readers, ClusterHeader.KEYS);
    }

    Inventory inventory() {
        return inventory;
    }

    /** Reads and judges, without writing a report. */
    Scan.Result run(Console console, Clock clock) {
        ScanPlan plan = plan();
        Map<SessionId.Kind, SessionOpener> openers = Openers.of(inventory, clock, dryRun);
        Scan scan = new Scan(site, readers, openers, clock);
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

    Gate.Result gate(Scan.Result result) {
        return new Gate(options.failOn(), options.minimumCoverage()).decide(result.findings(), result.interrupted());
    }

    /** The files written. @throws ReportError where one could not be */
    List<Path> report(Scan.Result result, Gate.Result gate) {
        try {
            return ReportFiles.write(options.output, options.formats(), assessment(result, gate),
                    Findings.of(result.findings()));
        } catch (IOException e) {
            throw new ReportError(e.getMessage(), e);
        }
    }

    private Assessment assessment(Scan.Result result, Gate.Result gate) {
        TreeSet<Cause> causes = new TreeSet<>();
        List<Waiver> waivers = new ArrayList<>();
        for (Finding finding : result.findings()) {
            finding.cause().ifPresent(causes::add);
            finding.waiver().filter(waiver -> !waivers.contains(waiver)).ifPresent(waivers::add);
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
                new Assessment.Run(run, result.startedAt(), result.finishedAt(), gate.complete()),
                inventory.site().name(), ClusterHeader.identities(inventory, result.facts()),
                new Assessment.Selection(selection.benchmarks().stream().map(b -> b.id()).toList(),
                        List.of(options.profile), options.checks, options.targets),
                List.copyOf(selection.base().settings(keys, targets)), selection.benchmarks(),
                List.copyOf(rules.values()), targets, List.copyOf(causes), result.coverage(),
                io.tightship.model.Totals.of(result.findings()), result.footprints(), waivers);
    }

    /** The last lines of a run: what was found, and where the reports are. */
    ExitCode summarise(Console console, Scan.Result result, Gate.Result gate, List<Path> reports, boolean quiet) {
        if (quiet && gate.code() == ExitCode.CLEAN) {
            return gate.code();
        }
        Summary.lines(console, inventory.site().name(), result, gate, options.minimumCoverage(), quiet)
                .forEach(console::say);
        if (quiet) {
            console.say("Reports: " + options.output);
        } else {
            reports.forEach(file -> console.say("  " + file));
        }
        return gate.code();
    }
}

package io.tightship.scan.cli;

import io.tightship.catalog.Catalog;
import io.tightship.model.Benchmark;
import io.tightship.scan.ScanPlan;
import io.tightship.scan.benchmark.Benchmarks;
import io.tightship.scan.benchmark.Selection;
import io.tightship.scan.bundle.Bundle;
import io.tightship.scan.collect.ClusterHeader;
import io.tightship.scan.collect.Readers;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.InventoryException;
import io.tightship.scan.inventory.InventoryFile;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.waive.DecisionFiles;
import io.tightship.scan.waive.Decisions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** An audit as the command line asks for it: checked, planned, and nothing sent yet. */
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
                options, judgement, DryRun.of(bundle.manifest().asked().dryRun()), bundle.manifest().startedAt());
    }

    private static Audit prepare(Path file, String text, InventoryFile.NamedFiles named,
                                 List<DecisionFiles.Text> decisions, ScanOptions options, JudgementOptions judgement,
                                 DryRun dryRun, Instant at) {
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
    record Written(String inventory, List<DecisionFiles.Text> decisions) {
    }

    ScanPlan plan() {
        return ScanPlan.of(selection.rules(), selection.targets(), site, readers, ClusterHeader.KEYS);
    }

    Inventory inventory() {
        return inventory;
    }

    ScanOptions options() {
        return options;
    }

    JudgementOptions judgement() {
        return judgement;
    }

    Selection selection() {
        return selection;
    }

    Decisions decisions() {
        return decisions;
    }

    Written written() {
        return written;
    }

    SiteView site() {
        return site;
    }

    Readers readers() {
        return readers;
    }

    DryRun dryRun() {
        return dryRun;
    }
}

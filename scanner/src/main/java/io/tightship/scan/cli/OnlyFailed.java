package io.tightship.scan.cli;

import io.tightship.catalog.Catalog;
import io.tightship.model.Assessment;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Setting;
import io.tightship.model.Target;
import io.tightship.report.json.StoredAssessment;
import io.tightship.scan.inventory.InventoryException;
import io.tightship.scan.inventory.InventoryFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Narrows a run to what failed, or could not be judged, in an earlier one, and compares with that. */
final class OnlyFailed {

    private OnlyFailed() {
    }

    /**
     * False where nothing failed there that is still a rule and a target.
     *
     * @throws UsageError where the options ask for something else as well
     */
    static boolean narrow(Path file, Path inventory, ScanOptions options, JudgementOptions judgement) {
        if (!options.checks.isEmpty() || !options.targets.isEmpty()) {
            throw new UsageError("--only-failed chooses the rules and targets itself: leave --check and --target out");
        }
        Set<String> rules = new TreeSet<>();
        Set<String> targets = new TreeSet<>();
        try (StoredAssessment before = Assessments.open(file); Stream<Finding> findings = before.ordered()) {
            findings.filter(finding -> finding.outcome() == Outcome.FAIL || finding.outcome() == Outcome.ERROR)
                    .forEach(finding -> {
                        rules.add(finding.rule());
                        targets.add(finding.target().id());
                    });
            asBefore(before.assessment(), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Catalog catalog = Catalog.load();
        try {
            rules.removeIf(rule -> catalog.find(rule).isEmpty());
            targets.retainAll(InventoryFile.load(inventory, catalog).targets().stream().map(Target::id).toList());
        } catch (InventoryException e) {
            throw new UsageError(e.getMessage());
        }
        options.checks = List.copyOf(rules);
        options.targets = List.copyOf(targets);
        judgement.baseline = judgement.baseline.or(() -> Optional.of(file));
        return !rules.isEmpty() && !targets.isEmpty();
    }

    /** With the profile and the values of the command line that held then, unless others are given. */
    private static void asBefore(Assessment before, ScanOptions options) {
        if (options.profile.equals("all") && before.selection().profiles().size() == 1) {
            options.profile = before.selection().profiles().getFirst();
        }
        if (options.settings.isEmpty()) {
            List<String> settings = new ArrayList<>();
            before.settings().stream().filter(setting -> setting.origin().equals("--set")).map(OnlyFailed::written)
                    .distinct().forEach(settings::add);
            options.settings = settings;
        }
    }

    private static String written(Setting setting) {
        return setting.id() + "=" + setting.value();
    }
}

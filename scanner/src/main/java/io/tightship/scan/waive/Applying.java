package io.tightship.scan.waive;

import io.tightship.model.Attestation;
import io.tightship.model.Benchmark;
import io.tightship.model.Finding;
import io.tightship.model.Remark;
import io.tightship.model.Target;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What people decided, applied to the findings of one run as they come. */
public final class Applying {

    private final List<Decisions.Answer> answers;
    private final LocalDate day;
    private final Map<Granted, Uses> uses = new LinkedHashMap<>();
    private final Map<String, List<Granted>> byRule = new HashMap<>();

    Applying(List<Granted> granted, List<Decisions.Answer> answers, LocalDate day) {
        this.answers = answers;
        this.day = day;
        granted.forEach(each -> uses.put(each, new Uses()));
    }

    /** How often a waiver was met by a finding, by what became of it. */
    private static final class Uses {
        private int covered;
        private int expired;
        private int lapsed;
        private String otherwise = "";
    }

    /** The finding with what covers it; its outcome is untouched. */
    public Finding decide(Finding finding) {
        List<Granted> candidates = byRule.computeIfAbsent(finding.rule(), rule -> uses.keySet().stream()
                .filter(each -> each.rule().matches(rule)).toList());
        Optional<Granted> cover = Optional.empty();
        for (Granted each : candidates) {
            if (each.concerns(finding) && use(uses.get(each), each, finding) && cover.isEmpty()) {
                cover = Optional.of(each);
            }
        }
        // What the inventory says of a node comes first.
        return finding.waiver().isPresent() || cover.isEmpty() ? finding : finding.waivedBy(cover.get().waiver());
    }

    /**
     * After the last finding.
     *
     * @param all        the inventory's targets
     * @param judged     the targets of this run
     * @param benchmarks those of this run
     */
    public Applied applied(Collection<Target> all, Collection<Target> judged, List<Benchmark> benchmarks) {
        List<Remark> remarks = new ArrayList<>();
        uses.forEach((each, used) -> remark(each, used, all, judged).ifPresent(remarks::add));
        return new Applied(attestations(benchmarks, remarks), remarks);
    }

    /** True where it holds for the finding. */
    private boolean use(Uses uses, Granted each, Finding finding) {
        if (!each.holdsOn(day)) {
            uses.expired++;
            return false;
        }
        if (!each.stillSees(finding)) {
            uses.lapsed++;
            uses.otherwise = finding.observed();
            return false;
        }
        uses.covered++;
        return true;
    }

    private Optional<Remark> remark(Granted each, Uses uses, Collection<Target> all, Collection<Target> judged) {
        String kind = each.waiver().kind();
        if (!each.holdsOn(day)) {
            return Optional.of(new Remark(kind + "-expired", each.description() + " expired on "
                    + each.waiver().expires() + counted(uses.expired)));
        }
        if (all.stream().noneMatch(each::names)) {
            return Optional.of(new Remark(kind + "-without-target", each.description()
                    + " names no target of the inventory"));
        }
        if (uses.lapsed > 0) {
            return Optional.of(new Remark(kind + "-lapsed", each.description() + " was granted for the value '"
                    + each.observed().orElseThrow() + "', and '" + uses.otherwise + "' was seen"
                    + counted(uses.lapsed)));
        }
        boolean asked = byRule.keySet().stream().anyMatch(each.rule()::matches) && judged.stream().anyMatch(each::names);
        return uses.covered == 0 && asked ? Optional.of(new Remark(kind + "-unused", each.description()
                + " covers nothing; it can be taken away")) : Optional.empty();
    }

    private static String counted(int findings) {
        return switch (findings) {
            case 0 -> "";
            case 1 -> "; one finding counts";
            default -> "; " + findings + " findings count";
        };
    }

    private List<Attestation> attestations(List<Benchmark> benchmarks, List<Remark> remarks) {
        Set<String> selected = benchmarks.stream().map(Benchmark::id).collect(Collectors.toSet());
        List<Attestation> holding = new ArrayList<>();
        for (Decisions.Answer answer : answers) {
            Attestation attestation = answer.attestation();
            if (attestation.expires().isBefore(day)) {
                remarks.add(new Remark("attestation-expired", answer.place() + ": the attestation of "
                        + attestation.benchmark() + "/" + attestation.control() + " by " + attestation.who()
                        + " expired on " + attestation.expires()));
            } else if (selected.contains(attestation.benchmark())) {
                holding.add(attestation);
            }
        }
        return holding;
    }
}

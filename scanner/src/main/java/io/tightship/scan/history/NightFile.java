package io.tightship.scan.history;

import io.tightship.model.Coverage;
import io.tightship.model.Outcome;
import io.tightship.model.Severity;
import io.tightship.model.Totals;
import io.tightship.report.Night;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The file that holds a night's numbers, so that the list of nights needs not read every assessment again. */
final class NightFile {

    /** Of a night's folder. */
    static final String NAME = "night.json";

    private static final String FORMAT = "tightship-night-2";

    private NightFile() {
    }

    static String json(Night night) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.put("run", night.run());
        all.put("startedAt", night.startedAt().toString());
        all.put("complete", night.complete());
        all.put("site", night.site());
        all.put("findings", night.totals().findings());
        all.put("byOutcome", counts(Outcome.values(), night.totals().byOutcome()));
        all.put("failedBySeverity", counts(Severity.values(), night.totals().failedBySeverity()));
        all.put("waived", night.totals().waived());
        all.put("expected", night.coverage().expected());
        all.put("judged", night.coverage().judged());
        night.changes().ifPresent(found -> {
            all.put("before", found.before());
            all.put("new", found.fresh());
            all.put("resolved", found.resolved());
        });
        return Json.write(all) + "\n";
    }

    private static <E extends Enum<E>> Map<String, Object> counts(E[] kinds, Map<E, Long> counts) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (E kind : kinds) {
            all.put(kind.name(), counts.get(kind));
        }
        return all;
    }

    /** @throws MalformedDocument where it is not what {@link #json} wrote */
    static Night parse(String text) throws MalformedDocument {
        Data data = Json.parse(text);
        if (!data.get("format").text().equals(Optional.of(FORMAT))) {
            throw new MalformedDocument("it is not of the format " + FORMAT);
        }
        Optional<Night.Changes> changes = data.get("before").isAbsent() ? Optional.empty() : Optional.of(
                new Night.Changes(text(data, "before"), number(data, "new"), number(data, "resolved")));
        Totals totals = new Totals(number(data, "findings"), counts(data.get("byOutcome"), Outcome.values()),
                counts(data.get("failedBySeverity"), Severity.values()), number(data, "waived"));
        if (totals.byOutcome().values().stream().mapToLong(each -> each).sum() != totals.findings()) {
            throw new MalformedDocument("'byOutcome' does not add up to 'findings'");
        }
        try {
            return new Night(text(data, "run"), Instant.parse(text(data, "startedAt")), data.get("complete").bool()
                    .orElseThrow(() -> new MalformedDocument("'complete' is not true or false")), text(data, "site"),
                    totals, new Coverage.Count(number(data, "expected"), number(data, "judged")), changes);
        } catch (DateTimeException e) {
            throw new MalformedDocument("'startedAt' is not a time");
        }
    }

    private static <E extends Enum<E>> Map<E, Long> counts(Data data, E[] kinds) throws MalformedDocument {
        Map<E, Long> counts = new EnumMap<>(kinds[0].getDeclaringClass());
        for (E kind : kinds) {
            counts.put(kind, number(data, kind.name()));
        }
        return counts;
    }

    private static String text(Data data, String key) throws MalformedDocument {
        return data.get(key).text().orElseThrow(() -> new MalformedDocument("'" + key + "' is not a text"));
    }

    private static long number(Data data, String key) throws MalformedDocument {
        return data.get(key).number().filter(number -> number.signum() >= 0).map(BigDecimal::longValue)
                .orElseThrow(() -> new MalformedDocument("'" + key + "' is not a number from 0"));
    }
}

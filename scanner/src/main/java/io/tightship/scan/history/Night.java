package io.tightship.scan.history;

import io.tightship.model.Assessment;
import io.tightship.model.Comparison;
import io.tightship.model.Outcome;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One night, in the numbers that the list of nights shows: so that the list needs not read every assessment again.
 *
 * @param run      the run's id, and the name of its folder
 * @param changes  new and resolved since the run before; empty where there was none
 */
public record Night(String run, Instant startedAt, boolean complete, String site, long passed, long failed,
                    long errors, long waived, long expected, long judged, Optional<Changes> changes)
        implements Comparable<Night> {

    /** Of a night's folder. */
    static final String FILE = "night.json";

    private static final String FORMAT = "tightship-night-1";
    private static final Comparator<Night> ORDER = Comparator.comparing(Night::startedAt).thenComparing(Night::run);

    /** @param before the id of the run that it was compared with */
    public record Changes(String before, long fresh, long resolved) {
    }

    public static Night of(Assessment assessment) {
        return new Night(assessment.run().id(), assessment.run().startedAt(), assessment.run().complete(),
                assessment.site(), assessment.totals().count(Outcome.PASS), assessment.totals().count(Outcome.FAIL),
                assessment.totals().count(Outcome.ERROR), assessment.totals().waived(),
                assessment.coverage().total().expected(), assessment.coverage().total().judged(),
                assessment.comparison().map(comparison -> new Changes(comparison.baseline().run(),
                        comparison.count(Comparison.Kind.NEW), comparison.count(Comparison.Kind.RESOLVED))));
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.put("run", run);
        all.put("startedAt", startedAt.toString());
        all.put("complete", complete);
        all.put("site", site);
        all.put("passed", passed);
        all.put("failed", failed);
        all.put("errors", errors);
        all.put("waived", waived);
        all.put("expected", expected);
        all.put("judged", judged);
        changes.ifPresent(found -> {
            all.put("before", found.before());
            all.put("new", found.fresh());
            all.put("resolved", found.resolved());
        });
        return Json.write(all) + "\n";
    }

    /** @throws MalformedDocument where it is not what {@link #json} wrote */
    static Night parse(String text) throws MalformedDocument {
        Data data = Json.parse(text);
        if (!data.get("format").text().equals(Optional.of(FORMAT))) {
            throw new MalformedDocument("it is not of the format " + FORMAT);
        }
        Optional<Changes> changes = data.get("before").isAbsent() ? Optional.empty() : Optional.of(new Changes(
                text(data, "before"), number(data, "new"), number(data, "resolved")));
        try {
            return new Night(text(data, "run"), Instant.parse(text(data, "startedAt")), data.get("complete").bool()
                    .orElseThrow(() -> new MalformedDocument("'complete' is not true or false")), text(data, "site"),
                    number(data, "passed"), number(data, "failed"), number(data, "errors"), number(data, "waived"),
                    number(data, "expected"), number(data, "judged"), changes);
        } catch (DateTimeException e) {
            throw new MalformedDocument("'startedAt' is not a time");
        }
    }

    private static String text(Data data, String key) throws MalformedDocument {
        return data.get(key).text().orElseThrow(() -> new MalformedDocument("'" + key + "' is not a text"));
    }

    private static long number(Data data, String key) throws MalformedDocument {
        return data.get(key).number().filter(number -> number.signum() >= 0).map(BigDecimal::longValue)
                .orElseThrow(() -> new MalformedDocument("'" + key + "' is not a number from 0"));
    }

    @Override
    public int compareTo(Night other) {
        return ORDER.compare(this, other);
    }
}

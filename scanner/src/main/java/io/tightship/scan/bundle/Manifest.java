package io.tightship.scan.bundle;

import io.tightship.model.Assessment.Footprint;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a bundle says of itself: how the run was asked for, when it was, and the digest of each file in it but the bodies
 * of readings, whose names are their digests.
 *
 * @param files SHA-256 by name
 */
public record Manifest(String version, Instant startedAt, Instant finishedAt, boolean interrupted, Asked asked,
                       List<Footprint> footprint, SortedMap<String, String> files) {

    static final String FORMAT = "tightship-evidence";
    static final int FORMAT_VERSION = 1;

    /**
     * What was asked for on the command line.
     *
     * @param minimumCoverage as written
     * @param waived          false for a run with {@code --no-waivers}
     * @param dryRun          true for a run with {@code --allow-dry-run}
     */
    public record Asked(List<String> benchmarks, String profile, List<String> settings, List<String> checks,
                        List<String> targets, String minimumCoverage, boolean waived, boolean dryRun) {
        public Asked {
            benchmarks = List.copyOf(benchmarks);
            settings = List.copyOf(settings);
            checks = List.copyOf(checks);
            targets = List.copyOf(targets);
        }
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.put("formatVersion", FORMAT_VERSION);
        all.put("version", version);
        all.put("startedAt", startedAt.toString());
        all.put("finishedAt", finishedAt.toString());
        all.put("interrupted", interrupted);
        all.put("benchmarks", asked.benchmarks());
        all.put("profile", asked.profile());
        all.put("settings", asked.settings());
        all.put("checks", asked.checks());
        all.put("targets", asked.targets());
        all.put("minimumCoverage", asked.minimumCoverage());
        all.put("waived", asked.waived());
        all.put("dryRun", asked.dryRun());
        List<Map<String, Object>> costs = new ArrayList<>();
        for (Footprint cost : footprint) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("target", cost.target());
            row.put("connections", cost.connections());
            row.put("executions", cost.executions());
            row.put("requests", cost.requests());
            row.put("bytes", cost.bytes());
            costs.add(row);
        }
        all.put("footprint", costs);
        all.put("files", files);
        return Json.write(all) + "\n";
    }

    static Manifest parse(String text) throws MalformedDocument {
        Data data = Json.parse(text);
        if (!text(data, "format").equals(FORMAT)) {
            throw new MalformedDocument("it is not of the format " + FORMAT);
        }
        if (number(data, "formatVersion") != FORMAT_VERSION) {
            throw new MalformedDocument("its format has version " + number(data, "formatVersion")
                    + ", this program knows version " + FORMAT_VERSION);
        }
        SortedMap<String, String> files = new TreeMap<>();
        for (Map.Entry<String, Data> file : data.get("files").map().entrySet()) {
            files.put(file.getKey(), file.getValue().text().orElse(""));
        }
        List<Footprint> footprint = new ArrayList<>();
        for (Data cost : data.get("footprint").list()) {
            footprint.add(new Footprint(text(cost, "target"), (int) number(cost, "connections"),
                    (int) number(cost, "executions"), (int) number(cost, "requests"), number(cost, "bytes")));
        }
        Asked asked = new Asked(data.get("benchmarks").texts(), text(data, "profile"), data.get("settings").texts(),
                data.get("checks").texts(), data.get("targets").texts(), text(data, "minimumCoverage"),
                flag(data, "waived"), flag(data, "dryRun"));
        return new Manifest(text(data, "version"), instant(data, "startedAt"), instant(data, "finishedAt"),
                flag(data, "interrupted"), asked, List.copyOf(footprint), files);
    }

    static String text(Data data, String key) throws MalformedDocument {
        return data.get(key).text().orElseThrow(() -> new MalformedDocument("'" + key + "' is not a text"));
    }

    static long number(Data data, String key) throws MalformedDocument {
        return data.get(key).number().filter(number -> number.signum() >= 0 && number.precision() <= 18)
                .map(BigDecimal::longValue)
                .orElseThrow(() -> new MalformedDocument("'" + key + "' is not a number from 0"));
    }

    static Instant instant(Data data, String key) throws MalformedDocument {
        try {
            return Instant.parse(text(data, key));
        } catch (DateTimeException e) {
            throw new MalformedDocument("'" + key + "' is not a time");
        }
    }

    private static boolean flag(Data data, String key) throws MalformedDocument {
        return data.get(key).bool().orElseThrow(() -> new MalformedDocument("'" + key + "' is not true or false"));
    }
}

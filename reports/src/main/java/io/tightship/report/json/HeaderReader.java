package io.tightship.report.json;

import io.tightship.model.Assessment;
import io.tightship.model.Attestation;
import io.tightship.model.Benchmark;
import io.tightship.model.Cause;
import io.tightship.model.Comparison;
import io.tightship.model.Coverage;
import io.tightship.model.DatedData;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Remark;
import io.tightship.model.Rule;
import io.tightship.model.Setting;
import io.tightship.model.Severity;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.model.Totals;
import io.tightship.model.Waiver;
import io.tightship.model.Witness;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what stands before the findings, in the order of {@link JsonReport}. */
final class HeaderReader {

    private final JsonCursor json;

    HeaderReader(JsonCursor json) {
        this.json = json;
    }

    /** Leaves the cursor before the key of the findings. */
    Assessment read() throws IOException {
        format();
        Assessment.Tool tool = json.object("tool", () -> new Assessment.Tool(json.text("name"), json.text("version")));
        Assessment.Run run = json.object("run", () -> new Assessment.Run(json.text("id"), json.instant("startedAt"),
                json.instant("finishedAt"), json.flag("complete")));
        String site = json.text("site");
        List<Assessment.ClusterIdentity> clusters = json.list("clusters", () -> json.object(this::cluster));
        Assessment.Selection selection = json.object("selection", () -> new Assessment.Selection(
                json.texts("benchmarks"), json.texts("profiles"), json.texts("checks"), json.texts("targets")));
        List<Setting> settings = json.list("values", () -> json.object(() -> new Setting(json.text("id"),
                json.text("value"), json.text("origin"), json.text("target"))));
        List<DatedData> data = json.listOrNone("data", () -> json.object(this::data));
        List<Benchmark> benchmarks = json.list("benchmarks", () -> json.object(this::benchmark));
        List<Rule> rules = json.list("rules", () -> json.object(this::rule));
        List<Target> targets = json.list("targets", () -> json.object(this::target));
        List<Cause> causes = json.list("causes", () -> json.object(() -> new Cause(json.text("id"),
                json.text("target"), json.word("reason", Reason.class), json.text("detail"))));
        Coverage coverage = json.object("coverage", () -> new Coverage(new Coverage.Count(json.count("expected"),
                json.count("judged")), counts("byRule"), counts("byTarget")));
        Totals totals = json.object("totals", this::totals);
        List<Assessment.Footprint> footprint = json.list("footprint", () -> json.object(() ->
                new Assessment.Footprint(json.text("target"), json.smallCount("connections"),
                        json.smallCount("executions"), json.smallCount("requests"), json.count("bytes"))));
        List<Waiver> waivers = json.list("waivers", () -> json.object(() -> waiver(json)));
        return new Assessment(tool, run, site, clusters, selection, settings, benchmarks, rules, targets, causes,
                coverage, totals, footprint, waivers, json.list("attestations", () -> json.object(this::attestation)),
                json.list("remarks", () -> json.object(() -> new Remark(json.text("kind"), json.text("text")))),
                json.objectOrNull("comparison", this::comparison), data);
    }

    /** The age follows from the date and the run. */
    private DatedData data() throws IOException {
        String name = json.text("name");
        LocalDate date = json.day(json.text("date"));
        json.count("ageDays");
        return new DatedData(name, date, json.text("source"));
    }

    private void format() throws IOException {
        String format = json.text("format");
        if (!format.equals(JsonReport.FORMAT)) {
            throw json.mismatch("the format is '" + format + "', expected '" + JsonReport.FORMAT + "'");
        }
        long version = json.count("formatVersion");
        if (version != JsonReport.FORMAT_VERSION) {
            throw json.mismatch("the format has version " + version + ", this program knows version "
                    + JsonReport.FORMAT_VERSION);
        }
    }

    static Waiver waiver(JsonCursor json) throws IOException {
        return new Waiver(json.text("kind"), json.text("reason"), json.day(json.text("expires")),
                json.text("authority"), json.text("ticket"));
    }

    private Attestation attestation() throws IOException {
        return new Attestation(json.text("benchmark"), json.text("control"), json.text("statement"), json.text("who"),
                json.day(json.text("when")), json.day(json.text("expires")));
    }

    private Comparison comparison() throws IOException {
        Comparison.Baseline baseline = json.object("baseline", () -> new Comparison.Baseline(json.text("run"),
                json.instant("startedAt"), json.text("version"), json.flag("complete")));
        Map<Comparison.Kind, Long> counts = json.object("counts", () -> {
            Map<Comparison.Kind, Long> all = new EnumMap<>(Comparison.Kind.class);
            for (Comparison.Kind kind : Comparison.Kind.values()) {
                all.put(kind, json.count(kind.name()));
            }
            return all;
        });
        return new Comparison(baseline, counts, json.list("changes", () -> json.object(() -> new Comparison.Change(
                json.word("kind", Comparison.Kind.class), json.text("finding"), json.text("rule"), json.text("target"),
                json.text("subject"), json.text("variant"), json.word("severity", Severity.class),
                outcome("before"), outcome("after"), json.text("note")))));
    }

    private Optional<Outcome> outcome(String name) throws IOException {
        Optional<String> word = json.textOrNull(name);
        return word.isEmpty() ? Optional.empty() : Optional.of(json.known(word.get(), Outcome.class));
    }

    /** How its controls are numbered follows from the version; earlier reports do not say it. */
    private Assessment.ClusterIdentity cluster() throws IOException {
        var cluster = new Assessment.ClusterIdentity(json.text("name"), json.textOrNull("uid"),
                json.textOrNull("version"));
        if (json.hasNext()) {
            json.object("numbering", () -> List.of(json.textOrNull("edition"), json.text("words")));
        }
        return cluster;
    }

    private Benchmark benchmark() throws IOException {
        String id = json.text("id");
        String title = json.text("title");
        String version = json.text("version");
        String source = json.text("source");
        Map<String, Benchmark.Profile> profiles = new TreeMap<>();
        for (Benchmark.Profile profile : json.list("profiles", () -> json.object(() -> new Benchmark.Profile(
                json.text("name"), json.texts("controls"), values())))) {
            profiles.put(profile.name(), profile);
        }
        return new Benchmark(id, title, version, source, Collections.unmodifiableMap(profiles),
                json.list("controls", () -> json.object(this::control)));
    }

    private Benchmark.Control control() throws IOException {
        return new Benchmark.Control(json.text("id"), json.text("title"), json.smallCount("level"),
                json.text("section"), json.members("references", key -> json.text()),
                json.list("rules", () -> json.object(() -> new Benchmark.RuleUse(json.text("rule"), values()))),
                json.textOrNull("manual"), json.textOrNull("unsupported"));
    }

    private Map<String, List<String>> values() throws IOException {
        return json.members("values", key -> {
            json.beginList();
            List<String> texts = new java.util.ArrayList<>();
            while (json.hasNext()) {
                texts.add(json.text());
            }
            json.endList();
            return List.copyOf(texts);
        });
    }

    private Rule rule() throws IOException {
        String id = json.text("id");
        String title = json.text("title");
        Severity severity = json.word("severity", Severity.class);
        Rule.AppliesTo targets = json.object("appliesTo", () -> {
            Class<? extends Target> kind = kind(json.text("kind"));
            return new Rule.AppliesTo(kind, json.text("who"), any -> true);
        });
        Set<Witness> witnesses = EnumSet.noneOf(Witness.class);
        for (String witness : json.texts("witnesses")) {
            witnesses.add(json.known(witness, Witness.class));
        }
        String rationale = json.text("rationale");
        String remediation = json.text("remediation");
        List<Rule.Reference> references = json.list("references", () -> json.object(() ->
                new Rule.Reference(json.text("source"), json.text("section"))));
        try {
            return new Rule(id, title, severity, targets, witnesses, rationale, remediation, references);
        } catch (IllegalArgumentException e) {
            throw json.mismatch(e.getMessage());
        }
    }

    private Class<? extends Target> kind(String word) throws IOException {
        return switch (word) {
            case "target" -> Target.class;
            case "site" -> Target.Site.class;
            case "cluster" -> Target.Cluster.class;
            case "switch" -> Target.Switch.class;
            case "node" -> Target.Node.class;
            default -> throw json.mismatch("'" + word + "' is no kind of target");
        };
    }

    private Target target() throws IOException {
        String id = json.text("id");
        String kind = json.text("kind");
        String name = json.text("name");
        Target target = switch (kind) {
            case "site" -> new Target.Site(name);
            case "switch" -> new Target.Switch(name);
            case "cluster" -> new Target.Cluster(name, json.word("space", Space.class));
            case "node" -> node(name);
            default -> throw json.mismatch("'" + kind + "' is no kind of target");
        };
        if (!target.id().equals(id)) {
            throw json.mismatch("the id '" + id + "' is not that of " + target.id());
        }
        return target;
    }

    private Target.Node node(String name) throws IOException {
        Space space = json.word("space", Space.class);
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        for (String role : json.texts("roles")) {
            roles.add(json.known(role, NodeRole.class));
        }
        var cluster = json.textOrNull("cluster");
        var category = json.textOrNull("category");
        boolean vantage = json.flag("vantage");
        var until = json.textOrNull("maintenanceUntil");
        return new Target.Node(name, roles, cluster, space, category, vantage,
                until.isEmpty() ? Optional.empty() : Optional.of(json.day(until.get())));
    }

    private SortedMap<String, Coverage.Count> counts(String name) throws IOException {
        return Collections.unmodifiableSortedMap(new TreeMap<>(json.members(name, key -> json.object(() ->
                new Coverage.Count(json.count("expected"), json.count("judged"))))));
    }

    private Totals totals() throws IOException {
        long findings = json.count("findings");
        Map<Outcome, Long> outcomes = json.object("byOutcome", () -> {
            Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                counts.put(outcome, json.count(outcome.name()));
            }
            return counts;
        });
        Map<Severity, Long> failed = json.object("failedBySeverity", () -> {
            Map<Severity, Long> counts = new EnumMap<>(Severity.class);
            for (Severity severity : Severity.values()) {
                counts.put(severity, json.count(severity.name()));
            }
            return counts;
        });
        return new Totals(findings, outcomes, failed, json.count("waived"));
    }
}

package io.tightship.scan.waive;

import io.tightship.catalog.Catalog;
import io.tightship.model.Attestation;
import io.tightship.model.Benchmark;
import io.tightship.model.Waiver;
import io.tightship.scan.data.Csv;
import io.tightship.scan.data.Glob;
import io.tightship.scan.data.Located;
import io.tightship.scan.inventory.Form;
import io.tightship.scan.inventory.InventoryException;
import io.tightship.scan.waive.Decisions.Answer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads waivers and attestations, YAML or CSV, strictly and with the line of each problem. */
public final class DecisionFiles {

    private static final LocalDate FIRST = LocalDate.of(2000, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2199, 12, 31);
    private static final String[] WAIVER = {"rule", "target", "subject", "observed", "errors", "reason", "authority",
        "ticket", "expires"};
    private static final String[] ATTESTATION = {"control", "rule", "target", "subject", "statement", "who", "when",
        "ticket", "expires"};

    private final Catalog catalog;
    private final List<Benchmark> benchmarks;
    private final LocalDate today;
    private final List<Granted> granted = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();

    private DecisionFiles(Catalog catalog, List<Benchmark> benchmarks, LocalDate today) {
        this.catalog = catalog;
        this.benchmarks = benchmarks;
        this.today = today;
    }

    /** A file as it was read. */
    public record Text(String name, String text) {
    }

    /** @throws InventoryException where one cannot be read */
    public static List<Text> load(List<Path> files) throws InventoryException {
        List<Text> texts = new ArrayList<>();
        for (Path file : files) {
            texts.add(new Text(file.toString(), text(file)));
        }
        return List.copyOf(texts);
    }

    /**
     * @param benchmarks all that there are: a control may be attested that a run does not select
     * @param today      UTC
     * @throws InventoryException with all problems of the first file that has any
     */
    public static Decisions parse(List<Text> files, Catalog catalog, List<Benchmark> benchmarks, LocalDate today)
            throws InventoryException {
        DecisionFiles all = new DecisionFiles(catalog, benchmarks, today);
        for (Text file : files) {
            all.read(Path.of(file.name()), file.text());
        }
        return new Decisions(all.granted, all.answers);
    }

    private static String text(Path file) throws InventoryException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new InventoryException(List.of(file + ": there is no such file"));
        } catch (CharacterCodingException e) {
            throw new InventoryException(List.of(file + ": is not UTF-8 text"));
        } catch (IOException e) {
            throw new InventoryException(List.of(file + ": cannot be read: " + e.getMessage()));
        }
    }

    private void read(Path file, String text) throws InventoryException {
        Form form = new Form(file);
        try {
            if (file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
                for (Located row : Csv.parse(text).items()) {
                    row(file, form, row);
                }
            } else {
                Form.Section top = form.section(Located.parse(text), "the file of waivers", "waivers", "attestations");
                top.get("waivers").ifPresent(value -> form.items(value, "'waivers'").forEach(item ->
                        waiver(file, form.section(item, "a waiver", WAIVER), form)));
                top.get("attestations").ifPresent(value -> form.items(value, "'attestations'").forEach(item ->
                        attestation(file, form.section(item, "an attestation", ATTESTATION), form)));
            }
        } catch (Located.SyntaxError e) {
            throw new InventoryException(List.of(file + ":" + e.line() + ": " + e.getMessage()));
        }
        form.check();
    }

    /** A row that says who looked is an attestation. */
    private void row(Path file, Form form, Located row) {
        if (row instanceof Located.Members members && (members.members().containsKey("who")
                || members.members().containsKey("control"))) {
            attestation(file, form.section(row, "an attestation", ATTESTATION), form);
        } else {
            waiver(file, form.section(row, "a waiver", WAIVER), form);
        }
    }

    private void waiver(Path file, Form.Section section, Form form) {
        Glob rule = rule(section, form);
        Glob target = Glob.of(section.required("target"));
        Optional<LocalDate> expires = day(section, "expires", form);
        String reason = section.required("reason");
        String authority = section.required("authority");
        Waiver waiver = new Waiver("waiver", reason, expires.orElse(LAST), authority,
                section.text("ticket").orElse(""));
        granted.add(new Granted(place(file, section), rule, target, subject(section), section.text("observed"),
                section.bool("errors").orElse(false), waiver));
    }

    private void attestation(Path file, Form.Section section, Form form) {
        String statement = section.required("statement");
        String who = section.required("who");
        Optional<LocalDate> when = day(section, "when", form);
        Optional<LocalDate> expires = day(section, "expires", form);
        when.filter(day -> day.isAfter(today)).ifPresent(day -> form.problem(section.line("when"), "'when' is " + day
                + ", which is yet to come"));
        if (when.isPresent() && expires.isPresent() && expires.get().isBefore(when.get())) {
            form.problem(section.line("expires"), "it expires on " + expires.get() + ", before it was given");
        }
        if (section.get("control").isPresent() == section.get("rule").isPresent()) {
            form.problem(section.line(), "an attestation names either a control or a rule");
            return;
        }
        if (section.get("rule").isPresent()) {
            granted.add(new Granted(place(file, section), rule(section, form), Glob.of(section.text("target")
                    .orElse("*")), subject(section), Optional.empty(), false, new Waiver("attestation",
                    statement + when.map(day -> " (looked at on " + day + ")").orElse(""), expires.orElse(LAST), who,
                    section.text("ticket").orElse(""))));
            return;
        }
        section.text("control").ifPresent(written -> control(written, section, form).ifPresent(control -> answers.add(
                new Answer(place(file, section), new Attestation(control[0], control[1], statement, who,
                        when.orElse(FIRST), expires.orElse(LAST))))));
    }

    /** Benchmark and control, where the control is one that only a person can answer. */
    private Optional<String[]> control(String written, Form.Section section, Form form) {
        String[] parts = written.split("/", 2);
        Optional<Benchmark.Control> found = benchmarks.stream().filter(benchmark -> benchmark.id().equals(parts[0]))
                .flatMap(benchmark -> benchmark.controls().stream()).filter(control -> parts.length == 2
                        && control.id().equals(parts[1])).findFirst();
        if (found.isEmpty()) {
            form.problem(section.line("control"), "there is no control '" + written
                    + "'; expected BENCHMARK/CONTROL with one of the benchmarks "
                    + String.join(", ", benchmarks.stream().map(Benchmark::id).toList()));
            return Optional.empty();
        }
        if (found.get().manual().isEmpty()) {
            form.problem(section.line("control"), "the control '" + written
                    + "' is not one that a person answers: nobody can attest it");
            return Optional.empty();
        }
        return Optional.of(parts);
    }

    /** A pattern that matches a rule at least. */
    private Glob rule(Form.Section section, Form form) {
        String written = section.required("rule");
        Glob glob = Glob.of(written);
        if (!written.isEmpty() && catalog.checks().stream().noneMatch(check -> glob.matches(check.rule().id()))) {
            List<String> near = catalog.near(written);
            form.problem(section.line("rule"), (glob.isLiteral() ? "there is no rule '" + written + "'"
                    : "no rule matches '" + written + "'") + (near.isEmpty() ? "; see: tightship checks list"
                    : "; did you mean " + String.join(", ", near) + "?"));
        }
        return glob;
    }

    private static Glob subject(Form.Section section) {
        return Glob.of(section.text("subject").orElse("*"));
    }

    private static Optional<LocalDate> day(Form.Section section, String key, Form form) {
        String written = section.required(key);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        try {
            LocalDate day = LocalDate.parse(written);
            if (!day.isBefore(FIRST) && !day.isAfter(LAST)) {
                return Optional.of(day);
            }
        } catch (DateTimeException e) {
            // told below, with every other text that is no day
        }
        form.problem(section.line(key), "'" + key + "' is '" + written + "'; expected a date such as 2026-12-31");
        return Optional.empty();
    }

    private static String place(Path file, Form.Section section) {
        return file.getFileName() + ":" + section.line();
    }
}

package io.tightship.scan.benchmark;

import io.tightship.catalog.Catalog;
import io.tightship.model.Benchmark;
import io.tightship.model.Benchmark.Control;
import io.tightship.model.Benchmark.Profile;
import io.tightship.model.Benchmark.RuleUse;
import io.tightship.model.ValueKey;
import io.tightship.scan.data.Located;
import io.tightship.scan.inventory.Form;
import io.tightship.scan.inventory.InventoryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads benchmark files: strictly, and only with rules that the catalogue has. */
public final class Benchmarks {

    private static final String FOLDER = "/benchmark/";

    private final Catalog catalog;

    public Benchmarks(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Those that come with the product, in the order of its index. */
    public List<Benchmark> shipped() {
        List<Benchmark> benchmarks = new ArrayList<>();
        for (String name : resource("index").lines().filter(line -> !line.isBlank()).toList()) {
            try {
                benchmarks.add(parse(Path.of("benchmark", name + ".yaml"), resource(name + ".yaml")));
            } catch (InventoryException e) {
                throw new IllegalStateException("a shipped benchmark is broken: " + e.getMessage(), e);
            }
        }
        return benchmarks;
    }

    /** @param file named in problems */
    public Benchmark parse(Path file, String text) throws InventoryException {
        Form form = new Form(file);
        Located document;
        try {
            document = Located.parse(text);
        } catch (Located.SyntaxError e) {
            throw new InventoryException(List.of(file + ":" + e.line() + ": " + e.getMessage()));
        }
        Form.Section top = form.section(document, "the benchmark", "id", "title", "version", "source", "profiles",
                "controls");
        List<Control> controls = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Located item : top.get("controls").map(value -> form.items(value, "'controls'")).orElse(List.of())) {
            Control control = control(form, item);
            if (!ids.add(control.id())) {
                form.problem(item.line(), "the control '" + control.id() + "' is listed twice");
            }
            controls.add(control);
        }
        Map<String, Profile> profiles = new LinkedHashMap<>();
        profiles.put("all", new Profile("all", List.of("*"), Map.of()));
        top.get("profiles").ifPresent(value -> form.named(value, "'profiles'").forEach((name, body) -> {
            Form.Section section = form.section(body, "profile " + name, "controls", "values");
            List<String> chosen = section.get("controls").map(list -> form.written(list, "controls"))
                    .orElse(List.of("*"));
            chosen.stream().filter(id -> !id.equals("*") && !ids.contains(id)).forEach(id -> form.problem(
                    section.line("controls"), "profile " + name + " names the control '" + id + "', which is not here"));
            profiles.put(name, new Profile(name, chosen, values(form, section)));
        }));
        Benchmark benchmark = new Benchmark(top.required("id"), top.required("title"), top.required("version"),
                top.required("source"), profiles, List.copyOf(controls));
        form.check();
        return benchmark;
    }

    private Control control(Form form, Located item) {
        Form.Section section = form.section(item, "an item of controls", "id", "title", "level", "section",
                "references", "rules", "manual", "unsupported");
        List<RuleUse> rules = new ArrayList<>();
        section.get("rules").ifPresent(value -> {
            for (Located use : form.items(value, "'rules'")) {
                String id;
                Map<String, List<String>> values = Map.of();
                if (use instanceof Located.Text text) {
                    id = text.text();
                } else {
                    Form.Section detail = form.section(use, "an item of rules", "rule", "values");
                    id = detail.required("rule");
                    values = values(form, detail);
                }
                if (catalog.find(id).isEmpty()) {
                    form.problem(use.line(), "no rule has the id '" + id + "'");
                }
                rules.add(new RuleUse(id, values));
            }
        });
        Optional<String> manual = section.text("manual");
        Optional<String> unsupported = section.text("unsupported");
        long given = (rules.isEmpty() ? 0 : 1) + manual.stream().count() + unsupported.stream().count();
        if (given != 1) {
            form.problem(item.line(), "a control has exactly one of rules, manual and unsupported");
        }
        Map<String, String> references = new LinkedHashMap<>();
        section.values("references").forEach((key, texts) -> references.put(key, String.join(", ", texts)));
        return new Control(section.required("id"), section.required("title"), section.word("level", "1", "2")
                .map(Integer::parseInt).orElse(1), section.required("section"), references, List.copyOf(rules), manual,
                unsupported);
    }

    private Map<String, List<String>> values(Form form, Form.Section section) {
        Map<String, List<String>> values = section.values("values");
        values.forEach((id, written) -> {
            ValueKey<?> key = catalog.values().get(id);
            if (key == null) {
                form.problem(section.line("values"), "unknown value '" + id + "'");
                return;
            }
            try {
                key.type().parse().apply(written);
            } catch (IllegalArgumentException e) {
                form.problem(section.line("values"), "value " + id + ": " + e.getMessage());
            }
        });
        return values;
    }

    private static String resource(String name) {
        try (InputStream stream = Catalog.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException("the product lacks its resource " + FOLDER + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

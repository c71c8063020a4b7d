package io.tightship.scan.inventory;

import io.tightship.fact.nvidia.ToolkitAdvisories;
import io.tightship.fact.nvidia.ToolkitAdvisories.Advisory;
import io.tightship.fact.nvidia.ToolkitAdvisories.Collection;
import io.tightship.fact.nvidia.ToolkitVersion;
import io.tightship.model.DatedData;
import io.tightship.scan.data.Located;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Files of known faults: the one that comes with the product, and a site's own of the same form.
 *
 * @param written the text of the site's file, where it has one; it becomes part of the evidence
 */
public record Advisories(ToolkitAdvisories known, Optional<String> written) {

    private static final String SHIPPED = "/advisories/gpu.yaml";

    /** Those that come with the product. */
    public static Advisories shipped() {
        try (InputStream in = Advisories.class.getResourceAsStream(SHIPPED)) {
            return new Advisories(new ToolkitAdvisories(List.of(parse(Path.of(SHIPPED), new String(in.readAllBytes(),
                    StandardCharsets.UTF_8)))), Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InventoryException e) {
            throw new IllegalStateException("the shipped advisories are broken: " + e.getMessage(), e);
        }
    }

    /**
     * These and the site's own.
     *
     * @param file named in problems
     * @throws InventoryException with all problems
     */
    Advisories with(Path file, String text) throws InventoryException {
        List<Collection> all = new ArrayList<>(known.collections());
        all.add(parse(file, text));
        return new Advisories(new ToolkitAdvisories(all), Optional.of(text));
    }

    private static Collection parse(Path file, String text) throws InventoryException {
        Form form = new Form(file);
        Located document;
        try {
            document = Located.parse(text);
        } catch (Located.SyntaxError e) {
            throw new InventoryException(List.of(file + ":" + e.line() + ": " + e.getMessage()));
        }
        Form.Section top = form.section(document, "the file of advisories", "name", "date", "source", "advisories");
        DatedData data = new DatedData(top.text("name").orElse("advisories of " + file.getFileName()), date(form, top),
                top.required("source"));
        List<Advisory> advisories = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        if (top.get("advisories").isEmpty()) {
            top.required("advisories");
        }
        for (Located item : top.get("advisories").map(value -> form.items(value, "'advisories'")).orElse(List.of())) {
            Form.Section section = form.section(item, "an advisory", "id", "toolkit", "operator", "source");
            String id = section.required("id");
            if (!id.isEmpty() && !ids.add(id)) {
                form.problem(section.line("id"), "the advisory " + id + " is listed twice");
            }
            if (section.get("toolkit").isEmpty() && section.get("operator").isEmpty()) {
                form.problem(section.line(), "the advisory " + id + " names neither 'toolkit' nor 'operator': the first version "
                        + "without the fault");
            }
            advisories.add(new Advisory(id, version(form, section, "toolkit"), version(form, section, "operator"),
                    section.required("source")));
        }
        form.check();
        return new Collection(data, advisories);
    }

    private static Optional<ToolkitVersion> version(Form form, Form.Section section, String key) {
        Optional<String> text = section.text(key);
        Optional<ToolkitVersion> version = text.flatMap(ToolkitVersion::parse);
        if (text.isPresent() && version.isEmpty()) {
            form.problem(section.line(key), "'" + key + "' is '" + text.get() + "'; expected a version such as 1.17.8");
        }
        return version;
    }

    private static LocalDate date(Form form, Form.Section top) {
        String text = top.required("date");
        try {
            if (!text.isEmpty()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeException e) {
            form.problem(top.line("date"), "'date' is '" + text + "'; expected a date such as 2026-12-31");
        }
        return LocalDate.EPOCH; // not seen: there was a problem
    }
}

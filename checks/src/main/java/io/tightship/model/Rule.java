package io.tightship.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One rule: what passes, for whom, why, and how to get there.
 *
 * @param id          kebab case, stable, never used again for something else
 * @param title       the state that passes, as a sentence without a full stop
 * @param targets     which targets it is judged for
 * @param witnesses   the witnesses that it asks for
 * @param rationale   what an attacker or an accident gains where it fails
 * @param remediation general prose; the steps for a target come from the check
 */
public record Rule(String id, String title, Severity severity, AppliesTo targets, Set<Witness> witnesses,
                   String rationale, String remediation, List<Reference> references) {

    public Rule {
        Objects.requireNonNull(severity);
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)+")) {
            throw new IllegalArgumentException("rule id is not kebab case: " + id);
        }
        for (String text : List.of(title, rationale, remediation)) {
            if (text.isBlank()) {
                throw new IllegalArgumentException("rule " + id + " lacks its title, rationale or remediation");
            }
        }
        witnesses = Set.copyOf(witnesses);
        references = List.copyOf(references);
    }

    /** True where the rule is judged for the target. */
    public boolean appliesTo(Target target) {
        return targets.matches(target);
    }

    /** The first segment of the id: the catalogue's section and the check's package. */
    public String section() {
        return id.substring(0, id.indexOf('-'));
    }

    public static Builder builder(String id) {
        return new Builder(id);
    }

    /**
     * Which targets a rule is judged for.
     *
     * @param who plural, as in "no {who} in the inventory"
     */
    public record AppliesTo(Class<? extends Target> kind, String who, Predicate<Target> filter) {
        public boolean matches(Target target) {
            return kind.isInstance(target) && filter.test(target);
        }
    }

    /**
     * A source that an operator can look up.
     *
     * @param section may be empty
     */
    public record Reference(String source, String section) {
    }

    /** Collects a rule; {@link #build()} refuses one that lacks a part. */
    public static final class Builder {
        private final String id;
        private String title = "";
        private Optional<Severity> severity = Optional.empty();
        private Optional<AppliesTo> targets = Optional.empty();
        private final Set<Witness> witnesses = new TreeSet<>();
        private String rationale = "";
        private String remediation = "";
        private final List<Reference> references = new ArrayList<>();

        private Builder(String id) {
            this.id = id;
        }

        public Builder title(String text) {
            title = text;
            return this;
        }

        public Builder severity(Severity value) {
            severity = Optional.of(value);
            return this;
        }

        /** Every target of the kind. */
        public <T extends Target> Builder appliesTo(Class<T> kind, String who) {
            return appliesTo(kind, who, any -> true);
        }

        /** @param who plural, as in "no {who} in the inventory" */
        public <T extends Target> Builder appliesTo(Class<T> kind, String who, Predicate<T> filter) {
            targets = Optional.of(new AppliesTo(kind, who, target -> filter.test(kind.cast(target))));
            return this;
        }

        public Builder witness(Witness... values) {
            witnesses.addAll(List.of(values));
            return this;
        }

        public Builder rationale(String text) {
            rationale = folded(text);
            return this;
        }

        public Builder remediation(String text) {
            remediation = folded(text);
            return this;
        }

        public Builder reference(String source, String section) {
            references.add(new Reference(source, section));
            return this;
        }

        public Rule build() {
            return new Rule(id, title,
                    severity.orElseThrow(() -> new IllegalArgumentException("rule " + id + " lacks a severity")),
                    targets.orElseThrow(() -> new IllegalArgumentException("rule " + id + " applies to nothing")),
                    witnesses, rationale, remediation, references);
        }

        /** Text blocks wrap for the source file's sake: a single line break is a space, a blank line a paragraph. */
        private static String folded(String text) {
            return text.strip().replaceAll("[ \\t]*\\n[ \\t]*\\n\\s*", "\u0000").replaceAll("\\s*\\n\\s*", " ")
                    .replace("\u0000", "\n\n");
        }
    }
}

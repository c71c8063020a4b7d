package io.tightship.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A written guide, control by control, mapped to rules.
 *
 * @param source the document, with its section names in the controls
 */
public record Benchmark(String id, String title, String version, String source, Map<String, Profile> profiles,
                        List<Control> controls) {

    /**
     * A selection of controls with values.
     *
     * @param controls ids; {@code *} alone is all of them
     * @param values   written values by id
     */
    public record Profile(String name, List<String> controls, Map<String, List<String>> values) {
    }

    /**
     * One demand of the guide: rules that prove it, a question for a person, or the reason why nothing can tell.
     * Exactly one of {@code rules}, {@code manual}, {@code unsupported} is given.
     */
    public record Control(String id, String title, int level, String section, Map<String, String> references,
                          List<RuleUse> rules, Optional<String> manual, Optional<String> unsupported) {
    }

    /**
     * A rule with the values that the control asks for.
     *
     * @param rule   a rule's id
     * @param values written values by id
     */
    public record RuleUse(String rule, Map<String, List<String>> values) {
    }
}

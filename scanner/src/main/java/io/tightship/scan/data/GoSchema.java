package io.tightship.scan.data;

import io.tightship.fact.kubernetes.FlagValues;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.JsonSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * What plain words of a YAML document mean to Kubernetes, etcd and Helm, which are all written in Go: {@code yes} and
 * {@code off} are booleans, {@code ~} is nothing, {@code 010} is eight, and {@code <<} takes in another map. Source:
 * sigs.k8s.io/yaml and its copy of go-yaml 2, resolve.go.
 */
record GoSchema() implements Schema {

    private static final Set<String> TRUE = Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On",
            "ON");
    private static final Set<String> FALSE = Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off",
            "OFF");
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,4})?");

    @Override
    public ScalarResolver getScalarResolver() {
        return (text, plain) -> !plain ? Tag.STR : TRUE.contains(text) || FALSE.contains(text) ? Tag.BOOL
                : NOTHING.contains(text) ? Tag.NULL : text.equals("<<") ? Tag.MERGE
                : FlagValues.integer(text.replace("_", "")).isPresent() ? Tag.INT
                : NUMBER.matcher(text.replace("_", "")).matches() ? Tag.FLOAT : Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        Map<Tag, ConstructNode> constructors = new HashMap<>(new JsonSchema().getSchemaTagConstructors());
        constructors.put(Tag.BOOL, node -> TRUE.contains(text(node)));
        constructors.put(Tag.NULL, node -> null);
        constructors.put(Tag.INT, node -> FlagValues.integer(number(node)).orElseThrow(() ->
                new NumberFormatException("no whole number: " + text(node))));
        constructors.put(Tag.FLOAT, node -> new BigDecimal(number(node)).doubleValue());
        return constructors;
    }

    private static String text(Node node) {
        return ((ScalarNode) node).getValue();
    }

    private static String number(Node node) {
        return text(node).replace("_", "");
    }
}

package io.tightship.scan.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML value that knows the line it was written on: for files that people write, where an error must say where.
 * Scalars are kept as written.
 *
 * @param line 1-based
 */
public sealed interface Located {

    int line();

    /** The kind of value in an error message. */
    default String kind() {
        return switch (this) {
            case Text text -> "a text";
            case Nothing nothing -> "nothing";
            case Items items -> "a list";
            case Members members -> "a map";
        };
    }

    /** @param text as written, without quotes */
    record Text(int line, String text) implements Located {
    }

    record Nothing(int line) implements Located {
    }

    record Items(int line, List<Located> items) implements Located {
    }

    /** @param keyLines the line of each key */
    record Members(int line, Map<String, Located> members, Map<String, Integer> keyLines) implements Located {
    }

    /** A syntax error of a YAML file. */
    final class SyntaxError extends Exception {
        private static final long serialVersionUID = 1L;
        private final int line;

        SyntaxError(int line, String message) {
            super(message);
            this.line = line;
        }

        /** 1-based; 1 where the parser does not say. */
        public int line() {
            return line;
        }
    }

    /** The only document of the text. */
    static Located parse(String text) throws SyntaxError {
        LoadSettings settings = Yaml.settings("file");
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            return root.isPresent() ? of(root.get()) : new Nothing(1);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            String tab = text.lines().skip(line - 1L).findFirst().filter(l -> l.contains("\t")).isPresent()
                    ? "; the line holds a tab, and YAML is indented with spaces" : "";
            throw new SyntaxError(line, "not YAML: " + e.getProblem().replaceAll("\\s+", " ") + tab);
        } catch (YamlEngineException e) {
            throw new SyntaxError(1, "not YAML: " + e.getMessage().replaceAll("\\s+", " "));
        }
    }

    private static Located of(Node node) throws SyntaxError {
        int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        return switch (node) {
            case ScalarNode scalar -> scalar.getTag().equals(Tag.NULL) ? new Nothing(line)
                    : new Text(line, scalar.getValue());
            case SequenceNode sequence -> {
                List<Located> items = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    items.add(of(item));
                }
                yield new Items(line, items);
            }
            case MappingNode mapping -> {
                Map<String, Located> members = new LinkedHashMap<>();
                Map<String, Integer> keyLines = new LinkedHashMap<>();
                for (NodeTuple tuple : mapping.getValue()) {
                    int keyLine = tuple.getKeyNode().getStartMark().map(mark -> mark.getLine() + 1).orElse(line);
                    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                        throw new SyntaxError(keyLine, "a key must be a text");
                    }
                    if (members.put(key.getValue(), of(tuple.getValueNode())) != null) {
                        throw new SyntaxError(keyLine, "the key '" + key.getValue() + "' stands twice");
                    }
                    keyLines.put(key.getValue(), keyLine);
                }
                yield new Members(line, members, keyLines);
            }
            default -> throw new SyntaxError(line, "this YAML value is not understood");
        };
    }
}

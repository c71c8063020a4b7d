package io.tightship.scan.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.LoadSettingsBuilder;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML of what hosts and clusters hold, by the schema of the programs that read it there: plain values only, no key
 * twice, bounded aliases and size.
 */
public final class Yaml {

    private Yaml() {
    }

    /** The only document of the text; an empty text is null. */
    public static Data parse(String text) throws MalformedDocument {
        return document(text, load -> load.loadFromString(text));
    }

    /** The first document of the text, for files of programs that leave the others alone; an empty text is null. */
    public static Data first(String text) throws MalformedDocument {
        return document(text, load -> {
            Iterator<Object> documents = load.loadAllFromString(text).iterator();
            return documents.hasNext() ? documents.next() : null;
        });
    }

    /** JSON may be indented with tabs, other YAML may not. */
    private static Data document(String text, Function<Load, Object> chosen) throws MalformedDocument {
        if (text.stripLeading().startsWith("{")) {
            try {
                return Json.parse(text);
            } catch (MalformedDocument e) {
                return loaded(chosen); // a map of YAML may begin with a brace, too
            }
        }
        return loaded(chosen);
    }

    private static Data loaded(Function<Load, Object> chosen) throws MalformedDocument {
        try {
            return Data.of(plain(chosen.apply(new Load(builder("document").setSchema(new GoSchema()).build()))));
        } catch (YamlEngineException | NumberFormatException e) {
            throw new MalformedDocument("not YAML: " + e.getMessage().replaceAll("\\s*\\n\\s*", " "));
        }
    }

    /** For what operators write, which is read as YAML 1.2. */
    static LoadSettings settings(String label) {
        return builder(label).build();
    }

    private static LoadSettingsBuilder builder(String label) {
        return LoadSettings.builder().setLabel(label).setAllowDuplicateKeys(false).setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(50).setCodePointLimit(4 << 20);
    }

    private static Object plain(Object value) throws MalformedDocument {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                members.put(String.valueOf(entry.getKey()), plain(entry.getValue()));
            }
            return members;
        }
        if (value instanceof Iterable<?> items) {
            List<Object> list = new ArrayList<>();
            for (Object item : items) {
                list.add(plain(item));
            }
            return list;
        }
        if (value instanceof Integer || value instanceof Long) {
            return BigDecimal.valueOf(((Number) value).longValue());
        }
        if (value instanceof BigInteger number) {
            return new BigDecimal(number);
        }
        if (value instanceof Double number) {
            return number.isNaN() || number.isInfinite() ? number.toString() : BigDecimal.valueOf(number);
        }
        if (value == null || value instanceof String || value instanceof Boolean) {
            return value;
        }
        throw new MalformedDocument("a YAML value of type " + value.getClass().getSimpleName() + " is not understood");
    }
}

package io.tightship.scan.data;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value of a JSON or YAML document. Looking for what is not there gives an absent value, so a path can be followed
 * without asking at each step; {@link #isAbsent} and {@link #isNull} tell absent and null apart.
 */
public final class Data {

    private static final Object NOTHING = new Object();

    /** What a path that leads nowhere gives. */
    public static final Data ABSENT = new Data(NOTHING);

    private final Object value;

    private Data(Object value) {
        this.value = value;
    }

    /** @param value maps with text keys, lists, String, Boolean, BigDecimal, and null */
    static Data of(Object value) {
        return new Data(value);
    }

    public boolean isAbsent() {
        return value == NOTHING;
    }

    public boolean isNull() {
        return value == null;
    }

    public boolean isMap() {
        return value instanceof Map;
    }

    public boolean isList() {
        return value instanceof List;
    }

    public boolean isText() {
        return value instanceof String;
    }

    /** A member of a map; absent for anything else. */
    public Data get(String key) {
        return value instanceof Map<?, ?> map && map.containsKey(key) ? new Data(map.get(key)) : ABSENT;
    }

    public Data path(String... keys) {
        Data found = this;
        for (String key : keys) {
            found = found.get(key);
        }
        return found;
    }

    /** The members of a map in document order; empty for anything else. */
    public Map<String, Data> map() {
        Map<String, Data> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> members.put((String) key, new Data(member)));
        }
        return members;
    }

    /** The items of a list; empty for anything else. */
    public List<Data> list() {
        List<Data> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> items.add(new Data(item)));
        }
        return items;
    }

    /** A text; empty for anything else, also for a number. */
    public Optional<String> text() {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    public Optional<BigDecimal> number() {
        return value instanceof BigDecimal number ? Optional.of(number) : Optional.empty();
    }

    public Optional<Boolean> bool() {
        return value instanceof Boolean bool ? Optional.of(bool) : Optional.empty();
    }

    /** The items of a list that are texts. */
    public List<String> texts() {
        return list().stream().flatMap(item -> item.text().stream()).toList();
    }

    /** As a person would write it: a scalar bare, the rest as JSON. For messages and evidence. */
    @Override
    public String toString() {
        return value == NOTHING ? "absent" : value instanceof String text ? text : Json.write(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Data data && java.util.Objects.equals(value, data.value);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hashCode(value);
    }

    /** The plain value, as {@link Json#write} takes it: to make a document of parts of others. */
    public Object plain() {
        return value;
    }
}

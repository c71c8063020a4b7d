package io.tightship.scan.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A setting of a document as steps write it, {@code a.b: value}: see {@code Step.setting}. */
public record Fragment(List<String> path, Object value) {

    private static final Pattern MEMBER = Pattern.compile("([^\\[]+)\\[(.+)]");

    public static Fragment parse(String literal) throws MalformedDocument {
        int colon = literal.indexOf(": ");
        return new Fragment(List.of(literal.substring(0, colon).split("\\.")), Yaml.parse(literal.substring(colon + 2)).plain());
    }

    /** The document after the literals were put into it. */
    @SuppressWarnings("unchecked") // documents are maps with text keys
    public static String put(String document, List<String> literals) throws MalformedDocument {
        Map<String, Object> changed = (Map<String, Object>) Yaml.parse(document).plain();
        for (String literal : literals) {
            parse(literal).into(changed);
        }
        return Json.write(changed);
    }

    /** Puts the value into a document of maps and lists. */
    public void into(Map<String, Object> document) {
        List<Map<String, Object>> places = List.of(document);
        for (String step : path.subList(0, path.size() - 1)) {
            List<Map<String, Object>> next = new ArrayList<>();
            places.forEach(place -> next.addAll(down(place, step)));
            places = next;
        }
        places.forEach(place -> merge(place, path.getLast(), value));
    }

    /** Every member of the name: two rules of a policy may share one. */
    @SuppressWarnings("unchecked") // documents are maps with text keys, and lists
    private static List<Map<String, Object>> down(Map<String, Object> place, String step) {
        Matcher member = MEMBER.matcher(step);
        if (!member.matches()) {
            return List.of(place.get(step) instanceof Map<?, ?> there ? (Map<String, Object>) there : fresh(place, step));
        }
        return ((List<Map<String, Object>>) place.get(member.group(1))).stream()
                .filter(item -> member.group(2).equals(item.get("name"))).toList();
    }

    private static Map<String, Object> fresh(Map<String, Object> place, String key) {
        Map<String, Object> made = new LinkedHashMap<>();
        place.put(key, made);
        return made;
    }

    @SuppressWarnings("unchecked") // as above
    private static void merge(Map<String, Object> place, String key, Object value) {
        if (value instanceof Map<?, ?> map && place.get(key) instanceof Map<?, ?> there) {
            map.forEach((name, part) -> merge((Map<String, Object>) there, (String) name, part));
        } else {
            place.put(key, value);
        }
    }
}

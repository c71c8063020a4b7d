package io.tightship.scan.kube;

import io.tightship.scan.data.Data;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Of the arguments of containers only the few flags of Kyverno's that rules ask about are kept: others may be secrets. */
final class KyvernoArguments {

    private static final Pattern KEPT = Pattern.compile("--?(enablePolicyException|exceptionNamespace)(=.*)?");

    private KyvernoArguments() {
    }

    /** An API object without the other arguments of its pod template. */
    static Object kept(Data item) {
        boolean some = item.path("spec", "template", "spec", "containers").list().stream()
                .anyMatch(container -> !container.get("args").isAbsent());
        return some ? without(item, List.of("spec", "template", "spec", "containers", "args")) : item.plain();
    }

    private static Object without(Data value, List<String> path) {
        if (path.isEmpty()) {
            List<Object> kept = new ArrayList<>();
            value.texts().stream().filter(text -> KEPT.matcher(text).matches()).forEach(kept::add);
            return kept;
        }
        if (value.isList()) {
            List<Object> items = new ArrayList<>();
            value.list().forEach(item -> items.add(without(item, path)));
            return items;
        }
        if (!value.isMap()) {
            return value.plain();
        }
        Map<String, Object> members = new LinkedHashMap<>();
        value.map().forEach((key, member) -> members.put(key, key.equals(path.getFirst())
                ? without(member, path.subList(1, path.size())) : member.plain()));
        return members;
    }
}

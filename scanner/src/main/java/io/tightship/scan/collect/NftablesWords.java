package io.tightship.scan.collect;

import io.tightship.scan.data.Data;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A rule of nftables as a person would type it; of what is not known here the JSON is shown. */
final class NftablesWords {

    private static final Set<String> BARE = Set.of("iif", "iifname", "oif", "oifname");
    private static final int LONGEST = 400;

    private NftablesWords() {
    }

    /** The expressions of a rule. */
    static String of(List<Data> expressions) {
        String words = expressions.stream().map(NftablesWords::statement).filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "...";
    }

    private static String statement(Data statement) {
        Map.Entry<String, Data> only = statement.map().size() == 1 ? statement.map().entrySet().iterator().next() : null;
        if (only == null) {
            return statement.toString();
        }
        Data value = only.getValue();
        return switch (only.getKey()) {
            case "match" -> value(value.get("left")) + switch (value.get("op").toString()) {
                case "==", "in" -> " ";
                default -> " " + value.get("op") + " ";
            } + value(value.get("right"));
            case "vmap" -> value(value.get("key")) + " vmap " + value(value.get("data"));
            case "counter" -> "";
            case "jump", "goto" -> only.getKey() + " " + value.get("target");
            default -> value.isNull() ? only.getKey() : only.getKey() + " " + value;
        };
    }

    private static String value(Data data) {
        if (data.isList()) {
            return data.list().stream().map(NftablesWords::value).collect(Collectors.joining(","));
        }
        if (data.map().size() != 1) {
            return data.toString();
        }
        Map.Entry<String, Data> only = data.map().entrySet().iterator().next();
        Data inner = only.getValue();
        return switch (only.getKey()) {
            case "payload" -> inner.get("protocol").isAbsent() ? data.toString() : inner.get("protocol") + " "
                    + inner.get("field");
            case "meta" -> BARE.contains(inner.get("key").toString()) ? inner.get("key").toString() : "meta "
                    + inner.get("key");
            case "ct" -> "ct " + (inner.get("dir").isAbsent() ? "" : inner.get("dir") + " ") + inner.get("key");
            case "fib" -> "fib " + (inner.get("flags").isList() ? String.join(" . ", inner.get("flags").texts())
                    : inner.get("flags").toString()) + " " + inner.get("result");
            case "prefix" -> inner.get("addr") + "/" + inner.get("len");
            case "range" -> inner.list().stream().map(NftablesWords::value).collect(Collectors.joining("-"));
            case "concat" -> inner.list().stream().map(NftablesWords::value).collect(Collectors.joining(" . "));
            case "set" -> inner.list().stream().map(NftablesWords::element).collect(Collectors.joining(", ", "{ ", " }"));
            case "elem" -> value(inner.get("val"));
            case "&", "|" -> inner.list().stream().map(NftablesWords::value).collect(Collectors.joining(" " + only.getKey()
                    + " "));
            default -> statement(data);
        };
    }

    /** Of a map it is a key and a verdict. */
    private static String element(Data element) {
        return element.list().size() == 2 ? value(element.list().get(0)) + " : " + value(element.list().get(1))
                : value(element);
    }
}

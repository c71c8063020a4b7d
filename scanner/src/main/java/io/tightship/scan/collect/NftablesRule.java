package io.tightship.scan.collect;

import io.tightship.fact.linux.firewall.Admission;
import io.tightship.fact.linux.firewall.FilterRule;
import io.tightship.fact.linux.firewall.FilterRule.Match;
import io.tightship.scan.collect.NftablesField.Packet;
import io.tightship.scan.data.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one rule of nftables says of a new TCP connection, as rules that are asked one after the other. An expression that is
 * not known here may match, and a statement that is not known may be anything's end. Source: libnftables-json(5).
 */
final class NftablesRule {

    /** A key of a set or map, and its verdict where it has one. */
    record Element(Data key, Data verdict, boolean plain) {
    }

    /** Where named sets and maps are found; empty for one whose elements may be others by now. */
    interface Sets {
        Optional<List<Data>> elements(String name);
    }

    /** What lets a packet go on, and decides nothing about it. */
    private static final Set<String> PASSING = Set.of("counter", "log", "last", "comment", "notrack", "ct helper",
            "ct timeout", "ct expectation", "secmark", "dup", "flow", "continue");
    private static final Set<String> NOTED = Set.of("match comment", "target LOG", "target NFLOG");
    /** What of an element is no condition. */
    private static final Set<String> NOTES = Set.of("val", "comment", "counter", "timeout", "expires", "last");
    /** What of a packet may be written without making another one of it. */
    private static final Set<String> HARMLESS = Set.of("dscp", "ecn", "ttl", "hoplimit", "flowlabel");

    private final Packet packet;
    private final Sets sets;
    private final String text;
    private final List<FilterRule> made = new ArrayList<>();
    private List<NftablesBranch> met;
    private Optional<String> strange = Optional.empty();

    private NftablesRule(Packet packet, Sets sets, String text) {
        this.packet = packet;
        this.sets = sets;
        this.text = text;
        this.met = List.of(packet.all());
    }

    static List<FilterRule> of(List<Data> expressions, Packet packet, Sets sets, String text) {
        NftablesRule rule = new NftablesRule(packet, sets, text);
        for (Data expression : expressions) {
            rule.take(expression);
        }
        rule.strange.ifPresent(name -> rule.end(rule.met, "(" + name + ")", false));
        return rule.made;
    }

    /** As chains are told from the words of iptables' targets. */
    static String chain(String name) {
        return "chain " + name;
    }

    private void end(List<NftablesBranch> branches, String target, boolean go) {
        branches.forEach(branch -> made.add(branch.rule(text, target, go)));
    }

    private void onlyIf(List<NftablesBranch> condition) {
        met = NftablesBranch.both(met, condition);
    }

    private void onlyIf(Match match) {
        onlyIf(List.of(packet.all().matching(match)));
    }

    private void take(Data expression) {
        Map<String, Data> parts = expression.map();
        String name = parts.size() == 1 ? parts.keySet().iterator().next() : "not known";
        Data value = expression.get(name);
        if (PASSING.contains(name)) {
            return;
        }
        switch (name) {
            case "match" -> onlyIf(condition(value.get("left"), value.get("op").toString(), value.get("right")));
            case "vmap" -> vmap(value);
            case "accept", "drop", "return", "jump", "goto" -> verdict(met, expression);
            case "reject" -> reject(value.get("type").toString());
            case "queue" -> end(met, "NFQUEUE", false);
            case "limit", "ct count" -> onlyIf(Match.CHOSEN);
            case "set", "map", "meter" -> remembered(value);
            case "mangle" -> {
                Data key = value.get("key");
                boolean other = !key.get("meta").isAbsent() || !key.get("ct").isAbsent() || !key.get("tcp option").isAbsent()
                        || HARMLESS.contains(key.path("payload", "field").toString());
                if (!other) {
                    end(met, Admission.REWRITES, false);
                }
            }
            case "xt" -> foreign(value.get("type").toString(), value.get("name").toString());
            case "dnat", "redirect", "tproxy", "snat", "masquerade", "fwd", "synproxy" -> {
                if (!value.get("family").toString().equals(packet.ipv6() ? "ip" : "ip6")) {
                    end(met, "(" + name + ")", false);
                }
            }
            default -> unknown(name);
        }
    }

    /** That it is for one family, nft does not print where the answer tells it (tried). */
    private void reject(String type) {
        if (!type.equals(packet.ipv6() ? "icmp" : "icmpv6")) {
            end(met, "REJECT", false);
        }
    }

    private void unknown(String name) {
        strange = Optional.of(name);
        onlyIf(Match.UNKNOWN);
    }

    /** A match or target of iptables', of which only the name is printed. */
    private void foreign(String type, String name) {
        if (type.equals("target") && name.equals("REJECT")) {
            end(met, name, false);
        } else if (!NOTED.contains(type + " " + name)) {
            unknown("xt " + name);
        }
    }

    private void verdict(List<NftablesBranch> branches, Data verdict) {
        strange = Optional.empty();
        String name = verdict.map().keySet().stream().findFirst().orElse("");
        Data target = verdict.path(name, "target");
        switch (name) {
            case "accept", "drop", "return" -> end(branches, name.toUpperCase(java.util.Locale.ROOT), false);
            case "jump", "goto" -> end(branches, chain(target.toString()), name.equals("goto"));
            case "continue" -> { }
            default -> end(branches.stream().map(branch -> branch.matching(Match.UNKNOWN)).toList(), "(not known)", false);
        }
    }

    /** A set that the rule adds the packet to: where it is full, or asks how many there were, the rule ends. */
    private void remembered(Data value) {
        Data key = value.get("elem").isAbsent() ? value.get("key") : value.get("elem");
        List<Data> asked = value.get("stmt").isList() ? value.get("stmt").list() : value.get("stmt").isAbsent() ? List.of()
                : List.of(value.get("stmt"));
        boolean known = asked.stream().allMatch(statement -> Set.of("limit", "ct count", "counter").containsAll(
                statement.map().keySet()));
        Data field = key.get("elem").isAbsent() ? key : key.path("elem", "val");
        boolean foreign = fields(field).stream().anyMatch(part -> part instanceof NftablesField.Foreign);
        onlyIf(foreign ? List.of() : List.of(packet.all().matching(known ? Match.CHOSEN : Match.UNKNOWN)));
    }

    private List<NftablesField> fields(Data left) {
        return (left.get("concat").isAbsent() ? List.of(left) : left.get("concat").list()).stream().map(part ->
                NftablesField.of(part, packet)).toList();
    }

    private List<NftablesBranch> condition(Data left, String op, Data right) {
        boolean set = !right.get("set").isAbsent() || right.text().orElse("").startsWith("@");
        Optional<List<Element>> elements = set ? elements(right) : Optional.of(List.of(new Element(right, Data.ABSENT, true)));
        return condition(left, set && op.equals("in") ? "==" : op, elements);
    }

    private List<NftablesBranch> condition(Data left, String op, Optional<List<Element>> elements) {
        List<NftablesField> fields = fields(left);
        if (fields.stream().anyMatch(field -> field instanceof NftablesField.Foreign)) {
            return List.of();
        }
        if (elements.isEmpty() || elements.get().stream().anyMatch(element -> !element.plain())) {
            return List.of(packet.all().matching(Match.UNKNOWN));
        }
        List<Data> keys = elements.get().stream().map(Element::key).toList();
        if (left.get("concat").isAbsent()) {
            return fields.getFirst().compared(op, keys, packet);
        }
        List<NftablesBranch> any = new ArrayList<>();
        for (Data key : keys) {
            any.addAll(together(fields, key));
        }
        return op.equals("==") ? any : any.isEmpty() ? List.of(packet.all())
                : List.of(packet.all().matching(Match.UNKNOWN));
    }

    private List<NftablesBranch> together(List<NftablesField> fields, Data key) {
        List<Data> parts = key.get("concat").list();
        if (key.text().equals(Optional.of("*"))) {
            return List.of(packet.all());
        }
        if (parts.size() != fields.size()) {
            return List.of(packet.all().matching(Match.UNKNOWN));
        }
        List<NftablesBranch> all = List.of(packet.all());
        for (int i = 0; i < parts.size(); i++) {
            all = NftablesBranch.both(all, fields.get(i).compared("==", List.of(parts.get(i)), packet));
        }
        return all;
    }

    /** Keys are met once at most, but for the one of all others. */
    private void vmap(Data value) {
        Data key = value.get("key");
        Optional<List<Element>> elements = elements(value.get("data"));
        if (elements.isEmpty()) {
            end(NftablesBranch.both(met, condition(key, "==", Optional.empty())), "(a verdict of " + value.get("data") + ")",
                    false);
            return;
        }
        List<Element> named = elements.get().stream().filter(element -> !others(element)).toList();
        for (Element element : named) {
            verdict(NftablesBranch.both(met, condition(key, "==", Optional.of(List.of(element)))), element.verdict());
        }
        elements.get().stream().filter(NftablesRule::others).forEach(element -> verdict(NftablesBranch.both(met,
                condition(key, "!=", Optional.of(named))), element.verdict()));
        // Whoever is in no key goes to the next rule.
        met = List.of();
    }

    private static boolean others(Element element) {
        return element.key().text().equals(Optional.of("*"));
    }

    /** Of a set or map that stands in the rule, or is named there. */
    private Optional<List<Element>> elements(Data data) {
        String name = data.text().orElse("");
        Optional<List<Data>> found = name.startsWith("@") ? sets.elements(name.substring(1))
                : data.get("set").isList() ? Optional.of(data.get("set").list())
                : data.get("set").isAbsent() ? Optional.empty() : Optional.of(List.of(data.get("set")));
        return found.map(list -> list.stream().map(NftablesRule::element).toList());
    }

    private static Element element(Data data) {
        Data key = data.isList() && data.list().size() == 2 ? data.list().getFirst() : data;
        Data verdict = data.isList() && data.list().size() == 2 ? data.list().getLast() : Data.ABSENT;
        Data inner = key.get("elem");
        return inner.isAbsent() ? new Element(key, verdict, true) : new Element(inner.get("val"), verdict,
                NOTES.containsAll(inner.map().keySet()));
    }
}

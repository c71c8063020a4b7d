package io.tightship.fact.linux.firewall;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.linux.firewall.FilterTable.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who gets a new TCP connection to a port of a host through its firewall, by any interface but loopback: the rules in
 * their order, with jumps followed. A rule that asks for what is not known here is taken once as matching and once as not.
 *
 * @param perhaps everybody who may get in: who is not in it does not
 * @param surely  everybody who does get in, whatever the unknown is
 * @param why     the rules, as printed, by which those of {@code perhaps} get in
 */
public record Admission(CidrSet perhaps, CidrSet surely, List<String> why) {

    private static final Set<String> PASSING = Set.of("LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "TRACE", "AUDIT",
            "CLASSIFY", "TCPMSS", "SET", "ACCOUNT", "CHECKSUM", "DSCP", "TOS", "TTL");
    private static final Set<String> QUEUES = Set.of("QUEUE", "NFQUEUE");
    private static final int DEEPEST = 40;

    /** Sources that no packet from outside has. */
    private static final CidrSet LOOPBACK = CidrSet.of(Cidr.parse("127.0.0.0/8").orElseThrow());

    public static Admission of(FilterTable table, int port) {
        Set<String> interfaces = new TreeSet<>(Set.of("(another)"));
        table.chains().values().forEach(chain -> chain.rules().forEach(rule -> rule.interfaces().map(pattern ->
                pattern.replaceFirst("^!", "").replaceFirst("\\+$", "0")).ifPresent(interfaces::add)));
        interfaces.remove("lo");
        CidrSet perhaps = CidrSet.EMPTY;
        CidrSet surely = CidrSet.ALL4.minus(LOOPBACK);
        List<String> why = new ArrayList<>();
        for (String in : interfaces) {
            Walk open = new Walk(table, in, port, true);
            perhaps = perhaps.plus(open.accepted());
            open.why.stream().filter(rule -> !why.contains(rule)).forEach(why::add);
            surely = surely.intersection(new Walk(table, in, port, false).accepted());
        }
        return new Admission(perhaps.minus(LOOPBACK), surely, List.copyOf(why));
    }

    /** One way through the rules: with every doubt for letting in, or against. */
    private static final class Walk {
        private final FilterTable table;
        private final String in;
        private final int port;
        private final boolean generous;
        private final List<String> why = new ArrayList<>();
        private CidrSet accepted = CidrSet.EMPTY;

        Walk(FilterTable table, String in, int port, boolean generous) {
            this.table = table;
            this.in = in;
            this.port = port;
            this.generous = generous;
        }

        CidrSet accepted() {
            Optional<Chain> input = Optional.ofNullable(table.chains().get("INPUT"));
            CidrSet left = input.isPresent() ? through(input.get(), CidrSet.ALL4, 0) : CidrSet.ALL4;
            if (!left.isEmpty() && input.flatMap(Chain::policy).orElse("ACCEPT").equals("ACCEPT")) {
                accept(left, "-P INPUT ACCEPT");
            }
            return accepted;
        }

        private void accept(CidrSet who, String rule) {
            if (!who.minus(LOOPBACK).isEmpty()) {
                why.add(rule);
            }
            accepted = accepted.plus(who);
        }

        /** Who comes out at the end of the chain, or returns from it. */
        private CidrSet through(Chain chain, CidrSet who, int depth) {
            CidrSet left = who;
            CidrSet returned = CidrSet.EMPTY;
            for (FilterRule rule : chain.rules()) {
                if (left.isEmpty()) {
                    break;
                }
                if (!rule.concerns(in, port) || rule.target().isEmpty()) {
                    continue;
                }
                CidrSet matched = left.intersection(rule.sources());
                if (matched.isEmpty()) {
                    continue;
                }
                String target = rule.target().get();
                if (target.equals("ACCEPT")) {
                    if (!rule.uncertain() || generous) {
                        accept(matched, rule.text());
                    }
                    if (!rule.uncertain()) {
                        left = left.minus(matched);
                    }
                } else if (target.equals("DROP") || target.equals("REJECT") || target.equals("TARPIT")) {
                    if (!rule.uncertain() || !generous) {
                        left = left.minus(matched);
                    }
                } else if (target.equals("RETURN")) {
                    // In doubt both ways go on: who returns, and who stays.
                    returned = returned.plus(matched);
                    if (!rule.uncertain()) {
                        left = left.minus(matched);
                    }
                } else if (table.chains().containsKey(target) && depth < DEEPEST) {
                    CidrSet back = through(table.chains().get(target), matched, depth + 1);
                    if (rule.go()) {
                        returned = returned.plus(back);
                        left = rule.uncertain() ? left : left.minus(matched);
                    } else {
                        left = rule.uncertain() && generous ? left : left.minus(matched).plus(back);
                    }
                } else if (!PASSING.contains(target)) {
                    // A queue's program, or a target that is not known here, decides.
                    if (generous) {
                        accept(matched, rule.text());
                    } else {
                        left = left.minus(matched);
                    }
                    if (QUEUES.contains(target) && !rule.uncertain()) {
                        left = left.minus(matched);
                    }
                }
            }
            return left.plus(returned);
        }
    }
}

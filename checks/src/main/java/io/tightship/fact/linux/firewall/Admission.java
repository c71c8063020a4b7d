package io.tightship.fact.linux.firewall;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.linux.firewall.FilterRule.Match;
import io.tightship.fact.linux.firewall.FirewallTables.Chain;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who gets a new TCP connection to a port of a host through its firewall, by any interface but loopback: the tables that
 * such a packet passes, their rules in order, with jumps followed. A rule that asks for what is not known here may match,
 * or not.
 *
 * @param perhaps everybody who may get in, or be passed on to another address: who is not in it does not, but for loopback
 * @param surely  everybody who does get in by one interface at least, if they want to, whatever the unknown is
 * @param why     the rules, as written, by which those of {@code perhaps} get in
 * @param doubts  the rules, as written, of which it is not known here whom they concern, or what becomes of them
 */
public record Admission(CidrSet perhaps, CidrSet surely, List<String> why, List<String> doubts) {

    public Admission {
        why = List.copyOf(why);
        doubts = List.copyOf(doubts);
    }

    private static final Set<String> PASSING = Set.of("LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "TRACE", "AUDIT",
            "CLASSIFY", "TCPMSS", "SET", "ACCOUNT", "CHECKSUM", "DSCP", "TOS", "TTL", "HL", "CT", "NOTRACK", "CONNSECMARK",
            "SECMARK");
    private static final Set<String> CLOSING = Set.of("DROP", "REJECT", "TARPIT");
    private static final Set<String> QUEUES = Set.of("QUEUE", "NFQUEUE");
    private static final int DEEPEST = 40;

    /** What a packet to the host itself passes, in this order, as {@code table chain}. */
    private static final List<String> WAY = List.of("raw PREROUTING", "mangle PREROUTING", "nat PREROUTING",
            "mangle INPUT", "filter INPUT", "security INPUT");

    /** Sources that no packet from outside has. */
    public static final CidrSet LOOPBACK = CidrSet.of(List.of(Cidr.parse("127.0.0.0/8").orElseThrow(),
            Cidr.parse("::1/128").orElseThrow()));

    public static Admission of(FirewallTables tables, int port) {
        CidrSet perhaps = CidrSet.EMPTY;
        CidrSet surely = CidrSet.EMPTY;
        Set<String> why = new LinkedHashSet<>();
        Set<String> doubts = new LinkedHashSet<>();
        for (String in : interfaces(tables)) {
            Walk walk = new Walk(tables, in, port);
            walk.go();
            perhaps = perhaps.plus(walk.perhaps);
            surely = surely.plus(walk.surely);
            why.addAll(walk.why);
            doubts.addAll(walk.doubts);
        }
        return new Admission(perhaps.minus(LOOPBACK), surely, List.copyOf(why), List.copyOf(doubts));
    }

    /** Who gets in, in few words. */
    public static String words(CidrSet who, CidrSet everybody) {
        return everybody.minus(who).minus(LOOPBACK).isEmpty() ? "everyone" : who.words();
    }

    /** One of each kind that the rules tell apart, and one that they do not name. */
    private static Set<String> interfaces(FirewallTables tables) {
        Set<String> interfaces = new TreeSet<>(Set.of("(another)"));
        tables.tables().values().forEach(chains -> chains.values().forEach(chain -> chain.rules().forEach(rule ->
                rule.interfaces().ifPresent(pattern -> interfaces.add(pattern.replaceFirst("^!", "")
                        .replaceFirst("\\+$", "(another)"))))));
        interfaces.remove("lo");
        return interfaces;
    }

    /** Whose packet may be at a place, and whose certainly is. */
    private record Who(CidrSet may, CidrSet must) {
        static final Who NOBODY = new Who(CidrSet.EMPTY, CidrSet.EMPTY);

        Who only(CidrSet these) {
            return new Who(may.intersection(these), must.intersection(these));
        }

        Who without(CidrSet these) {
            return new Who(may.minus(these), must.minus(these));
        }

        /** After a rule that may have taken these away. */
        Who doubting(CidrSet these) {
            return new Who(may, must.minus(these));
        }

        Who maybe() {
            return new Who(may, CidrSet.EMPTY);
        }

        Who plus(Who other) {
            return new Who(may.plus(other.may), must.plus(other.must));
        }
    }

    /** A packet's way by one interface. */
    private static final class Walk {
        private final FirewallTables tables;
        private final String in;
        private final int port;
        private final Set<String> why = new LinkedHashSet<>();
        private final Set<String> doubts = new LinkedHashSet<>();
        private CidrSet perhaps = CidrSet.EMPTY;
        private CidrSet surely = CidrSet.EMPTY;

        Walk(FirewallTables tables, String in, int port) {
            this.tables = tables;
            this.in = in;
            this.port = port;
        }

        void go() {
            Who who = new Who(tables.everybody(), tables.everybody());
            List<String> last = List.of();
            for (String step : WAY) {
                Hook hook = new Hook(tables.chains(step.split(" ")[0]), step.startsWith("nat"));
                Optional<Chain> chain = Optional.ofNullable(hook.chains.get(step.split(" ")[1]));
                if (chain.isPresent()) {
                    who = hook.after(chain.get(), who);
                    last = step.startsWith("filter") ? List.copyOf(hook.accepting) : last;
                    if (hook.nat && diverts(hook.chains)) {
                        // What came to another port of this host may come to this one from here on.
                        who = new Who(tables.everybody(), who.must);
                    }
                }
            }
            if (!who.may.minus(LOOPBACK).isEmpty()) {
                why.addAll(last.isEmpty() ? List.of("-P INPUT ACCEPT") : last);
            }
            perhaps = perhaps.plus(who.may);
            surely = who.must;
        }

        private static boolean diverts(Map<String, Chain> chains) {
            return chains.values().stream().flatMap(chain -> chain.rules().stream()).map(FilterRule::target)
                    .flatMap(Optional::stream).anyMatch(target -> !target.equals("ACCEPT") && !target.equals("RETURN")
                            && !target.equals("MASQUERADE") && !target.equals("SNAT") && !PASSING.contains(target)
                            && !chains.containsKey(target));
        }

        /** The rules of one table at one point of the way. */
        private final class Hook {
            private final Map<String, Chain> chains;
            private final boolean nat;
            private final Set<String> accepting = new LinkedHashSet<>();
            private Who accepted = Who.NOBODY;

            Hook(Map<String, Chain> chains, boolean nat) {
                this.chains = chains;
                this.nat = nat;
            }

            Who after(Chain chain, Who who) {
                Who left = through(chain, who, 0);
                if (chain.policy().orElse("ACCEPT").equals("ACCEPT")) {
                    accept(left, "-P INPUT ACCEPT");
                }
                return accepted;
            }

            private void accept(Who who, String rule) {
                if (!who.may.minus(LOOPBACK).isEmpty()) {
                    accepting.add(rule);
                }
                accepted = accepted.plus(who);
            }

            /** A queue's program, another host, or a target that is not known here: no later rule says who gets in. */
            private void elsewhere(CidrSet matched, String rule) {
                if (!matched.minus(LOOPBACK).isEmpty()) {
                    why.add(rule);
                    doubts.add(rule);
                }
                perhaps = perhaps.plus(matched);
            }

            /** Who comes out at the end of the chain, or returns from it. */
            private Who through(Chain chain, Who who, int depth) {
                Who left = who;
                Who returned = Who.NOBODY;
                for (FilterRule rule : chain.rules()) {
                    if (left.may.isEmpty()) {
                        break;
                    }
                    Who matched = left.only(rule.sources());
                    if (!rule.concerns(in, port) || rule.target().isEmpty() || matched.may.isEmpty()) {
                        continue;
                    }
                    String target = rule.target().get();
                    if (rule.match() == Match.UNKNOWN && !PASSING.contains(target)) {
                        doubts.add(rule.text());
                    }
                    Who sure = rule.match() == Match.UNKNOWN ? matched.maybe() : matched;
                    Who others = switch (rule.match()) {
                        case ALL -> left.without(matched.may);
                        case CHOSEN -> left;
                        case UNKNOWN -> left.doubting(matched.may);
                    };
                    if (target.equals("ACCEPT")) {
                        accept(sure, rule.text());
                        // Who may have been accepted here is let in by this rule, or goes on.
                        left = rule.match() == Match.UNKNOWN ? left : others;
                    } else if (CLOSING.contains(target)) {
                        left = others;
                    } else if (target.equals("RETURN")) {
                        returned = returned.plus(sure);
                        left = others;
                    } else if (chains.containsKey(target) && depth < DEEPEST) {
                        Who back = through(chains.get(target), sure, depth + 1);
                        returned = rule.go() ? returned.plus(back) : returned;
                        left = rule.go() ? others : others.plus(back);
                    } else if (QUEUES.contains(target)) {
                        elsewhere(matched.may, rule.text());
                        left = others;
                    } else if (!PASSING.contains(target)) {
                        elsewhere(matched.may, rule.text());
                        left = nat ? others : left.doubting(matched.may);
                    }
                }
                return left.plus(returned);
            }
        }
    }
}

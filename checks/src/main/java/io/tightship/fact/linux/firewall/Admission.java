package io.tightship.fact.linux.firewall;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.linux.firewall.FilterRule.Match;
import io.tightship.fact.linux.firewall.FirewallTables.Chain;
import io.tightship.fact.linux.firewall.FirewallTables.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    /** A target that does not end a packet's way, but may bring it from another port to this one. */
    public static final String REWRITES = "(rewrites)";

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
                rule.interfaces().forEach(pattern -> interfaces.add(pattern.replaceFirst("^!", "")
                        .replaceFirst("\\+$", "(another)"))))));
        tables.way().forEach(step -> interfaces.addAll(step.base().devices()));
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
            Set<String> byRule = new LinkedHashSet<>();
            Set<String> byPolicy = new LinkedHashSet<>();
            for (Step step : tables.way()) {
                Hook hook = new Hook(step);
                who = hook.after(who);
                if (step.base().stage() == BaseChain.Stage.INPUT && !step.base().nat()) {
                    boolean alone = hook.accepting.equals(Set.of(hook.policy));
                    (alone ? byPolicy : byRule).addAll(hook.accepting);
                }
                if (diverts(hook.chains, step)) {
                    // What came to another port of this host may come to this one from here on.
                    who = new Who(tables.everybody(), who.must);
                }
            }
            if (!who.may.minus(LOOPBACK).isEmpty()) {
                why.addAll(!byRule.isEmpty() ? byRule : byPolicy.isEmpty() ? Set.of("no rule") : byPolicy);
            }
            perhaps = perhaps.plus(who.may);
            surely = who.must;
        }

        /** Whether a rule that packets of any port come to passes them on, or makes others of them. */
        private static boolean diverts(Map<String, Chain> chains, Step step) {
            Set<String> seen = new LinkedHashSet<>();
            List<Chain> left = new ArrayList<>(List.of(step.chain()));
            boolean diverts = false;
            while (!left.isEmpty()) {
                for (FilterRule rule : left.removeLast().rules()) {
                    String target = rule.never() ? "" : rule.target().orElse("");
                    boolean known = target.isEmpty() || target.equals("ACCEPT") || target.equals("RETURN")
                            || CLOSING.contains(target) || PASSING.contains(target);
                    if (!known && chains.containsKey(target)) {
                        if (seen.add(target)) {
                            left.add(chains.get(target));
                        }
                    } else {
                        diverts |= step.base().nat() ? !known : target.equals(REWRITES);
                    }
                }
            }
            return diverts;
        }

        /** The rules of one table at one point of the way. */
        private final class Hook {
            private final Map<String, Chain> chains;
            private final Chain first;
            private final BaseChain base;
            private final String policy;
            private final boolean certain;
            private final Set<String> accepting = new LinkedHashSet<>();
            private Who accepted = Who.NOBODY;

            Hook(Step step) {
                chains = tables.chains(step.table());
                first = step.chain();
                base = step.base();
                policy = base.policy();
                certain = base.certain(in);
            }

            Who after(Who who) {
                Who left = through(first, who, 0);
                if (base.open()) {
                    accept(left, policy);
                } else {
                    closed(left, policy);
                }
                // Who does not come by the chain gets on.
                return certain ? accepted : new Who(who.may, accepted.must);
            }

            private void closed(Who who, String rule) {
                if (!certain && !who.may.minus(LOOPBACK).isEmpty()) {
                    doubts.add(rule);
                }
            }

            /** In a chain that not every packet comes by, interfaces may be others than those that it is asked about. */
            private Match match(FilterRule rule) {
                return certain || rule.interfaces().isEmpty() ? rule.match() : Match.UNKNOWN;
            }

            private boolean concerns(FilterRule rule) {
                return certain ? rule.concerns(in, port) : rule.concerns(port);
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
                    if (!concerns(rule) || rule.target().isEmpty() || matched.may.isEmpty()) {
                        continue;
                    }
                    String target = rule.target().get();
                    Match match = match(rule);
                    if (match.uncertain() && !PASSING.contains(target)) {
                        doubts.add(rule.text());
                    }
                    Who sure = match.uncertain() ? matched.maybe() : matched;
                    Who others = switch (match) {
                        case ALL -> left.without(matched.may);
                        case CHOSEN, EVADABLE -> left;
                        case UNKNOWN -> left.doubting(matched.may);
                    };
                    if (target.equals("ACCEPT")) {
                        accept(sure, rule.text());
                        // Who may have been accepted here is let in by this rule, or goes on.
                        left = match.uncertain() ? left : others;
                    } else if (CLOSING.contains(target)) {
                        closed(matched, rule.text());
                        left = others;
                    } else if (target.equals("RETURN")) {
                        returned = returned.plus(sure);
                        left = others;
                    } else if (chains.containsKey(target) && depth < DEEPEST) {
                        CidrSet before = accepted.must;
                        Who back = through(chains.get(target), matched, depth + 1);
                        if (match.uncertain()) {
                            // Who would be let in there may not have been sent there.
                            accepted = new Who(accepted.may, before);
                        }
                        returned = !rule.go() ? returned : returned.plus(match.uncertain() ? back.maybe() : back);
                        left = rule.go() ? others : others.plus(back);
                    } else if (QUEUES.contains(target)) {
                        elsewhere(matched.may, rule.text());
                        left = others;
                    } else if (!PASSING.contains(target)) {
                        elsewhere(matched.may, rule.text());
                        left = base.nat() ? others : left.doubting(matched.may);
                    }
                }
                return left.plus(returned);
            }
        }
    }
}

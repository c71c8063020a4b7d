package io.tightship.fact.nvue;

import io.tightship.fact.Cidr;
import io.tightship.fact.CidrSet;
import io.tightship.fact.nvue.Decision.Kind;
import io.tightship.fact.nvue.PacketMatch.Answer;
import java.util.List;
import java.util.Optional;

/**
 * One rule of an access list.
 *
 * @param settings as {@code nv set acl … rule …} takes them, sorted, without the remark
 */
public record AccessRule(int id, Action action, PacketMatch match, List<String> settings) {

    /** What the rule does with a packet that it matches. */
    public enum Action {
        PERMIT, DENY,
        /** The next rule is asked: policers, traffic classes, lists of recent sources. */
        CONTINUE,
        /** It is not documented, or not without contradiction, that the next rule is asked. */
        UNCERTAIN
    }

    public AccessRule {
        settings = List.copyOf(settings);
    }

    /** What the rule does with packets from the sources; empty where it leaves all of them to the next rule. */
    public Optional<Decision> decide(CidrSet sources, Packet packet) {
        Answer answer = match.answer(packet);
        CidrSet met = match.source().map(source -> CidrSet.of(source).intersection(sources)).orElse(sources);
        if (answer == Answer.NO || met.isEmpty()) {
            return Optional.empty();
        }
        // The manual: rules that match everything and accept are ignored. Releases may differ, so perhaps.
        boolean certain = answer == Answer.YES && !(match.empty() && action == Action.PERMIT);
        return switch (action) {
            case PERMIT -> Optional.of(new Decision(certain ? Kind.PERMITTED : Kind.PERHAPS_PERMITTED, met, id));
            case DENY -> Optional.of(new Decision(certain ? Kind.DENIED : Kind.PERHAPS_DENIED, met, id));
            case CONTINUE -> Optional.empty();
            case UNCERTAIN -> Optional.of(new Decision(Kind.PERHAPS_PERMITTED, met, id));
        };
    }

    /** True where a packet from its source, to its ports and destination, is let through without a doubt. */
    public boolean permitsForCertain() {
        return action == Action.PERMIT && !match.empty() && match.further().isEmpty()
                && match.ports().stream().allMatch(PortRange::single);
    }

    /** True where both do the same with the same packets, whatever their numbers. */
    public boolean sameAs(AccessRule other) {
        return match.equals(other.match) && actionSettings().equals(other.actionSettings());
    }

    /** The source as written, {@code any} where there is none. */
    public String sourceWords() {
        return match.source().map(Cidr::toString).orElse("any source");
    }

    /** The rule in one line. */
    public String words() {
        return settings.isEmpty() ? "no settings" : String.join("; ", settings);
    }

    private List<String> actionSettings() {
        return settings.stream().filter(setting -> setting.startsWith("action ")).toList();
    }
}

package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.PamWalk.State;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The account stack of a PAM service, resolved as libpam resolves it: includes taken in, substacks kept as such.
 *
 * @param service the service's name
 */
public record PamStack(String service, List<PamLine> account) {

    /** Of each daemon that runs sshd, by the daemon's name. */
    public static final FactKey<PerSubject<PamStack>> OF_SSHD =
            FactKey.perSubject("pam-stack", "sshd", PamStack.class);

    public PamStack {
        account = List.copyOf(account);
    }

    /**
     * What the stack says at worst to a user other than root whom the gate refuses: every other module may let them through
     * or not, unless it is known which.
     *
     * @param admitted  whether the user may get in
     * @param deciding  the entry by which it was decided; empty where the end of the stack decided
     * @param gateAsked whether a gate was asked on the way
     */
    public record Answer(boolean admitted, Optional<PamLine> deciding, boolean gateAsked) {
    }

    /** The results with which a gate refuses. */
    private static final List<String> REFUSALS = List.of("perm_denied", "auth_err", "acct_expired", "user_unknown");

    /**
     * The worst answer over the results with which a gate may refuse, and those that other modules may have.
     *
     * @param gates file names of the modules that are the gate
     */
    public Answer refusedBy(Set<String> gates) {
        Answer worst = worst(gates, REFUSALS.getFirst());
        for (String refusal : REFUSALS) {
            Answer answer = worst(gates, refusal);
            if (answer.admitted() && !worst.admitted()) {
                worst = answer;
            }
        }
        return worst;
    }

    private Answer worst(Set<String> gates, String refusal) {
        Collection<State> ends = new PamWalk(gates, refusal).through(account, State.START);
        return ends.stream().filter(State::admits).findFirst().map(end -> new Answer(true, end.deciding(), end.gateAsked()))
                .orElseGet(() -> new Answer(false, ends.stream().filter(State::gateAsked).findFirst()
                        .or(() -> ends.stream().findFirst()).flatMap(State::deciding),
                        ends.stream().anyMatch(State::gateAsked)));
    }
}

package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.PamLine.Action;
import java.util.List;
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
     * What the stack says to a user whom the gate refuses, every other module succeeding.
     *
     * @param admitted  whether the user gets in
     * @param deciding  the entry by which it was decided; empty where the end of the stack decided
     * @param gateAsked whether a gate was asked on the way
     */
    public record Answer(boolean admitted, java.util.Optional<PamLine> deciding, boolean gateAsked) {
    }

    /** The results with which a gate refuses. */
    private static final List<String> REFUSALS = List.of("perm_denied", "auth_err", "acct_expired", "user_unknown");

    /**
     * The worst answer over the results with which a gate may refuse.
     *
     * @param gates file names of the modules that are the gate
     */
    public Answer refusedBy(Set<String> gates) {
        Answer worst = run(gates, REFUSALS.getFirst());
        for (String refusal : REFUSALS) {
            Answer answer = run(gates, refusal);
            if (answer.admitted() && !worst.admitted()) {
                worst = answer;
            }
        }
        return worst;
    }

    private Answer run(Set<String> gates, String refusal) {
        Walk walk = new Walk(gates, refusal);
        walk.through(account, false);
        return new Answer(walk.status == Status.OK, walk.deciding, walk.gateAsked);
    }

    /**
     * The state that libpam's dispatcher keeps: nothing decided, good so far, a refusal that was taken as good (it stands,
     * and {@code done} ends the stack with it), or bad ({@code done} does not end the stack).
     */
    private enum Status {
        UNDEFINED, OK, REFUSED, BAD
    }

    private static final class Walk {
        private final Set<String> gates;
        private final String refusal;
        private Status status = Status.UNDEFINED;
        private java.util.Optional<PamLine> deciding = java.util.Optional.empty();
        private boolean gateAsked;

        Walk(Set<String> gates, String refusal) {
            this.gates = gates;
            this.refusal = refusal;
        }

        /** True where the whole stack, not only this substack, is decided. */
        private boolean through(List<PamLine> lines, boolean substack) {
            Status atStart = status;
            for (int i = 0; i < lines.size(); i++) {
                PamLine line = lines.get(i);
                if (line.substack()) {
                    through(line.nested(), true);
                    continue;
                }
                boolean gate = gates.contains(line.module());
                gateAsked |= gate;
                boolean refused = gate || line.module().equals("pam_deny.so");
                Action action = refused ? line.on(gate ? refusal : "auth_err") : line.onSuccess();
                switch (action.kind()) {
                    case IGNORE -> { }
                    case OK -> ok(line, refused);
                    case DONE -> {
                        ok(line, refused);
                        if (status == Status.OK || status == Status.REFUSED) {
                            return true;
                        }
                    }
                    case BAD -> bad(line);
                    case DIE -> {
                        bad(line);
                        return true;
                    }
                    case RESET -> status = substack ? atStart : Status.UNDEFINED;
                    case JUMP -> {
                        if (action.jump() > lines.size() - 1 - i) {
                            bad(line); // libpam: a jump past the end is a syntax error, and fails
                        } else if (!refused) {
                            ok(line, false); // pam.conf(5): as "ok"; older libpam counts it as nothing
                        }
                        i += action.jump();
                    }
                }
            }
            return false;
        }

        /** A refusal that is taken as "ok" hands its own result on, which is not success. */
        private void ok(PamLine line, boolean refused) {
            if (status == Status.UNDEFINED || status == Status.OK) {
                status = refused ? Status.REFUSED : Status.OK;
                deciding = java.util.Optional.of(line);
            }
        }

        private void bad(PamLine line) {
            if (status != Status.BAD) {
                status = Status.BAD;
                deciding = java.util.Optional.of(line);
            }
        }
    }
}

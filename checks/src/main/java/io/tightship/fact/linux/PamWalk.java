package io.tightship.fact.linux;

import io.tightship.fact.linux.PamLine.Action;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every way through the account entries of a PAM stack for a user other than root whom the gate refuses, as libpam's
 * dispatcher takes them: what other modules say is known of a few, of the rest each result is tried that the entry tells
 * apart.
 *
 * @param gates   file names of the modules that are the gate
 * @param refusal the result with which the gate refuses
 */
record PamWalk(Set<String> gates, String refusal) {

    /**
     * What libpam's dispatcher keeps: nothing decided, good so far, a refusal that was taken as good (it stands, and
     * {@code done} ends the stack with it), or bad ({@code done} does not end the stack).
     */
    enum Status {
        UNDEFINED, OK, REFUSED, BAD
    }

    /**
     * Where a way stands.
     *
     * @param deciding  the entry that decided last
     * @param past      the entry that jumped over a gate
     * @param gateAsked whether a gate was asked on the way
     */
    record State(Status status, Optional<PamLine> deciding, Optional<PamLine> past, boolean gateAsked) {
        static final State START = new State(Status.UNDEFINED, Optional.empty(), Optional.empty(), false);

        boolean admits() {
            return status == Status.OK;
        }

        @Override
        public Optional<PamLine> deciding() {
            return past.isPresent() && !gateAsked ? past : deciding;
        }

        /** A refusal that is taken as "ok" hands its own result on, which is not success. */
        private State ok(PamLine line, boolean success) {
            return status == Status.UNDEFINED || status == Status.OK
                    ? new State(success ? Status.OK : Status.REFUSED, Optional.of(line), past, gateAsked) : this;
        }

        private State bad(PamLine line) {
            return status == Status.BAD ? this : new State(Status.BAD, Optional.of(line), past, gateAsked);
        }

        private State reset(Status to) {
            return new State(to, deciding, past, gateAsked);
        }

        private State asked(boolean gate) {
            return gate ? new State(status, deciding, past, true) : this;
        }

        private State over(PamLine line) {
            return new State(status, deciding, Optional.of(line), gateAsked);
        }

        /** Of ways that differ in nothing else, one is enough. */
        private String kind() {
            return status + " " + gateAsked + " " + past.isPresent();
        }
    }

    /** A result of a module. Success and {@code ignore} differ from all others in what libpam does after "ok". */
    private enum Result {
        SUCCESS, IGNORE, OTHER
    }

    /** What an entry does after one of the results that its module may have. */
    private record Choice(Result result, Action action) {
    }

    /** Where the ways end that lead through the entries of a stack, or of a substack, from a state. */
    Collection<State> through(List<PamLine> lines, State start) {
        List<Map<String, State>> at = new ArrayList<>();
        for (int i = 0; i <= lines.size(); i++) {
            at.add(new LinkedHashMap<>());
        }
        add(at.getFirst(), start);
        for (int i = 0; i < lines.size(); i++) {
            PamLine line = lines.get(i);
            for (State state : at.get(i).values()) {
                if (line.substack()) {
                    for (State end : through(line.nested(), state)) {
                        add(at.get(i + 1), end);
                    }
                } else {
                    boolean gate = gates.contains(line.module());
                    for (Choice choice : choices(line, gate)) {
                        step(state.asked(gate), choice, lines, i, start.status(), at);
                    }
                }
            }
        }
        return at.getLast().values();
    }

    private static void add(Map<String, State> states, State state) {
        states.putIfAbsent(state.kind(), state);
    }

    /** @param reset to what {@code reset} goes back: how it was where the stack, or substack, began */
    private void step(State state, Choice choice, List<PamLine> lines, int i, Status reset, List<Map<String, State>> at) {
        PamLine line = lines.get(i);
        boolean success = choice.result() == Result.SUCCESS;
        Map<String, State> next = at.get(i + 1);
        Map<String, State> end = at.getLast();
        switch (choice.action().kind()) {
            case IGNORE -> add(next, state);
            case OK -> add(next, choice.result() == Result.IGNORE ? state : state.ok(line, success));
            case DONE -> {
                State done = choice.result() == Result.IGNORE ? state : state.ok(line, success);
                add(done.status() == Status.OK || done.status() == Status.REFUSED ? end : next, done);
            }
            case BAD -> add(next, state.bad(line));
            case DIE -> add(end, state.bad(line));
            case RESET -> add(next, state.reset(reset));
            case JUMP -> {
                int jump = choice.action().jump();
                if (jump > lines.size() - 1 - i) {
                    add(end, state.bad(line)); // libpam: a jump past the end is a syntax error, and fails
                } else {
                    // pam.conf(5): as "ok"; older libpam counts it as nothing
                    State jumped = success ? state.ok(line, true) : state;
                    add(at.get(i + 1 + jump), holdsGate(lines.subList(i + 1, i + 1 + jump)) ? jumped.over(line) : jumped);
                }
            }
        }
    }

    private boolean holdsGate(List<PamLine> lines) {
        return lines.stream().anyMatch(line -> gates.contains(line.module()) || holdsGate(line.nested()));
    }

    private Set<Choice> choices(PamLine line, boolean gate) {
        if (gate) {
            return Set.of(new Choice(Result.OTHER, line.on(refusal)));
        }
        Set<Choice> choices = new LinkedHashSet<>();
        PamKnown known = PamKnown.of(line);
        if (known == PamKnown.REFUSES) {
            return Set.of(new Choice(Result.OTHER, line.on("auth_err")));
        }
        choices.add(new Choice(Result.SUCCESS, line.onSuccess()));
        if (known == PamKnown.OPEN) {
            choices.add(new Choice(Result.IGNORE, line.on("ignore")));
            line.control().forEach((result, action) -> {
                if (!result.equals("success") && !result.equals("ignore")) {
                    choices.add(new Choice(Result.OTHER, action));
                }
            });
            choices.add(new Choice(Result.OTHER, line.on("")));
        }
        return choices;
    }
}

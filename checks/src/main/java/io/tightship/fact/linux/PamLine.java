package io.tightship.fact.linux;

import java.util.List;
import java.util.SortedMap;

/**
 * One entry of a resolved PAM stack.
 *
 * @param path    of the file that holds it
 * @param line    1-based; of the entry's first line
 * @param text    as written, on one line
 * @param control what each result does: by libpam's names of results, with {@code default} for the rest
 * @param module  the file name without its folder; empty for a substack
 * @param nested  the entries of a substack; empty for a module
 */
public record PamLine(String path, int line, String text, SortedMap<String, Action> control, String module,
                      List<PamLine> nested) {

    public PamLine {
        control = java.util.Collections.unmodifiableSortedMap(control);
        nested = List.copyOf(nested);
    }

    public boolean substack() {
        return module.isEmpty();
    }

    /** What the entry does where its module succeeds. */
    public Action onSuccess() {
        return on("success");
    }

    /**
     * What the entry does after a result of its module: as {@code auth_err}, {@code perm_denied} and {@code acct_expired}.
     * One that it does not name, without a default, is bad.
     */
    public Action on(String result) {
        return control.getOrDefault(result, control.getOrDefault("default", Action.of(Action.Kind.BAD)));
    }

    /**
     * What happens next (pam.conf(5)).
     *
     * @param jump how many of the following entries are passed over; 0 for another kind
     */
    public record Action(Kind kind, int jump) {
        public static Action of(Kind kind) {
            return new Action(kind, 0);
        }

        /** libpam's actions. */
        public enum Kind {
            IGNORE, BAD, DIE, OK, DONE, RESET, JUMP
        }
    }
}

package io.tightship.model;

import java.util.List;
import java.util.Optional;

/** What a check says of one subject. There is no way to say ERROR here: that is the evaluator's word. */
public sealed interface Verdict {

    /** What was judged within the target; empty where the target is the subject. Stable between runs. */
    String subject();

    List<Evidence> evidence();

    /** Pass or fail, by {@code passes}. */
    static Verdict of(boolean passes, String subject, String observed, String expected, String message,
                      List<Evidence> evidence) {
        return passes ? new Pass(subject, observed, expected, message, evidence)
                : new Fail(subject, observed, expected, message, evidence);
    }

    record Pass(String subject, String observed, String expected, String message, List<Evidence> evidence)
            implements Verdict {
        public Pass {
            evidence = List.copyOf(evidence);
        }
    }

    /** @param milder the severity of this failure where the rule's own would be too high for it */
    record Fail(String subject, String observed, String expected, String message, List<Evidence> evidence,
                Optional<Severity> milder) implements Verdict {
        public Fail {
            evidence = List.copyOf(evidence);
        }

        /** A failure of the rule's own severity. */
        public Fail(String subject, String observed, String expected, String message, List<Evidence> evidence) {
            this(subject, observed, expected, message, evidence, Optional.empty());
        }

        public Fail as(Severity severity) {
            return new Fail(subject, observed, expected, message, evidence, Optional.of(severity));
        }
    }

    /** The rule does not concern this subject, and that is proven: {@code message} tells by what. */
    record NotApplicable(String subject, String message, List<Evidence> evidence) implements Verdict {
        public NotApplicable {
            evidence = List.copyOf(evidence);
        }
    }

    /** Only a person can tell: {@code question} is what to ask. */
    record Manual(String subject, String question, List<Evidence> evidence) implements Verdict {
        public Manual {
            evidence = List.copyOf(evidence);
        }
    }
}

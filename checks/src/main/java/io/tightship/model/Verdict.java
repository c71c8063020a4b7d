package io.tightship.model;

import java.util.List;

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

    record Fail(String subject, String observed, String expected, String message, List<Evidence> evidence)
            implements Verdict {
        public Fail {
            evidence = List.copyOf(evidence);
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

package io.tightship.scan.waive;

import io.tightship.model.Attestation;
import java.time.LocalDate;
import java.util.List;

/** Everything that people decided, out of all files of a run. */
public final class Decisions {

    /** Nobody decided anything. */
    public static final Decisions NONE = new Decisions(List.of(), List.of());

    private final List<Granted> granted;
    private final List<Answer> answers;

    Decisions(List<Granted> granted, List<Answer> answers) {
        this.granted = List.copyOf(granted);
        this.answers = List.copyOf(answers);
    }

    /** An attestation of a control, and where it is written. */
    record Answer(String place, Attestation attestation) {
    }

    /** @param day of the run, UTC */
    public Applying on(LocalDate day) {
        return new Applying(granted, answers, day);
    }
}

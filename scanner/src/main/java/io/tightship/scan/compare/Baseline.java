package io.tightship.scan.compare;

import io.tightship.model.Assessment;
import io.tightship.model.Assessment.ClusterIdentity;
import io.tightship.model.Comparison;
import io.tightship.model.Remark;
import java.util.ArrayList;
import java.util.List;

/** The run that another one is compared with. */
public final class Baseline {

    private Baseline() {
    }

    public static Comparison.Baseline of(Assessment assessment) {
        return new Comparison.Baseline(assessment.run().id(), assessment.run().startedAt(),
                assessment.tool().version(), assessment.run().complete());
    }

    /** What a reader must know who takes the comparison for one of like with like. */
    public static List<Remark> remarks(Assessment before, List<ClusterIdentity> now, String version) {
        List<Remark> remarks = new ArrayList<>();
        for (ClusterIdentity old : before.clusters()) {
            now.stream().filter(cluster -> cluster.name().equals(old.name()) && cluster.uid().isPresent()
                    && old.uid().isPresent() && !cluster.uid().equals(old.uid())).forEach(cluster ->
                    remarks.add(new Remark("comparison-other-cluster", "the cluster " + cluster.name()
                            + " is another one than in the run before: its UID was " + old.uid().get() + " and is "
                            + cluster.uid().get())));
        }
        if (!before.run().complete()) {
            remarks.add(new Remark("comparison-incomplete", "the run before, " + before.run().id()
                    + ", is incomplete: what it did not judge cannot be compared"));
        }
        if (!before.tool().version().equals(version)) {
            remarks.add(new Remark("comparison-other-version", "the run before was made by version "
                    + before.tool().version()));
        }
        return remarks;
    }
}

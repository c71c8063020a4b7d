package io.tightship.report.junit;

import io.tightship.model.Assessment;
import io.tightship.model.Digest;
import io.tightship.model.Outcome;
import io.tightship.model.Target;
import io.tightship.report.Tally;
import io.tightship.report.Text;
import io.tightship.report.Words;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names and counts of the suites: one for each target that has a finding. */
final class Suites {

    private final SortedMap<Target, Suite> suites = new TreeMap<>();

    Suites(Assessment assessment, Tally tally) {
        Map<String, Integer> taken = new HashMap<>();
        for (Target target : tally.byTarget().keySet()) {
            taken.merge(className(assessment, target), 1, Integer::sum);
        }
        int id = 0;
        for (Map.Entry<Target, Tally.Counts> entry : tally.byTarget().entrySet()) {
            Target target = entry.getKey();
            String className = className(assessment, target);
            if (taken.get(className) > 1) {
                className += "_" + Digest.identity("class", target.id()).substring(0, 6);
            }
            suites.put(target, new Suite(id++, className, entry.getValue()));
        }
    }

    SortedMap<Target, Suite> byTarget() {
        return suites;
    }

    /** Readers split it at dots into packages, and some take slashes for dots, so a name's own become underscores. */
    private static String className(Assessment assessment, Target target) {
        return flat(assessment.site()) + "." + target.kind() + "." + flat(target.name());
    }

    /** The site, and the cluster where the target belongs to one. */
    static String group(Assessment assessment, Target target) {
        String cluster = Words.cluster(target);
        return flat(assessment.site()) + (cluster.isEmpty() ? "" : "." + flat(cluster));
    }

    private static String flat(String name) {
        String flat = Text.line(name, 200).replaceAll("[./\\\\\\s]", "_");
        return flat.isEmpty() ? "_" : flat;
    }

    /** @param id from 0 */
    record Suite(int id, String className, Tally.Counts counts) {
        /** What readers look for by default; a name that had to be changed to be one brings its hash. */
        String fileName() {
            String plain = className.replaceAll("[^A-Za-z0-9._-]", "_");
            if (plain.length() > 160) {
                plain = plain.substring(0, 160);
            }
            return "TEST-" + plain + (plain.equals(className) ? "" : "_" + Digest.identity("file", className))
                    + ".xml";
        }

        long failures() {
            return counts.of(Outcome.FAIL) - counts.waived(Outcome.FAIL);
        }

        long errors() {
            return counts.of(Outcome.ERROR) - counts.waived(Outcome.ERROR);
        }

        long skipped() {
            return counts.sum() - counts.of(Outcome.PASS) - failures() - errors();
        }
    }
}

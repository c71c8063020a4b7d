package io.tightship.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a report says besides the findings, which are streamed: see {@code assessment.json}.
 *
 * @param causes     sorted
 * @param settings   the values that rules asked for, sorted
 * @param footprint  what the run cost each target, sorted by target
 * @param waivers    those that take findings out of the gate
 * @param comparison with an earlier run, where one was given
 * @param data       what rules of the run judge by and grows old
 */
public record Assessment(Tool tool, Run run, String site, List<ClusterIdentity> clusters, Selection selection,
                         List<Setting> settings, List<Benchmark> benchmarks, List<Rule> rules, List<Target> targets,
                         List<Cause> causes, Coverage coverage, Totals totals, List<Footprint> footprint,
                         List<Waiver> waivers, List<Attestation> attestations, List<Remark> remarks,
                         Optional<Comparison> comparison, List<DatedData> data) {

    /** Of a run without attestations, remarks and dated data that was compared with nothing. */
    public Assessment(Tool tool, Run run, String site, List<ClusterIdentity> clusters, Selection selection,
                      List<Setting> settings, List<Benchmark> benchmarks, List<Rule> rules, List<Target> targets,
                      List<Cause> causes, Coverage coverage, Totals totals, List<Footprint> footprint,
                      List<Waiver> waivers) {
        this(tool, run, site, clusters, selection, settings, benchmarks, rules, targets, causes, coverage, totals,
                footprint, waivers, List.of(), List.of(), Optional.empty(), List.of());
    }

    public record Tool(String name, String version) {
    }

    /**
     * @param complete false where the run was interrupted or coverage stayed under the minimum
     */
    public record Run(String id, Instant startedAt, Instant finishedAt, boolean complete) {
    }

    /**
     * @param uid     of the namespace kube-system: the customary identity of a cluster
     * @param version as the API server says, with the leading v
     */
    public record ClusterIdentity(String name, Optional<String> uid, Optional<String> version) {
    }

    /** What was asked for; lists are empty where nothing was narrowed. */
    public record Selection(List<String> benchmarks, List<String> profiles, List<String> checks, List<String> targets) {
    }

    /**
     * What the run cost one target. Bytes are those that the scanner received.
     *
     * @param connections made to it, or for the site by the scanner itself
     * @param executions  of a shell or a command
     * @param requests    to an API; of a node, how often it was asked to connect on over the connection that there is,
     *                    and how often the scanner tried whether it had to be
     */
    public record Footprint(String target, int connections, int executions, int requests, long bytes)
            implements Comparable<Footprint> {
        public Footprint plus(Footprint other) {
            return new Footprint(target, connections + other.connections, executions + other.executions,
                    requests + other.requests, bytes + other.bytes);
        }

        @Override
        public int compareTo(Footprint other) {
            return target.compareTo(other.target);
        }
    }
}

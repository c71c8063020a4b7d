package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.ApiRequest;
import io.tightship.fixtures.SimulatedSite;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.report.json.StoredAssessment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * API servers that enforce RBAC, switches that enforce the rights of their user, and accounts that have what {@code tightship
 * access} printed.
 */
class PrintedRightsTest {

    /** What the printed role is for as well, where a cluster has it. */
    private static final List<String> GROUPS = List.of("cilium.io v2", "crd.antrea.io v1beta1",
            "gateway.networking.k8s.io v1", "openreports.io v1alpha1",
            "policy.networking.k8s.io v1alpha1", "projectcalico.org v3", "secrets-store.csi.x-k8s.io v1",
            "serving.knative.dev v1");

    @TempDir
    private Path folder;

    @Test
    void a_run_with_only_the_printed_rights_finds_what_an_administrator_finds_and_stays_inside_them() throws Exception {
        for (String more : List.of("", "--allow-dry-run")) {
            try (SimulatedSite site = SimulatedSite.start("hardened", Files.createDirectories(folder.resolve("site" + more)))) {
                Map<String, Finding> unrestricted = scan(site.inventory(), more);
                PrintedRights rights = PrintedRights.of(access(site.inventory(), more));
                List<ApiRequest> asked = allowOnly(site, rights);
                Map<String, Finding> restricted = scan(site.inventory(), more);
                assertThat(asked).isNotEmpty().allMatch(rights, "is granted");
                assertThat(said(restricted)).isEqualTo(said(unrestricted));
                assertThat(outcome(restricted, "kyverno-denies-a-violating-pod")).containsExactly(more.isEmpty()
                        ? Outcome.MANUAL : Outcome.PASS);
                assertThat(rights.unused(asked)).as("rights on what these clusters do not serve").allMatch(grant ->
                        GROUPS.stream().anyMatch(group -> grant.startsWith("list " + group.split(" ")[0] + "/")));
            }
        }
    }

    @Test
    void without_any_one_of_them_what_rests_on_it_is_an_error_that_names_it_and_never_a_pass() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("hardened", folder.resolve("site"))) {
            site.serveToo(GROUPS);
            Path inventory = clustersOnly(site.inventory());
            PrintedRights rights = PrintedRights.of(access(inventory, "--allow-dry-run"));
            Map<String, String> all = said(scan(inventory, "--allow-dry-run"));
            for (PrintedRights.Grant taken : rights.grants()) {
                allowOnly(site, rights.without(taken));
                Map<String, Finding> less = scan(inventory, "--allow-dry-run");
                Map<String, String> words = said(less);
                List<Finding> changed = less.values().stream().filter(finding -> !words.get(finding.id()).equals(
                        all.get(finding.id()))).toList();
                if (taken.resource().startsWith("tier.")) {
                    assertThat(changed).as("of the tiers Calico's own server asks, which is not simulated").isEmpty();
                    continue;
                }
                assertThat(changed).as(taken.toString()).isNotEmpty().allSatisfy(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.ERROR);
                    assertThat(finding.cause().orElseThrow().reason()).isIn(Reason.FORBIDDEN, Reason.BLIND);
                    assertThat(finding.message()).contains(taken.path().isEmpty() ? taken.resource()
                            : taken.path().replace("/*", ""));
                });
            }
        }
    }

    @Test
    void a_kubelet_that_the_role_does_not_open_is_an_error() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("hardened", folder.resolve("site"))) {
            String[] narrow = {"--check", "kubelet-pod-pids-limited"};
            PrintedRights rights = PrintedRights.of(access(site.inventory(), narrow));
            Map<String, Finding> all = scan(site.inventory(), narrow);
            List<ApiRequest> asked = allowOnly(site, rights);
            assertThat(said(scan(site.inventory(), narrow))).isEqualTo(said(all));
            assertThat(asked).allMatch(rights, "is granted");
            assertThat(rights.grants()).extracting(PrintedRights.Grant::resource).contains("nodes/proxy")
                    .doesNotContain("secrets");
            allowOnly(site, new PrintedRights(rights.grants().stream().filter(grant ->
                    !grant.resource().equals("nodes/proxy")).toList()));
            Map<String, Finding> less = scan(site.inventory(), narrow);
            assertThat(less.values().stream().filter(finding -> finding.outcome() != Outcome.PASS)).singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.outcome()).isEqualTo(Outcome.ERROR);
                        assertThat(finding.message()).contains("cannot get resource \"nodes/proxy\"");
                    });
        }
    }

    @Test
    void switches_are_asked_what_is_printed_and_each_of_it_is_needed() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("hardened", folder.resolve("site"))) {
            String[] narrow = {"--check", "switches-*", "--target", "btor-*"};
            Set<String> printed = run("access", "-i", site.inventory().toString(), "switch").out().lines()
                    .filter(line -> line.startsWith("#   ")).map(line -> line.substring(4))
                    .collect(Collectors.toCollection(TreeSet::new));
            Map<String, Finding> all = scan(site.inventory(), narrow);
            Set<String> asked = Collections.synchronizedSet(new TreeSet<>());
            site.allowOnlyOnSwitches(what -> !asked.add(what) || printed.contains(what));
            assertThat(said(scan(site.inventory(), narrow))).isEqualTo(said(all));
            assertThat(asked).isEqualTo(printed);
            for (String taken : printed) {
                site.allowOnlyOnSwitches(what -> printed.contains(what) && !what.equals(taken));
                Map<String, Finding> less = scan(site.inventory(), narrow);
                Map<String, String> words = said(less);
                assertThat(less.values().stream().filter(finding -> !words.get(finding.id()).equals(said(all)
                        .get(finding.id())))).as(taken).isNotEmpty().allSatisfy(finding -> {
                    assertThat(finding.outcome()).isEqualTo(Outcome.ERROR);
                    assertThat(finding.cause().orElseThrow().reason()).isEqualTo(Reason.FORBIDDEN);
                    assertThat(finding.message()).contains(taken.replace("GET ", ""));
                });
            }
        }
    }

    /** As a job inside of a cluster has it: no host and no switch. */
    private static Path clustersOnly(Path inventory) throws Exception {
        String text = Files.readString(inventory);
        return Files.writeString(inventory.resolveSibling("clusters.yaml"), text.substring(0, text.indexOf("connections:\n"))
                + text.substring(text.indexOf("\nclusters:\n"), text.indexOf("\nnodes:\n")) + "\nswitches: []\n");
    }

    /** What the API servers are asked from now on, while they allow the rights alone. */
    private static List<ApiRequest> allowOnly(SimulatedSite site, PrintedRights rights) {
        List<ApiRequest> asked = Collections.synchronizedList(new ArrayList<>());
        site.allowOnly(request -> {
            asked.add(request);
            return rights.test(request);
        });
        return asked;
    }

    private static String access(Path inventory, String... more) {
        CommandLineRun run = run(Stream.concat(Stream.of("access", "-i", inventory.toString(), "rbac"), Stream.of(more))
                .toArray(String[]::new));
        assertThat(run.code()).as(run.messages()).isZero();
        return run.out();
    }

    private Map<String, Finding> scan(Path inventory, String... more) throws Exception {
        Path out = folder.resolve("reports");
        run(Stream.concat(Stream.of("scan", "-i", inventory.toString(), "-o", out.toString(), "--format", "json"),
                Stream.of(more)).toArray(String[]::new));
        try (StoredAssessment stored = StoredAssessment.open(out.resolve("assessment.json"));
                Stream<Finding> findings = stored.ordered()) {
            return findings.collect(Collectors.toMap(Finding::id, finding -> finding, (one, other) -> one, TreeMap::new));
        }
    }

    private static CommandLineRun run(String... words) {
        return CommandLineRun.of(Stream.of(words).filter(word -> !word.isEmpty()).toArray(String[]::new));
    }

    /** Outcome and words of each finding: readings have times of their own. */
    private static Map<String, String> said(Map<String, Finding> findings) {
        return findings.values().stream().collect(Collectors.toMap(Finding::id, finding -> finding.rule() + " "
                + finding.target().id() + " " + finding.subject() + ": " + finding.outcome() + " " + finding.observed() + " "
                + finding.message(), (one, other) -> one, TreeMap::new));
    }

    private static Set<Outcome> outcome(Map<String, Finding> findings, String rule) {
        return findings.values().stream().filter(finding -> finding.rule().equals(rule)).map(Finding::outcome)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

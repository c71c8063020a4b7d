package io.tightship.library.kyverno;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ClusterHeading;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.fact.kyverno.KyvernoLine;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VersionTest {

    static List<Case> compliant() {
        return List.of(of("as the guide installs it", "v1.32.7", kyverno("3.5.2")),
                of("newer", "v1.32.7", kyverno("v10.0.0+build")),
                of("as the knowledge base installs it", "v1.24.17", kyverno("3.0.9"), policies("3.0.7")),
                of("after the guide's line", "v1.35.1", kyverno("3.9.1")),
                of("what the site states", "v1.36.2", kyverno("3.9.0")).value(KyvernoValues.CHART_VERSION, "3.9.0"),
                of("beside another chart", "v1.32.7", kyverno("3.5.2"), new Release("x", "other", 1, "failed", "other", "0.1",
                        new TreeMap<>())));
    }

    static List<Case> violations() {
        return List.of(of("none", "v1.32.7"), of("failed", "v1.32.7", release("kyverno", "3.5.2", "failed")),
                of("in between", "v1.32.7", release("kyverno", "3.5.2", "pending-upgrade")),
                of("too old", "v1.32.7", kyverno("3.4.9")), of("a release candidate", "v1.32.7", kyverno("3.5.2-rc.1")),
                of("no version", "v1.32.7", kyverno("latest")), of("the guide's, which is not tested with 1.35",
                        "v1.35.1", kyverno("3.5.2")),
                of("policies of another line", "v1.24.17", kyverno("3.0.9"), policies("3.2.5")),
                of("policies without a version", "v1.32.7", kyverno("3.5.2"), policies("latest")));
    }

    @Test
    void a_cluster_that_no_known_line_is_tested_with_is_a_question() {
        assertThat(of("1.36", "v1.36.2", kyverno("3.9.0")).judge(new Version())).extracting(Finding::outcome)
                .containsExactly(Outcome.MANUAL);
    }

    @Test
    void a_chart_that_is_not_tested_with_the_cluster_says_so() {
        assertThat(of("3.5 on 1.24", "v1.24.17", kyverno("3.5.2")).judge(new Version())).singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("not tested with Kubernetes v1.24.17"));
    }

    @Test
    void each_version_of_kubernetes_has_its_least_version() {
        assertThat(List.of(24, 25, 26, 27, 28, 29).stream().map(minor -> KyvernoLine.least(minor).orElseThrow()))
                .containsExactly("3.0.0", "3.1.0", "3.2.0", "3.2.0", "3.3.0", "3.4.0");
        assertThat(List.of(30, 31, 32, 33).stream().map(minor -> KyvernoLine.least(minor).orElseThrow()))
                .containsOnly("3.5.2");
        assertThat(List.of(34, 35).stream().map(minor -> KyvernoLine.least(minor).orElseThrow()))
                .containsOnly("3.9.0");
        assertThat(KyvernoLine.least(36)).isEmpty();
        assertThat(KyvernoLine.least(23)).isEmpty();
    }

    private static Release kyverno(String version) {
        return release("kyverno", version, "deployed");
    }

    private static Release policies(String version) {
        return release("kyverno-policies", version, "deployed");
    }

    private static Release release(String chart, String version, String status) {
        return new Release("kyverno", chart, 2, status, chart, version, new TreeMap<>());
    }

    private static Case of(String name, String kubernetes, Release... releases) {
        return Case.of(name, Clusters.ADMIN).with(HelmReleases.KEY, new HelmReleases(List.of(releases)))
                .with(ClusterHeading.KEY, new ClusterHeading("50fc32ab", kubernetes));
    }
}

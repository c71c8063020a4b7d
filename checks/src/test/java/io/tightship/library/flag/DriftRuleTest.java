package io.tightship.library.flag;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeadmArguments;
import io.tightship.fact.kubernetes.ManifestFlags;
import io.tightship.fact.kubernetes.MirrorFlags;
import io.tightship.fact.kubernetes.UnitFlags;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DriftRuleTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("admin", Space.ADMIN);
    private static final String HARDENED = "--profiling=false --tls-min-version=VersionTLS12";

    /** By rule; a place that is not there has no line. */
    private record Site(Component component, String name, String running, String manifest, String mirror, String unit,
                        String kubeadm) {

        Case site() {
            return Case.of(name, Servers.NODE).withMembers(Servers.NODE, Flags.of(component), Map.of(component.process(),
                            flags(component, running).orElseThrow()))
                    .with(ManifestFlags.of(component), new ManifestFlags(flags(component, manifest)))
                    .with(MirrorFlags.of(component), new MirrorFlags(flags(component, mirror).stream().toList()))
                    .with(UnitFlags.of(component), new UnitFlags(flags(component, unit)))
                    .with(CLUSTER, KubeadmArguments.KEY, new KubeadmArguments(flags(component, kubeadm)
                            .map(given -> Map.of(component, given)).orElse(Map.of())));
        }

        Finding judged() {
            List<Finding> findings = site().judge(check(component));
            assertThat(findings).as(name).hasSize(1);
            return findings.getFirst();
        }
    }

    private static Check check(Component component) {
        return DriftRows.all().get(List.of(Component.KUBE_APISERVER, Component.KUBE_CONTROLLER_MANAGER,
                Component.KUBE_SCHEDULER).indexOf(component));
    }

    private static Optional<Flags> flags(Component component, String line) {
        return Optional.ofNullable(line).map(words -> switch (Flags.parse(component, words.isEmpty() ? List.of()
                : List.of(words.split(" ")))) {
            case Flags.Parsed.Valid(Flags flags) -> flags;
            case Flags.Parsed.Invalid(String why) -> throw new AssertionError(why);
        });
    }

    private static List<Site> good() {
        List<Site> sites = new ArrayList<>();
        for (Component component : List.of(Component.KUBE_APISERVER, Component.KUBE_CONTROLLER_MANAGER,
                Component.KUBE_SCHEDULER)) {
            sites.add(new Site(component, "all the same", HARDENED, HARDENED, HARDENED, null, HARDENED));
            sites.add(new Site(component, "a service", HARDENED, null, null, HARDENED, null));
            sites.add(new Site(component, "no kubeadm", HARDENED, HARDENED, HARDENED, null, null));
            sites.add(new Site(component, "a kubelet that does not register", HARDENED, HARDENED, null, null, HARDENED));
            sites.add(new Site(component, "the mirror pod alone", HARDENED, null, HARDENED, null, null));
            sites.add(new Site(component, "other spellings of the same", "--profiling=F --tls-cipher-suites=A,B",
                    "--profiling=0 --tls-cipher-suites=B --tls-cipher-suites=A", "--profiling=f --tls-cipher-suites=B,A",
                    null, "--profiling=false --tls-cipher-suites=A,B"));
            sites.add(new Site(component, "a flag that no rule judges", HARDENED + " --v=4", HARDENED, HARDENED, null,
                    HARDENED));
        }
        sites.add(new Site(Component.KUBE_APISERVER, "what kubeadm writes by itself", HARDENED
                + " --authorization-mode=Node,RBAC", HARDENED + " --authorization-mode=Node,RBAC", null, null, HARDENED));
        return sites;
    }

    private static List<Site> bad() {
        List<Site> sites = new ArrayList<>();
        for (Component component : List.of(Component.KUBE_APISERVER, Component.KUBE_CONTROLLER_MANAGER,
                Component.KUBE_SCHEDULER)) {
            sites.add(new Site(component, "a manifest that was not taken over", "--profiling=true", "--profiling=false",
                    "--profiling=true", null, null));
            sites.add(new Site(component, "a mirror pod that says something else", "--profiling=true", "--profiling=true",
                    "--profiling=false", null, null));
            sites.add(new Site(component, "a service that was not started anew", "--profiling=true", null, null,
                    "--profiling=false", null));
            sites.add(new Site(component, "t1: the later occurrence counts", "--profiling=false --profiling=true",
                    "--profiling=false", null, null, "--profiling=false"));
            sites.add(new Site(component, "a flag that the next upgrade removes", HARDENED, HARDENED, HARDENED, null, ""));
        }
        sites.add(new Site(Component.KUBE_APISERVER, "a flag that the next upgrade changes",
                "--authorization-mode=Node,RBAC", "--authorization-mode=Node,RBAC", null, null,
                "--authorization-mode=AlwaysAllow"));
        sites.add(new Site(Component.KUBE_CONTROLLER_MANAGER, "the order of controllers decides",
                "--controllers=*,-serviceaccount-token,serviceaccount-token", null, null,
                "--controllers=*,serviceaccount-token,-serviceaccount-token", null));
        sites.add(new Site(Component.KUBE_SCHEDULER, "another configuration file", "--config=/a", "--config=/b", null, null,
                null));
        return sites;
    }

    static List<Case> compliant(String rule) {
        return of(good(), rule);
    }

    static List<Case> violations(String rule) {
        return of(bad(), rule);
    }

    private static List<Case> of(List<Site> sites, String rule) {
        return sites.stream().filter(site -> check(site.component()).rule().id().equals(rule)).map(Site::site).toList();
    }

    @TestFactory
    Stream<DynamicTest> each_row_is_judged() {
        return Stream.concat(good().stream().map(site -> DynamicTest.dynamicTest(site.component() + ": " + site.name(),
                        () -> assertThat(site.judged().outcome()).as(site.judged().message()).isEqualTo(Outcome.PASS))),
                bad().stream().map(site -> DynamicTest.dynamicTest(site.component() + ": " + site.name(),
                        () -> assertThat(site.judged().outcome()).as(site.judged().message()).isEqualTo(Outcome.FAIL))));
    }

    @Test
    void each_difference_is_named_with_both_values_and_the_place() {
        assertThat(new Site(Component.KUBE_APISERVER, "drift", "--profiling --tls-min-version=VersionTLS12",
                "--profiling=false", "--profiling=true --tls-min-version=VersionTLS12", null,
                "--tls-min-version=VersionTLS12").judged().message()).isEqualTo("kube-apiserver runs with "
                + "--profiling=true, and its manifest has --profiling=false; runs with --tls-min-version=VersionTLS12, and "
                + "its manifest has no --tls-min-version; runs with --profiling=true, and kubeadm-config has no --profiling");
        assertThat(new Site(Component.KUBE_SCHEDULER, "same", HARDENED, HARDENED, HARDENED, null, HARDENED).judged()
                .message()).isEqualTo("kube-scheduler runs with the flags of its manifest, its mirror pod and "
                + "kubeadm-config");
    }

    @Test
    void a_server_of_which_nobody_knows_what_starts_it_is_asked_about() {
        Finding finding = new Site(Component.KUBE_APISERVER, "another name", HARDENED, null, null, null, null).judged();
        assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL);
        assertThat(finding.message()).contains("no manifest, no mirror pod and no systemd service of its name");
    }

    @Test
    void the_steps_name_what_starts_it() {
        assertThat(new Site(Component.KUBE_APISERVER, "a service", "--profiling", null, null, "--profiling=false", null)
                .judged().remediation()).contains(Step.command("cp-1",
                "systemctl daemon-reload && systemctl restart kube-apiserver.service"));
        assertThat(new Site(Component.KUBE_APISERVER, "a static pod", "--profiling", "--profiling=false", null, null, null)
                .judged().remediation().toString()).contains("/etc/kubernetes/manifests/kube-apiserver.yaml")
                .doesNotContain("systemctl");
    }
}

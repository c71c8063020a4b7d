package io.tightship.library.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeadmArguments;
import io.tightship.fact.kubernetes.ManifestFlags;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigurationDriftTest {

    private static final String HARDENED = "--profiling=false --tls-min-version=VersionTLS12 --authorization-mode=Node,RBAC";

    static List<Case> compliant() {
        return List.of(site("all the same", HARDENED, HARDENED, "--profiling=false --tls-min-version=VersionTLS12"),
                site("other spellings of the same", "--profiling=F --enable-admission-plugins=A --enable-admission-plugins=B",
                        "--profiling=0 --enable-admission-plugins=B,A", "--profiling=false"),
                site("a flag that no rule judges", HARDENED + " --v=4", HARDENED,
                        "--profiling=false --tls-min-version=VersionTLS12"),
                site("no kubeadm", HARDENED, HARDENED, null), site("no manifest", "--profiling=false", null,
                        "--profiling=false"));
    }

    static List<Case> violations() {
        return List.of(site("a manifest that was not taken over", "--profiling=true", HARDENED, "--profiling=false"),
                site("t1: the later occurrence counts", "--profiling=false --profiling=true", "--profiling=false",
                        "--profiling=false"),
                site("a flag that the next upgrade removes", HARDENED, HARDENED, ""),
                site("a flag that the next upgrade changes", HARDENED, HARDENED,
                        "--profiling=false --tls-min-version=VersionTLS12 --authorization-mode=AlwaysAllow"));
    }

    private static Case site(String name, String running, String manifest, String kubeadm) {
        Target.Cluster cluster = new Target.Cluster("admin", Space.ADMIN);
        return Servers.running(name, running.split(" "))
                .with(ManifestFlags.of(Component.KUBE_APISERVER), new ManifestFlags(flags(manifest)))
                .with(cluster, KubeadmArguments.KEY, new KubeadmArguments(flags(kubeadm)));
    }

    private static Optional<Flags> flags(String line) {
        return Optional.ofNullable(line).map(words -> Servers.flags(words.isEmpty() ? new String[0] : words.split(" ")));
    }

    @Test
    void each_difference_is_named_with_both_values_and_the_place() {
        Finding finding = site("drift", "--profiling --tls-min-version=VersionTLS12", "--profiling=false",
                "--tls-min-version=VersionTLS12").judge(new ConfigurationDrift()).getFirst();
        assertThat(finding.message()).isEqualTo("kube-apiserver runs with --profiling=true, and its manifest has "
                + "--profiling=false; runs with --tls-min-version=VersionTLS12, and its manifest has no "
                + "--tls-min-version; runs with --profiling=true, and kubeadm-config has no --profiling");
    }

    @Test
    void a_server_that_a_unit_starts_has_nothing_to_differ_from() {
        assertThat(site("systemd", HARDENED, null, null).judge(new ConfigurationDrift())).extracting(Finding::outcome)
                .containsExactly(Outcome.NOT_APPLICABLE);
    }
}

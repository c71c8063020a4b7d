package io.tightship.library.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.ApiServerValues;
import io.tightship.fact.kubernetes.StoredEncryption;
import io.tightship.fact.kubernetes.StoredEncryption.Group;
import io.tightship.library.tls.Servers;
import io.tightship.model.Finding;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EncryptionProvidersTest {

    static List<Case> compliant() {
        return List.of(
                by("secretbox, and identity for what is old", group("secrets", "secretbox", "identity")),
                by("all of the core group", group("configmaps", "identity"), group("*.", "kms", "identity")),
                by("everything", group("*.*", "aescbc")),
                by("the first group that names them counts", group("secrets", "kms"), group("secrets", "identity")),
                by("what the site approves", group("secrets", "aesgcm"))
                        .value(ApiServerValues.ENCRYPTION_PROVIDERS, Set.of("aesgcm")));
    }

    static List<Case> violations() {
        return List.of(
                by("identity first", group("secrets", "identity", "aescbc")),
                by("identity first for all, and a good group too late", group("*.*", "identity"),
                        group("secrets", "aescbc")),
                by("secrets are not named", group("configmaps", "aescbc"), group("*.apps", "aescbc")),
                by("a provider that is not approved", group("secrets", "aesgcm")),
                Case.of("no file", Servers.NODE).withMembers(Servers.NODE, StoredEncryption.KEY,
                        Map.of("kube-apiserver", new StoredEncryption(Optional.empty(), List.of()))));
    }

    private static Group group(String resource, String... providers) {
        return new Group(List.of(resource), Arrays.asList(providers));
    }

    private static Case by(String name, Group... groups) {
        return Case.of(name, Servers.NODE).withMembers(Servers.NODE, StoredEncryption.KEY, Map.of("kube-apiserver",
                new StoredEncryption(Optional.of("/etc/kubernetes/encryption.yaml"), List.of(groups))));
    }

    @Test
    void the_message_says_what_secrets_are_written_with_and_why() {
        Finding finding = violations().getFirst().judge(new EncryptionProviders()).getFirst();
        assertThat(finding.message()).isEqualTo("kube-apiserver writes Secrets in plain text: "
                + "/etc/kubernetes/encryption.yaml has identity as the first provider for them; expected one of aescbc, "
                + "kms, secretbox (value encryption-providers) as the first provider for secrets");
    }
}

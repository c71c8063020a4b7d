package io.tightship.scan.inventory;

import java.nio.file.Path;
import java.util.Optional;

/** A reference to a secret; the inventory never holds one. */
public sealed interface Credential {

    /** The inventory's name for it. */
    String name();

    /** A private key in OpenSSH, PKCS#8 or PEM form. */
    record SshKey(String name, String user, Path keyFile, Optional<Secret> passphrase) implements Credential {
    }

    /** Keys of the agent behind {@code SSH_AUTH_SOCK} or {@code socket}. */
    record SshAgent(String name, String user, Optional<Path> socket) implements Credential {
    }

    /** For hosts and for switches. */
    record Password(String name, String user, Secret password) implements Credential {
    }

    /**
     * @param file      the kubeconfig
     * @param context   where empty, its current context
     * @param allowExec whether an exec plugin of the kubeconfig may be run
     */
    record Kubeconfig(String name, Path file, Optional<String> context, boolean allowExec) implements Credential {
    }

    /** The service account of the pod that the scanner runs in. */
    record InCluster(String name) implements Credential {
    }

    /** Where a secret is found. It is read when it is needed, and never printed. */
    sealed interface Secret {
        /** The file's content without its last line break. */
        record InFile(Path path) implements Secret {
        }

        /** The variable of the environment. */
        record InEnvironment(String variable) implements Secret {
        }
    }
}

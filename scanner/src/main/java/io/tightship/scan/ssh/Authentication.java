package io.tightship.scan.ssh;

import io.tightship.model.Reason;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.probe.Secrets;
import io.tightship.scan.probe.SessionFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.method.PasswordResponseProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.PasswordUtils;

/** The ways in which a credential can prove itself to a host. */
final class Authentication {

    private Authentication() {
    }

    /** The user that logs in. */
    static String user(Credential credential) throws SessionFailure {
        return switch (credential) {
            case Credential.SshKey key -> key.user();
            case Credential.SshAgent agent -> agent.user();
            case Credential.Password password -> password.user();
            case Credential.Kubeconfig kubeconfig -> throw notForHosts(credential);
            case Credential.InCluster inCluster -> throw notForHosts(credential);
        };
    }

    /** In the order in which they are tried. */
    static List<AuthMethod> methods(SSHClient client, Credential credential) throws SessionFailure {
        return switch (credential) {
            case Credential.SshKey key -> List.of(new AuthPublickey(load(client, key)));
            case Credential.SshAgent agent -> {
                List<AuthMethod> methods = new ArrayList<>();
                Agent connection = Agent.of(agent);
                for (Agent.Identity identity : connection.identities()) {
                    methods.add(new AgentAuthentication(connection, identity));
                }
                yield methods;
            }
            case Credential.Password password -> {
                char[] secret = Secrets.read(password.password()).toCharArray();
                yield List.of(new AuthPassword(PasswordUtils.createOneOff(secret.clone())),
                        new AuthKeyboardInteractive(new PasswordResponseProvider(
                                PasswordUtils.createOneOff(secret.clone()))));
            }
            case Credential.Kubeconfig kubeconfig -> throw notForHosts(credential);
            case Credential.InCluster inCluster -> throw notForHosts(credential);
        };
    }

    private static KeyProvider load(SSHClient client, Credential.SshKey key) throws SessionFailure {
        if (!Files.isReadable(key.keyFile())) {
            throw new SessionFailure(Reason.AUTHENTICATION, "the key file " + key.keyFile() + " of credential "
                    + key.name() + " cannot be read");
        }
        try {
            PasswordFinder passphrase = key.passphrase().isPresent()
                    ? PasswordUtils.createOneOff(Secrets.read(key.passphrase().get()).toCharArray()) : null;
            KeyProvider provider = client.loadKeys(key.keyFile().toString(), passphrase);
            provider.getPublic(); // reads and decrypts now, so that what is wrong with the file is said as such
            provider.getPrivate();
            return provider;
        } catch (IOException | RuntimeException e) {
            String file = "the key file " + key.keyFile() + " of credential " + key.name();
            if (key.passphrase().isPresent()) {
                throw new SessionFailure(Reason.AUTHENTICATION, file + " cannot be opened with its passphrase");
            }
            throw new SessionFailure(Reason.AUTHENTICATION, encrypted(key.keyFile())
                    ? file + " is encrypted: say passphrase-file or passphrase-environment, or use an ssh-agent"
                    : file + " is not a private key that can be used");
        }
    }

    /** OpenSSH's form names the cipher first; the older forms say it in words. */
    private static boolean encrypted(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (text.contains("ENCRYPTED")) {
                return true;
            }
            if (!text.contains("BEGIN OPENSSH PRIVATE KEY")) {
                return false;
            }
            String start = new String(Base64.getMimeDecoder().decode(text.replaceAll("-----[^-]*-----", "")),
                    StandardCharsets.ISO_8859_1);
            return start.startsWith("openssh-key-v1\0") && !start.startsWith("\0\0\0\4none", 15);
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static SessionFailure notForHosts(Credential credential) {
        return new SessionFailure(Reason.AUTHENTICATION, "the credential " + credential.name()
                + " is for a cluster, not for a host");
    }
}

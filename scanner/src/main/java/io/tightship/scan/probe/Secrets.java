package io.tightship.scan.probe;

import io.tightship.model.Reason;
import io.tightship.scan.inventory.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Fetches a secret from where the inventory says it is. It is never printed. */
public final class Secrets {

    private Secrets() {
    }

    /** The file's content without its last line break, or the variable's value; never empty. */
    public static String read(Credential.Secret secret) throws SessionFailure {
        String text = switch (secret) {
            case Credential.Secret.InFile file -> {
                try {
                    yield Files.readString(file.path(), StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
                } catch (IOException e) {
                    throw new SessionFailure(Reason.AUTHENTICATION,
                            "the secret in " + file.path() + " cannot be read: " + e.getClass().getSimpleName());
                }
            }
            case Credential.Secret.InEnvironment environment ->
                    System.getenv().getOrDefault(environment.variable(), "");
        };
        if (text.isEmpty()) {
            throw new SessionFailure(Reason.AUTHENTICATION, switch (secret) {
                case Credential.Secret.InFile file -> "the secret in " + file.path() + " is empty";
                case Credential.Secret.InEnvironment environment ->
                        "the environment variable " + environment.variable() + " is not set";
            });
        }
        return text;
    }
}

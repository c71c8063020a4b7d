package io.tightship.scan.inventory;

import io.tightship.model.Reason;
import io.tightship.scan.probe.SessionFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Reads the secrets that an inventory refers to. */
public final class Secrets {

    private Secrets() {
    }

    /** @throws SessionFailure where it is not there, cannot be read, or is empty; the message never holds it */
    public static String read(Credential.Secret secret) throws SessionFailure {
        return switch (secret) {
            case Credential.Secret.InFile(java.nio.file.Path path) -> {
                try {
                    yield nonEmpty(Files.readString(path, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", ""),
                            "the file " + path);
                } catch (IOException e) {
                    throw new SessionFailure(Reason.NOT_STATED, "the secret cannot be read: "
                            + e.getClass().getSimpleName() + " " + path);
                }
            }
            case Credential.Secret.InEnvironment(String variable) -> {
                String value = System.getenv(variable);
                yield nonEmpty(value == null ? "" : value, "the variable " + variable + " of the environment");
            }
        };
    }

    private static String nonEmpty(String value, String place) throws SessionFailure {
        if (value.isEmpty()) {
            throw new SessionFailure(Reason.NOT_STATED, "the secret cannot be read: " + place + " is empty");
        }
        return value;
    }
}

package io.tightship.scan.kube;

import io.tightship.model.Reason;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.SessionFailure;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs the program with which a kubeconfig logs in, where the inventory allows it: within the session's deadline, with
 * nothing on its standard input.
 */
final class ExecPlugin {

    private static final List<String> VERSIONS =
            List.of("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1");
    private static final long LONGEST = 1 << 20;

    private ExecPlugin() {
    }

    /** What the program gave. */
    record Identity(Optional<String> token, Optional<String> certificate, Optional<String> key) {
    }

    /**
     * @param exec    the kubeconfig's section
     * @param cluster what the program is told of the cluster where it asks for that
     */
    static Identity run(Data exec, Map<String, Object> cluster, Path kubeconfig, Deadline deadline)
            throws SessionFailure {
        String version = exec.get("apiVersion").text().orElse("");
        String command = exec.get("command").text().orElse("");
        if (!VERSIONS.contains(version) || command.isEmpty()) {
            throw new SessionFailure(Reason.UNSUPPORTED_VERSION, "the exec plugin of the kubeconfig " + kubeconfig
                    + " names no command, or is of an unknown version: " + version);
        }
        Path out = temporary();
        Path errors = temporary();
        try {
            Process process = start(exec, version, command, cluster, kubeconfig, out, errors);
            if (!process.waitFor(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new SessionFailure(Reason.TIMED_OUT, "the exec plugin " + command + " did not end in time");
            }
            if (process.exitValue() != 0) {
                throw new SessionFailure(Reason.AUTHENTICATION, "the exec plugin " + command + " ended with status "
                        + process.exitValue() + ": " + words(errors));
            }
            return identity(command, version, Files.size(out) > LONGEST ? "" : Files.readString(out));
        } catch (IOException e) {
            throw new SessionFailure(Reason.AUTHENTICATION, "the exec plugin " + command + " cannot be run: "
                    + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SessionFailure(Reason.INTERRUPTED, "the exec plugin " + command + " was ended");
        } finally {
            delete(out);
            delete(errors);
        }
    }

    private static Process start(Data exec, String version, String command, Map<String, Object> cluster,
                                 Path kubeconfig, Path out, Path errors) throws IOException {
        List<String> words = new ArrayList<>();
        // A path is seen from the kubeconfig's folder, a bare name from PATH: as kubectl does.
        words.add(command.contains("/") ? kubeconfig.toAbsolutePath().resolveSibling(command).toString() : command);
        words.addAll(exec.get("args").texts());
        ProcessBuilder builder = new ProcessBuilder(words).redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile()).redirectError(errors.toFile());
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("interactive", false);
        if (exec.get("provideClusterInfo").bool().orElse(false)) {
            spec.put("cluster", cluster);
        }
        builder.environment().put("KUBERNETES_EXEC_INFO", Json.write(Map.of("apiVersion", version, "kind",
                "ExecCredential", "spec", spec)));
        exec.get("env").list().forEach(variable -> variable.get("name").text().ifPresent(name ->
                builder.environment().put(name, variable.get("value").text().orElse(""))));
        return builder.start();
    }

    private static Identity identity(String command, String version, String answer) throws SessionFailure {
        try {
            Data credential = Json.parse(answer);
            Data status = credential.get("status");
            if (credential.get("apiVersion").text().equals(Optional.of(version)) && status.isMap()) {
                return new Identity(status.get("token").text(), status.get("clientCertificateData").text(),
                        status.get("clientKeyData").text());
            }
        } catch (MalformedDocument e) {
            // The answer may hold a secret, so none of it is repeated.
        }
        throw new SessionFailure(Reason.UNPARSABLE, "the exec plugin " + command + " answered with no ExecCredential "
                + "of " + version);
    }

    private static String words(Path errors) throws IOException {
        try (java.io.InputStream in = Files.newInputStream(errors)) {
            return new String(in.readNBytes(4096), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank())
                    .reduce((first, second) -> second).orElse("it said nothing").strip();
        }
    }

    private static Path temporary() throws SessionFailure {
        try {
            return Files.createTempFile("tightship-", ".exec"); // readable by its owner alone
        } catch (IOException e) {
            throw new SessionFailure(Reason.INTERNAL, "no temporary file can be made: " + e.getMessage());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}

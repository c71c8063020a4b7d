package io.tightship.scan.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A daemon of Debian's real OpenSSH server on a free port, with a key of its own and a key that lets in root and the
 * users that a test makes. Everything that it started or made is gone when it is closed.
 */
public final class RealSshd implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

    private final Path folder;
    private final int port;
    private final List<String> users = new ArrayList<>();
    private Process daemon;

    private RealSshd(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Skips the test where there is no root or no sshd. {@code known_hosts} and {@code user_key} lie in the folder. */
    public static RealSshd start(Path folder, String... configuration) throws Exception {
        return start(folder, folder.resolve("sshd_config"), configuration);
    }

    /** @param file where its configuration is written */
    public static RealSshd start(Path folder, Path file, String... configuration) throws Exception {
        assumeTrue(Files.isExecutable(PROGRAM) && System.getProperty("user.name").equals("root"),
                "skipped: needs root and Debian's package openssh-server");
        Files.createDirectories(Path.of("/run/sshd"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        RealSshd sshd;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            sshd = new RealSshd(folder, free.getLocalPort());
        }
        try {
            sshd.run(file, configuration);
            return sshd;
        } catch (Exception | AssertionError e) {
            sshd.close();
            throw e;
        }
    }

    private void run(Path file, String... configuration) throws Exception {
        for (String key : List.of("host_key", "user_key")) {
            if (!Files.exists(folder.resolve(key))) {
                command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(key).toString());
            }
        }
        Files.copy(folder.resolve("user_key.pub"), folder.resolve("authorized_keys"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(file, """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s/host_key
                AuthorizedKeysFile %s/authorized_keys
                PidFile none
                StrictModes no
                UsePAM yes
                """.formatted(port, folder, folder) + String.join("\n", configuration) + "\n");
        String key = Files.readString(folder.resolve("host_key.pub")).replaceFirst(" [^ ]*\\s*$", "");
        Files.writeString(folder.resolve("known_hosts"), "[127.0.0.1]:" + port + " " + key + "\n");
        daemon = new ProcessBuilder(PROGRAM.toString(), "-D", "-f", file.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("sshd.log").toFile()).start();
        for (int attempt = 0; attempt < 200; attempt++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                assertThat(daemon.waitFor(50, TimeUnit.MILLISECONDS)).as(Files.readString(folder.resolve("sshd.log")))
                        .isFalse();
            }
        }
        throw new AssertionError("sshd does not listen");
    }

    /** An account with this login shell that the key lets in; where the text is not empty, also by this password. */
    public String user(String shell, String password) throws Exception {
        String name = "tship" + ProcessHandle.current().pid() % 100000 + "x" + users.size();
        command("useradd", "--no-create-home", "--home-dir", "/", "--shell", shell, "--password", "*", name);
        users.add(name);
        if (!password.isEmpty()) {
            Process change = new ProcessBuilder("chpasswd").start();
            try (var input = change.getOutputStream()) {
                input.write((name + ":" + password + "\n").getBytes(StandardCharsets.UTF_8));
            }
            assertThat(change.waitFor()).isZero();
        }
        return name;
    }

    public int port() {
        return port;
    }

    private static void command(String... words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(String.join(" ", words) + ": " + said).isZero();
    }

    @Override
    public void close() throws IOException {
        if (daemon != null && daemon.isAlive()) {
            List<ProcessHandle> sessions = daemon.descendants().toList();
            sessions.forEach(ProcessHandle::destroy);
            daemon.destroy();
            daemon.onExit().completeOnTimeout(daemon, 5, TimeUnit.SECONDS).join();
        }
        for (String user : users) {
            command("userdel", "--force", user);
        }
        users.clear();
    }
}

package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tightship.fixtures.SimulatedSite;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The line of {@code deploy/tightship.cron} under the real cron, which has the machine's files to itself for that time. */
@Tag("host")
@Execution(ExecutionMode.CONCURRENT)
class RealCronTest {

    private static final int MINUTES = 5;

    @TempDir
    private Path folder;

    @Test
    void cron_starts_the_night_and_mails_what_it_says() throws Exception {
        assumeTrue(Stream.of("/usr/sbin/cron", "/usr/bin/unshare").allMatch(program -> Files.isExecutable(Path.of(program)))
                && "root".equals(System.getProperty("user.name")), "skipped: needs Debian's package cron, and root");
        Path mail = folder.resolve("mail");
        script(Files.createDirectory(folder.resolve("sbin")).resolve("sendmail"), "cat >> " + mail);
        Path launcher = script(folder.resolve("tightship"), "exec " + Path.of(System.getProperty("java.home"), "bin",
                "java") + " -cp '" + System.getProperty("java.class.path") + "' io.tightship.scan.cli.Main \"$@\"");
        try (SimulatedSite site = SimulatedSite.start("lax", Files.createDirectory(folder.resolve("site")))) {
            Files.writeString(folder.resolve("line"), Files.readString(Path.of("..", "deploy", "tightship.cron"))
                    .replace("0 2 * * * tightship /opt/tightship/tightship", "* * * * * root " + launcher)
                    .replace("/etc/tightship/site.yaml", site.inventory().toString())
                    .replace("/var/lib/tightship", folder.resolve("nights").toString())
                    .replace("--quiet", "--quiet --check login-sshd-uses-pam"));
            // Nothing of this outlives the process: what it mounts, nobody else sees.
            Path inside = script(folder.resolve("inside"), """
                    set -e
                    mount -t tmpfs tmpfs /etc/cron.d
                    mount -t tmpfs tmpfs /run
                    mount -t tmpfs tmpfs /var/spool/cron
                    mkdir -p /var/spool/cron/crontabs
                    mount --bind /dev/null /etc/crontab
                    mount -t overlay overlay -o lowerdir=%1$s/sbin:/usr/sbin /usr/sbin
                    install -m 644 %1$s/line /etc/cron.d/tightship
                    exec cron -f""".formatted(folder));
            Process cron = new ProcessBuilder(List.of("unshare", "-m", inside.toString())).redirectErrorStream(true)
                    .redirectOutput(new File(folder.resolve("words").toString())).start();
            try {
                long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
                while (!Files.exists(mail) && cron.isAlive() && System.nanoTime() < until) {
                    cron.waitFor(1, TimeUnit.SECONDS);
                }
            } finally {
                cron.descendants().forEach(ProcessHandle::destroyForcibly);
                cron.destroyForcibly().waitFor();
            }
            assertThat(mail).as(Files.readString(folder.resolve("words"))).content().contains("To: operators@example.com",
                    "demo-lax: Not clean: coverage 100.0 %", folder.resolve("nights").toString());
            assertThat(folder.resolve("nights/latest/report.html")).exists();
        }
    }

    private static Path script(Path file, String text) throws Exception {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

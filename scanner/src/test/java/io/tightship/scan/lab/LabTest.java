package io.tightship.scan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lab leaves nothing on the machine, also after a crash. */
@Tag("lab")
class LabTest {

    @Test
    void what_crashed_is_built_anew_and_taken_down_without_a_trace() throws Exception {
        Lab lab = Lab.start();
        try {
            // All processes of one host and the network of another are gone, as after a crash in between.
            assertThat(Lab.run(List.of("bash", "-c", "kill -KILL $(ip netns pids " + lab.name() + "-head) && ip netns del "
                    + lab.name() + "-admin")).status()).isZero();
            lab.up();
            assertThat(lab.connect("user")).isZero();
        } finally {
            lab.down();
        }
        lab.down();
        assertThat(lab.folder()).doesNotExist();
        for (String host : List.of("head", "admin", "user")) {
            assertThat(Path.of("/run/netns", lab.name() + "-" + host)).doesNotExist();
        }
        assertThat(Lab.run(List.of("ip", "route")).words()).doesNotContain("10.98." + lab.number() + ".");
        assertThat(Lab.run(List.of("ip", "-br", "link")).words()).doesNotContain("lab" + lab.number());
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(lab.name());
        assertThat(Lab.run(List.of("ps", "ax", "-o", "args")).words().lines().filter(line ->
                line.contains(lab.folder().toString()))).isEmpty();
    }
}

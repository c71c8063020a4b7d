package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ConnectsTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void the_loop_that_is_sent_tells_each_port_with_its_status_and_words() throws Exception {
        int closed = closedPort();
        try (ServerSocket open = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Process bash = new ProcessBuilder(new HostNetworkProbe.Connects("127.0.0.1", List.of(open.getLocalPort(),
                    closed)).words()).start();
            try (InputStream answer = bash.getInputStream()) {
                assertThat(new TreeSet<>(new String(answer.readAllBytes(), StandardCharsets.UTF_8).lines().toList()))
                        .isEqualTo(new TreeSet<>(List.of(open.getLocalPort() + " 0 ",
                                closed + " 1 Connection refused")));
            }
            assertThat(bash.waitFor()).isZero();
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket port = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            return port.getLocalPort();
        }
    }

    @Test
    void only_addresses_names_and_ports_are_sent() {
        for (String host : List.of("", "-x", "a b", "$(id)", "a;b", "a'b")) {
            assertThatThrownBy(() -> new HostNetworkProbe.Connects(host, List.of(22)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new HostNetworkProbe.Connects("a", List.of(0))).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import io.tightship.scan.inventory.NodeConnection.Privilege;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShellAnswersTest {

    private static final String NONCE = "0123456789abcdef0123456789abcdef";
    private static final SessionId SESSION = SessionId.node(new Target.Node("n", Set.of(NodeRole.WORKER),
            Optional.empty(), Space.USER, Optional.empty(), false, Optional.empty()));
    private static final NodeProbe HOSTNAME = new FileProbe.ReadFile("/etc/hostname");
    private static final NodeProbe FOLDER = new FileProbe.ReadTree("/etc/pam.d");
    private static final NodeProbe CONNECT = new HostNetworkProbe.Connect("192.0.2.1", 10443);
    private static final SessionFailure END = new SessionFailure(Reason.NOT_ATTEMPTED, "the session ended");

    @Test
    void a_banner_is_skipped_and_each_answer_goes_to_its_probe() {
        List<Reading> readings = readings("Welcome!\n" + frame(0, 0, "node-1\n", "") + frame(1, 1, "",
                "cat: /nonexistent: No such file or directory"), HOSTNAME, new FileProbe.ReadFile("/nonexistent"));
        assertThat(readings.get(0).text()).isEqualTo("node-1\n");
        assertThat(readings.get(1).status()).isInstanceOf(Reading.Status.Absent.class);
    }

    @Test
    void nul_bytes_survive() {
        assertThat(readings(frame(0, 0, "a\0b", ""), HOSTNAME).getFirst().body()).containsExactly('a', 0, 'b');
    }

    @Test
    void a_frame_with_another_nonce_is_never_an_answer() {
        String forged = frame(0, 0, "forged", "").replace(NONCE, "f".repeat(32));
        assertThat(reason(forged, HOSTNAME)).isEqualTo(Reason.NOT_ATTEMPTED);
    }

    @Test
    void a_frame_out_of_turn_or_without_its_end_is_never_an_answer() {
        assertThat(reason(frame(1, 0, "x", ""), HOSTNAME)).isEqualTo(Reason.NOT_ATTEMPTED);
        String whole = frame(0, 0, "x", "");
        assertThat(reason(whole.substring(0, whole.indexOf(" E ")), HOSTNAME)).isEqualTo(Reason.NOT_ATTEMPTED);
        assertThat(reason(whole.replace("E 0 1.0 2.0 0", "E 0 1.0 2.0 "), HOSTNAME)).isEqualTo(Reason.NOT_ATTEMPTED);
    }

    @Test
    void what_a_command_could_not_do_has_its_reason() {
        assertThat(reason(frame(0, 1, "", "cat: /etc/hostname: Permission denied"), HOSTNAME))
                .isEqualTo(Reason.FORBIDDEN);
        assertThat(reason(frame(0, 127, "", "timeout: failed to run command 'cat'"), HOSTNAME))
                .isEqualTo(Reason.TOOL_MISSING);
        assertThat(reason(frame(0, 124, "", ""), HOSTNAME)).isEqualTo(Reason.TIMED_OUT);
        assertThat(reason(frame(0, 0, "x".repeat((1 << 20) + 1), ""), HOSTNAME)).isEqualTo(Reason.TRUNCATED);
        assertThat(reason(frame(0, 2, "", "tar: /etc/pam.d: Cannot open: Permission denied"), FOLDER))
                .isEqualTo(Reason.FORBIDDEN);
        assertThat(readings(frame(0, 2, "", "tar: /etc/pam.d: Cannot stat: No such file or directory"), FOLDER)
                .getFirst().status()).isInstanceOf(Reading.Status.Absent.class);
    }

    @Test
    void t66_connected_refused_timed_out_and_no_route_are_told_apart() {
        assertThat(readings(frame(0, 0, "", ""), CONNECT).getFirst().text()).isEqualTo("CONNECTED");
        assertThat(readings(frame(0, 1, "", "192.0.2.1: connect: Connection refused"), CONNECT).getFirst().text())
                .isEqualTo("REFUSED");
        assertThat(readings(frame(0, 124, "", ""), CONNECT).getFirst().text()).isEqualTo("TIMED_OUT");
        assertThat(readings(frame(0, 1, "", "192.0.2.1: connect: No route to host"), CONNECT).getFirst().text())
                .isEqualTo("UNREACHABLE");
        assertThat(reason(frame(0, 1, "", "head: Name or service not known"), CONNECT)).isEqualTo(Reason.UNREACHABLE);
        assertThat(reason(frame(0, 1, "", "/dev/tcp/192.0.2.1/10443: No such file or directory"), CONNECT))
                .isEqualTo(Reason.UNPARSABLE);
    }

    private static Reason reason(String output, NodeProbe probe) {
        return ((Reading.Status.Unread) readings(output, probe).getFirst().status()).reason();
    }

    private static List<Reading> readings(String output, NodeProbe... probes) {
        return ShellAnswers.readings(SESSION, ShellScript.of(List.of(probes), Privilege.NONE, NONCE),
                (output + NONCE + " D\n").getBytes(StandardCharsets.UTF_8), Instant.EPOCH, END);
    }

    private static String frame(int index, int exit, String output, String words) {
        return NONCE + " B " + index + "\n" + base64(output) + "\n" + NONCE + " E " + index + " 1.0 2.0 " + exit + "\n"
                + base64(words) + "\n";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

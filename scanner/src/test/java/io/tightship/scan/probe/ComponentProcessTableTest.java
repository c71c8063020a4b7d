package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.model.NodeRole;
import io.tightship.model.Reason;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which processes count as a component, from the answer as a host gives it. */
class ComponentProcessTableTest {

    private static final SessionId SESSION = SessionId.node(new Target.Node("cp-1", Set.of(NodeRole.CONTROL_PLANE),
            Optional.of("admin"), Space.ADMIN, Optional.empty(), false, Optional.empty()));
    private static final String INIT = process(1, "/sbin/init");

    @Test
    void t9_a_binary_given_by_its_full_path_is_still_the_component() {
        assertThat(table(INIT + process(700, "/usr/local/bin/kube-apiserver", "--profiling=false"))
                .of("kube-apiserver")).singleElement()
                .satisfies(found -> assertThat(found.arguments()).contains("--profiling=false"));
    }

    @Test
    void t22_a_process_that_only_mentions_a_component_is_not_one() {
        ProcessTable table = table(INIT
                + process(700, "kube-apiserver", "--kubelet-client-certificate=/pki/kubelet.crt",
                        "--etcd-servers=https://127.0.0.1:2379")
                + process(701, "grep", "kubelet") + process(702, "/bin/sh", "-c", "exec kubelet --config=/x")
                + process(703, "my-kubelet") + process(704, "kubelet-wrapper"));
        assertThat(table.of("kubelet")).isEmpty();
        assertThat(table.of("etcd")).isEmpty();
        assertThat(table.of("kube-apiserver")).hasSize(1);
    }

    @Test
    void arguments_with_line_breaks_spaces_and_nothing_stay_single() {
        assertThat(table(INIT + process(700, "kube-apiserver", "--a=b c", "", "--d=e\nf")).of("kube-apiserver"))
                .singleElement().satisfies(found -> assertThat(found.arguments())
                        .containsExactly("kube-apiserver", "--a=b c", "", "--d=e\nf"));
    }

    @Test
    void secrets_are_masked_and_neither_yes_or_no_nor_the_path_of_a_file_is_one() {
        assertThat(table(INIT + process(700, "kube-apiserver", "--enable-bootstrap-token-auth=true",
                "--service-account-extend-token-expiration=F", "--token-auth-file=/etc/tokens.csv",
                "--some-secret=trueish")).of("kube-apiserver").getFirst().arguments()).containsExactly("kube-apiserver",
                "--enable-bootstrap-token-auth=true", "--service-account-extend-token-expiration=F",
                "--token-auth-file=/etc/tokens.csv", "--some-secret=(masked)");
    }

    @Test
    void where_one_process_holds_the_components_their_absence_proves_nothing_and_its_arguments_stay_on_the_host() {
        for (String title : List.of("/usr/local/bin/k3s server", "/usr/local/bin/k3s", "/snap/microk8s/1/kubelite")) {
            Reading reading = reading(INIT + process(700, title, "--token", "hunter2") + process(701,
                    "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups"));
            assertThat(reading.text()).doesNotContain("hunter2");
            assertThat(ProcessTable.of(reading)).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                    assertThat(fact.detail()).startsWith(title.contains("k3s") ? "k3s runs here" : "kubelite runs here"));
            assertThat(ProcessTable.visible(reading)).isInstanceOfSatisfying(Fact.Known.class, fact ->
                    assertThat(((ProcessTable) fact.value()).of("sshd")).hasSize(1));
        }
    }

    @Test
    void a_table_without_the_first_process_proves_nothing() {
        assertThat(ProcessTable.of(reading(process(700, "kube-apiserver"))))
                .isInstanceOfSatisfying(Fact.Unavailable.class,
                        fact -> assertThat(fact.reason()).isEqualTo(Reason.BLIND));
    }

    /** As {@code grep -z -H} prints it: the path before each argument, NUL after it. */
    private static String process(int id, String... arguments) {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments) {
            text.append("/proc/").append(id).append("/cmdline:").append(argument).append('\0');
        }
        return text.toString();
    }

    private static ProcessTable table(String raw) {
        return switch (ProcessTable.of(reading(raw))) {
            case Fact.Known<ProcessTable>(ProcessTable table, var sources) -> table;
            case Fact.Unavailable<ProcessTable> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }

    private static Reading reading(String raw) {
        return Reading.read(SESSION, new ProcessProbe.Processes(), Instant.EPOCH, Duration.ZERO, 0, "",
                ProcessTable.project(raw.getBytes(StandardCharsets.UTF_8)));
    }
}

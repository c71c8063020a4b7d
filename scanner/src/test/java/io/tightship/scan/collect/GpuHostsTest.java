package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.USER;
import static io.tightship.scan.collect.ControlPlaneSite.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.nvidia.DriverGpus;
import io.tightship.fact.nvidia.HostToolkit;
import io.tightship.model.Reason;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.RuntimeProbe;
import io.tightship.scan.probe.SessionId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of GPUs on the nodes themselves. */
class GpuHostsTest {

    private static final SessionId NODE = SessionId.node(WORKER);
    private static final NodeProbe DRIVER = new RuntimeProbe.DriverGpus();
    private static final NodeProbe TOOLKIT = new RuntimeProbe.ToolkitVersion();
    private static final String GPUS = "\"nvidia.com/gpu.present\":\"true\"";

    @Test
    void each_folder_of_the_driver_is_a_gpu() {
        assertThat(drivers(site(GPUS).text(NODE, DRIVER, "0000:07:00.0\n0000:0f:00.0\n00010000:01:00.0\n")))
                .isEqualTo(Map.of("dgx-01.cluster.local", new DriverGpus(3)));
        assertThat(drivers(site(GPUS).absent(NODE, DRIVER, "find: '/proc/driver/nvidia/gpus': No such file or directory")))
                .isEqualTo(Map.of("dgx-01.cluster.local", new DriverGpus(0)));
    }

    @Test
    void a_worker_that_has_no_gpus_by_the_api_is_asked_all_the_same() {
        assertThat(drivers(site("").text(NODE, DRIVER, "0000:07:00.0\n"))).isEqualTo(Map.of("dgx-01", new DriverGpus(1)));
    }

    @Test
    void a_node_that_the_inventory_does_not_list_is_a_row() {
        ControlPlaneSite site = new ControlPlaneSite().text(SessionId.kubernetes(USER), ApiLists.NODES, "{\"items\":["
                + "{\"metadata\":{\"name\":\"stranger\",\"labels\":{" + GPUS + "}}}]}").text(NODE, DRIVER, "");
        assertThat(site.members(USER, DriverGpus.KEY).get("stranger")).isInstanceOfSatisfying(Fact.Unavailable.class,
                unavailable -> assertThat(unavailable.reason()).isEqualTo(Reason.NOT_STATED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost+found\n", "0000:07:00.0\nx\n", "<b>\n"})
    void other_names_are_no_gpus(String answer) {
        assertThat(site(GPUS).text(NODE, DRIVER, answer).members(USER, DriverGpus.KEY).get("dgx-01.cluster.local"))
                .isInstanceOfSatisfying(Fact.Unavailable.class, unavailable -> assertThat(unavailable.reason())
                        .isEqualTo(Reason.UNPARSABLE));
    }

    @Test
    void the_toolkit_says_its_version_where_no_operator_brings_one() {
        ControlPlaneSite site = site(GPUS).text(NODE, TOOLKIT, "NVIDIA Container Toolkit CLI version 1.17.8\n"
                + "commit: f202b80a9b9d0db00d9b1d73c0128c8962c55f4d\n");
        assertThat(site.members(USER, HostToolkit.KEY).get("dgx-01.cluster.local")).isInstanceOfSatisfying(Fact.Known.class,
                known -> assertThat(known.value()).isEqualTo(new HostToolkit(Optional.of("1.17.8"))));
        assertThat(site(GPUS + ",\"nvidia.com/gpu.deploy.container-toolkit\":\"true\"").members(USER, HostToolkit.KEY)).isEmpty();
        assertThat(site(GPUS + ",\"nvidia.com/gpu.deploy.container-toolkit\":\"false\"").members(USER, HostToolkit.KEY))
                .hasSize(1);
        assertThat(site("").members(USER, HostToolkit.KEY)).isEmpty();
    }

    @Test
    void a_node_without_the_command_is_known_to_have_none_of_that_name() {
        assertThat(site(GPUS).unread(NODE, TOOLKIT, Reason.TOOL_MISSING, "the host has no nvidia-ctk")
                .members(USER, HostToolkit.KEY).get("dgx-01.cluster.local")).isInstanceOfSatisfying(Fact.Known.class, known ->
                assertThat(known.value()).isEqualTo(new HostToolkit(Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "usage: nvidia-ctk", "cli-version: 1.17.8"})
    void what_else_it_prints_is_no_version(String answer) {
        assertThat(site(GPUS).text(NODE, TOOLKIT, answer).members(USER, HostToolkit.KEY).get("dgx-01.cluster.local"))
                .isInstanceOfSatisfying(Fact.Unavailable.class, unavailable -> assertThat(unavailable.reason())
                        .isEqualTo(Reason.UNPARSABLE));
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        ControlPlaneSite site = site(GPUS).unread(NODE, TOOLKIT, reason, "why").unread(NODE, DRIVER, reason, "why");
        assertThat(site.members(USER, HostToolkit.KEY).get("dgx-01.cluster.local")).isInstanceOfSatisfying(
                Fact.Unavailable.class, unavailable -> assertThat(unavailable.reason()).isEqualTo(reason));
        assertThat(site.members(USER, DriverGpus.KEY).get("dgx-01.cluster.local")).isInstanceOfSatisfying(
                Fact.Unavailable.class, unavailable -> assertThat(unavailable.reason()).isEqualTo(reason));
        assertThat(new ControlPlaneSite().unread(SessionId.kubernetes(USER), ApiLists.NODES, reason, "why")
                .read(USER, DriverGpus.KEY)).isInstanceOf(Fact.Unavailable.class);
    }

    private static Map<String, DriverGpus> drivers(ControlPlaneSite site) {
        return switch (site.read(USER, DriverGpus.KEY)) {
            case Fact.Known<io.tightship.fact.PerSubject<DriverGpus>> known -> known.value().known();
            case Fact.Unavailable<io.tightship.fact.PerSubject<DriverGpus>> unavailable ->
                    throw new AssertionError(unavailable.toString());
        };
    }

    /** The worker, as Kubernetes names it with its domain. */
    private static ControlPlaneSite site(String labels) {
        return new ControlPlaneSite().text(SessionId.kubernetes(USER), ApiLists.NODES, "{\"items\":[{\"metadata\":{\"name\":"
                + "\"dgx-01.cluster.local\",\"labels\":{" + labels + "}}}]}");
    }
}

package io.tightship.scan.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.nvidia.GpuNodes.GpuNode;
import io.tightship.scan.data.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuObjectsTest {

    @Test
    void a_node_has_gpus_where_discovery_says_so_or_a_plugin_announced_some() throws Exception {
        assertThat(GpuObjects.nodes(Json.parse("""
                [{"metadata":{"name":"cp-1","labels":{"kubernetes.io/hostname":"cp-1"}},"status":{"capacity":{"cpu":"8"}}},
                 {"metadata":{"name":"dgx-01","labels":{"nvidia.com/gpu.present":"true"}},"status":{"capacity":{"cpu":"8"}}},
                 {"metadata":{"name":"dgx-02"},"status":{"capacity":{"cpu":"8","nvidia.com/gpu":"8"},"allocatable":{
                  "nvidia.com/gpu":"7"}}},
                 {"metadata":{"name":"nic-only"},"status":{"capacity":{"nvidia.com/gpu":"0","nvidia.com/hostdev":"4"}}}]""")
                .list()).nodes()).containsExactly(new GpuNode("dgx-01", Map.of("gpu.present", "true"), Map.of(), Map.of()),
                new GpuNode("dgx-02", Map.of(), Map.of("gpu", "8"), Map.of("gpu", "7")));
    }

    @Test
    void a_daemon_set_is_on_every_gpu_node_where_it_selects_them_all_and_is_ready_on_all_it_selects() throws Exception {
        String nodes = """
                [{"metadata":{"name":"cp-1","labels":{"os":"linux"}}},
                 {"metadata":{"name":"dgx-01","labels":{"os":"linux","nvidia.com/gpu.present":"true"}}},
                 {"metadata":{"name":"dgx-02","labels":{"os":"linux","nvidia.com/gpu.present":"true","pool":"b"}}}]""";
        assertThat(GpuObjects.daemons(Map.of(ApiLists.NODES, Json.parse(nodes).list(), ApiLists.DAEMON_SETS, Json.parse("["
                + set("all", "{}", 3, 3) + "," + set("gpus", "{\"nvidia.com/gpu.present\":\"true\"}", 2, 2) + ","
                + set("two-of-three", "{\"os\":\"linux\"}", 2, 2) + "," + set("one-pool", "{\"pool\":\"b\"}", 1, 1) + ","
                + set("ill", "{\"nvidia.com/gpu.present\":\"true\"}", 2, 1) + "]").list())).everywhere())
                .containsExactly("s/all", "s/gpus");
    }

    private static String set(String name, String selector, int desired, int ready) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"s\"},\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":"
                + selector + "}}},\"status\":{\"desiredNumberScheduled\":" + desired + ",\"numberReady\":" + ready + "}}";
    }

    @Test
    void a_monitor_is_known_by_its_name_and_by_what_it_selects() throws Exception {
        assertThat(GpuObjects.monitors(Map.of(ApiLists.SERVICE_MONITORS, Json.parse("""
                [{"metadata":{"name":"gpus","namespace":"m"},"spec":{"selector":{"matchLabels":{"app":"nvidia-dcgm-exporter"}}}}]
                """).list())).names()).containsExactly(
                "m/gpus {\"matchLabels\":{\"app\":\"nvidia-dcgm-exporter\"}}");
    }
}

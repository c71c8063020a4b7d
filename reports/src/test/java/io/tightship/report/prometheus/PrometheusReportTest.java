package io.tightship.report.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.report.Hostile;
import io.tightship.report.SampleAssessment;
import io.tightship.report.Written;
import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.Gauge;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;
import org.junit.jupiter.api.Test;

class PrometheusReportTest {

    /** The grammar of the exposition format 0.0.4, without the time that a collector of text files refuses. */
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)"
            + "\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\",?)+)} (-?[0-9]+(?:\\.[0-9]+)?)");

    @Test
    void every_line_is_a_sample_or_stands_at_the_head_of_its_family() {
        for (SampleAssessment sample : List.of(SampleAssessment.site(), Hostile.site(),
                SampleAssessment.of(List.of(), List.of()))) {
            String text = text(sample);
            assertThat(text).endsWith("\n").doesNotContain("\r", "\u001b", "\u202E", "\n\n");
            Set<String> families = new HashSet<>();
            Set<String> series = new HashSet<>();
            String family = "";
            for (String line : text.split("\n")) {
                if (line.startsWith("# HELP ")) {
                    family = line.split(" ", 4)[2];
                    assertThat(families.add(family)).as(line).isTrue();
                } else if (line.startsWith("# TYPE ")) {
                    assertThat(line).isEqualTo("# TYPE " + family + " gauge");
                } else {
                    Matcher matcher = SAMPLE.matcher(line);
                    assertThat(matcher.matches()).as(line).isTrue();
                    assertThat(matcher.group(1)).isEqualTo(family);
                    assertThat(series.add(matcher.group(1) + matcher.group(2))).as(line).isTrue();
                }
            }
        }
    }

    @Test
    void another_reader_finds_the_same_samples() {
        Map<String, MetricFamily> families = read(SampleAssessment.site());
        assertThat(families).containsKeys("tightship_findings", "tightship_rule_findings", "tightship_target_findings",
                "tightship_cluster_info", "tightship_benchmark_info", "tightship_build_info");
        assertThat(value(families, "tightship_last_run_timestamp_seconds")).isEqualTo(1_795_226_507.25);
        assertThat(value(families, "tightship_run_duration_seconds")).isEqualTo(107.25);
        assertThat(value(families, "tightship_run_complete")).isZero();
        assertThat(families.get("tightship_target_findings").getMetrics()).anySatisfy(metric -> {
            assertThat(metric.getLabels()).containsEntry("target", "b05-p1-dgx-05-c07").containsEntry("outcome", "ERROR")
                    .containsEntry("site", "bcm-lab");
            assertThat(((Gauge) metric).getValue()).isEqualTo(3);
        });
    }

    @Test
    void it_tells_counts_and_no_evidence() {
        assertThat(text(SampleAssessment.site())).doesNotContain("podPidsLimit", "No route to host", "10443");
    }

    private static double value(Map<String, MetricFamily> families, String name) {
        return ((Gauge) families.get(name).getMetrics().getFirst()).getValue();
    }

    private static Map<String, MetricFamily> read(SampleAssessment sample) {
        CollectorPrometheusMetricsWalker walker = new CollectorPrometheusMetricsWalker();
        new TextPrometheusMetricsProcessor(new ByteArrayInputStream(
                Written.by(PrometheusReport::write, sample).bytes()), walker).walk();
        Map<String, MetricFamily> families = new HashMap<>();
        walker.getAllMetricFamilies().forEach(family -> families.put(family.getName(), family));
        return families;
    }

    private static String text(SampleAssessment sample) {
        return Written.by(PrometheusReport::write, sample).text();
    }
}

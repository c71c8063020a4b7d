package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.SimulatedSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An inventory from what Base Command Manager lists, over SSH, with a simulated head node. */
class InitFromBcmTest {

    @TempDir
    private Path folder;

    private String[] command(SimulatedSite site, String address, Path knownHosts) throws Exception {
        Matcher port = Pattern.compile("port: ([0-9]+), known-hosts").matcher(Files.readString(site.inventory()));
        assertThat(port.find()).isTrue();
        return new String[] {"init", "--from-bcm", "root@" + address + ":" + port.group(1), "--key",
            folder.resolve("id_ecdsa").toString(), "--known-hosts", knownHosts.toString()};
    }

    @Test
    void what_it_lists_is_written_and_what_it_does_not_tell_is_a_question_whose_answers_load() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("hardened", folder)) {
            CommandLineRun run = CommandLineRun.of(command(site, "127.77.0.1", folder.resolve("known_hosts")));
            assertThat(run.messages()).isEmpty();
            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("hosts: \"a03-p1-head-[01-02]\"", "addresses: \"127.77.0.[1-2]\"",
                    "hosts: \"b05-p1-dgx-05-c[01-18]\"", "category: \"k8s-system-user\"", "name: btor-02",
                    "## Question: in which space is each cluster", "k8s-admin: {space: SPACE").doesNotContain("pdu-01");
            assertThat(site.received()).containsExactlyInAnyOrder("ssh a03-p1-head-01: exec",
                    "ssh a03-p1-head-01: cmsh -n --color no --hide-events -c "
                    + "'device; list -f hostname,type,category,ip -d {}'", find("/cm/local/modulefiles/kubernetes"),
                    find("/cm/local/modulefiles"));

            Path unanswered = Files.writeString(folder.resolve("unanswered.yaml"), run.out());
            CommandLineRun first = CommandLineRun.of("scan", "-i", unanswered.toString(), "--plan");
            assertThat(first.messages()).isEmpty();
            assertThat(first.code()).isZero();

            Path careless = Files.writeString(folder.resolve("careless.yaml"), run.out().replaceAll("(?m)^# (?! )", ""));
            assertThat(CommandLineRun.of("scan", "-i", careless.toString(), "--plan").code()).isEqualTo(2);

            Path answered = Files.writeString(folder.resolve("answered.yaml"), answers(run.out()));
            CommandLineRun plan = CommandLineRun.of("scan", "-i", answered.toString(), "--plan");
            assertThat(plan.messages()).isEmpty();
            assertThat(plan.code()).isZero();
            assertThat(plan.out()).contains("node/b05-p1-dgx-05-c18:", "cluster/k8s-user:", "switch/btor-01:");
        }
    }

    private static String find(String root) {
        return "ssh a03-p1-head-01: find -L " + root + " -mindepth 1 -maxdepth 1 -path '" + root + "/*' -printf "
                + "'%m %U %G %Y %p\\0'";
    }

    /** As an operator answers: the comment signs go, the words in capitals are replaced. */
    private static String answers(String text) {
        StringBuilder answered = new StringBuilder();
        String category = "";
        for (String line : text.split("\n")) {
            category = line.startsWith("    category: ") ? line : category;
            boolean admin = line.contains("k8s-admin") || category.contains("admin");
            answered.append(!line.startsWith("# ") || line.startsWith("# What") || line.startsWith("# lines") ? line
                    : line.substring(2).replace("KUBECONFIG", "k.kubeconfig").replace("SPACE", admin ? "admin" : "user")
                    .replace("USER", "monitor").replace("PASSWORD-FILE", "switch-password").replace("vip: ADDRESS",
                    "vip: 127.77.0.3").replace("CLUSTER", admin ? "k8s-admin" : "k8s-user").replace("ROLE",
                    category.contains("dgx") ? "worker" : "control-plane").replace("NAME", "old-leaf")
                    .replace("REASON", "not a border switch")).append('\n');
        }
        return answered.toString();
    }

    @Test
    void nothing_is_written_where_the_head_node_does_not_tell() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("hardened", folder)) {
            Path stranger = Files.writeString(folder.resolve("empty_known_hosts"), "");
            CommandLineRun unknown = CommandLineRun.of(command(site, "127.77.0.1", stranger));
            assertThat(unknown.code()).isEqualTo(2);
            assertThat(unknown.messages()).contains("nothing is written", "HOST_KEY", "is not known");
            assertThat(unknown.out()).isEmpty();
            assertThat(site.received()).isEmpty();
            // A node that is no head node has no cmsh.
            CommandLineRun node = CommandLineRun.of(command(site, "127.77.0.11", folder.resolve("known_hosts")));
            assertThat(node.code()).isEqualTo(2);
            assertThat(node.messages()).contains("nothing is written", "TOOL_MISSING").doesNotContain("\tat ");
        }
    }

    @Test
    void clusters_that_could_not_be_read_are_said_and_the_rest_is_written() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("broken", folder)) {
            CommandLineRun run = CommandLineRun.of(command(site, "127.77.0.1", folder.resolve("known_hosts")));
            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("## The clusters could not be read: FORBIDDEN", "b05-p1-dgx-05-c[01-18]")
                    .doesNotContain("\nclusters:");
        }
    }

    @Test
    void wrong_usage_is_told_before_anything_is_asked() throws Exception {
        for (List<String> wrong : List.of(List.of("init", "--from-bcm", "root@"), List.of("init", "--from-bcm", "a b"),
                List.of("init", "--from-bcm", "head:99999"), List.of("init", "--key", "x"))) {
            CommandLineRun run = CommandLineRun.of(wrong.toArray(String[]::new));
            assertThat(run.code()).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(run.messages()).contains("from-bcm");
        }
        Path there = Files.writeString(folder.resolve("there.yaml"), "site: s\n");
        assertThat(CommandLineRun.of("init", "--from-bcm", "head-01", "-o", there.toString()).messages())
                .contains("exists; it is kept");
    }
}

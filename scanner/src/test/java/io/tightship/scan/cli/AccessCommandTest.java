package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.SimulatedSite;
import io.tightship.model.Digest;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Yaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed for an operator to install. */
class AccessCommandTest {

    @TempDir
    private Path folder;

    @Test
    void each_command_of_the_plan_has_one_rule_with_all_its_words_and_no_shell_and_no_wildcard() throws Exception {
        CommandLineRun run = access("sudoers", site("privilege: commands", "auditor"));
        assertThat(run.code()).as(run.messages()).isZero();
        assertThat(run.out().lines().filter(line -> !line.startsWith("#"))).isNotEmpty().allMatch(line ->
                line.matches("auditor ALL=\\(root\\) TIMEOUT=[0-9]+s NOPASSWD: /\\S+ .*")).doesNotHaveDuplicates()
                .noneMatch(line -> line.matches(".*[^\\\\][*?].*") || line.contains("/sh ") || line.contains("bash"));
        assertThat(run.out()).contains("NOPASSWD: /usr/bin/cat -- /var/lib/kubelet/config.yaml\n",
                "NOPASSWD: /usr/bin/tar -chPf - --numeric-owner -- /etc/pam.d\n",
                "NOPASSWD: /usr/sbin/sshd -T -f /etc/ssh/sshd_config -C user\\=tightship-unapproved\\,host\\=",
                "NOPASSWD: /usr/sbin/iptables-save \"\"\n", "NOPASSWD: /usr/sbin/iptables-legacy-save \"\"\n",
                "NOPASSWD: /usr/sbin/nft -j list ruleset\n", "NOPASSWD: /usr/bin/cat -- /proc/net/ip_tables_names\n",
                "NOPASSWD: /cm/local/apps/cmd/bin/cmsh -n --color no --hide-events -c ",
                "# Where a host names another path than the usual ones above, sudo refuses it: sshd -T -f FILE");
    }

    @Test
    void a_helper_has_one_rule_with_the_digest_of_exactly_what_is_printed() throws Exception {
        Path site = site("privilege: helper, helper: /opt/tightship/helper", "auditor");
        CommandLineRun helper = access("helper", site);
        assertThat(helper.out()).startsWith("#!/bin/sh\n").endsWith("echo \"$N D\" >&5\n");
        assertThat(access("helper", site).out()).isEqualTo(helper.out());
        assertThat(access("sudoers", site).out().lines().filter(line -> !line.startsWith("#"))).containsExactly(
                "auditor ALL=(root) NOPASSWD: sha256:"
                        + Digest.sha256(helper.out().getBytes(StandardCharsets.UTF_8)) + " /opt/tightship/helper \"\"");
    }

    @Test
    void where_nothing_needs_to_be_granted_that_is_said() throws Exception {
        CommandLineRun run = access("sudoers", site("privilege: none", "auditor"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.messages()).contains("no connection of a planned host says privilege: helper or privilege: "
                + "commands");
        assertThat(access("helper", site("privilege: commands", "auditor")).code()).isEqualTo(2);
    }

    @Test
    void a_user_whose_name_could_be_read_as_another_rule_is_refused() throws Exception {
        CommandLineRun run = access("sudoers", site("privilege: commands", "\"%admin\""));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.messages()).contains("no sudo rule can be written for a user called '%admin'");
    }

    @Test
    void a_path_of_a_helper_must_be_a_plain_one_and_belong_to_its_privilege() throws Exception {
        assertThat(access("helper", site("privilege: helper, helper: \"/opt/a b\"", "auditor")).messages())
                .contains("site.yaml:6: 'helper' is '/opt/a b'; expected an absolute path");
        assertThat(access("helper", site("helper: /opt/helper", "auditor")).messages())
                .contains("'helper' is stated, but 'privilege' is not helper");
    }

    @Test
    void the_role_for_clusters_lets_do_what_a_run_does_and_nothing_else() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("hardened", folder)) {
            CommandLineRun printed = access("rbac", site.inventory());
            assertThat(printed.code()).as(printed.messages()).isZero();
            Data role = Yaml.parse(printed.out().split("---\n")[0]);
            Set<String> lists = new TreeSet<>();
            for (Data rule : role.get("rules").list()) {
                boolean urls = !rule.get("nonResourceURLs").isAbsent();
                assertThat(rule.get("verbs").texts()).containsExactly(urls || rule.get("resources").texts().equals(List.of("nodes/proxy"))
                        ? "get" : "list");
                rule.get("resources").texts().forEach(resource -> rule.get("apiGroups").texts().forEach(group ->
                        lists.add(group + "/" + resource)));
            }
            CommandLineRun.of("scan", "-i", site.inventory().toString(), "-o", folder.resolve("out").toString(),
                    "--format", "json");
            Set<String> received = new TreeSet<>();
            Pattern list = Pattern.compile("kubernetes \\S+: GET /(?:api/v1|apis/([a-z0-9.-]+)/v[a-z0-9]+)/([a-z]+)\\?.*");
            for (String line : site.received()) {
                Matcher asked = list.matcher(line);
                if (asked.matches()) {
                    received.add((asked.group(1) == null ? "" : asked.group(1)) + "/" + asked.group(2));
                } else if (line.startsWith("kubernetes")) {
                    assertThat(line).matches("kubernetes \\S+: GET /(version|api/v1|apis(/[a-z0-9./-]+)?"
                            + "|api/v1/nodes/[a-z0-9-]+/proxy/configz)");
                }
            }
            assertThat(received).isNotEmpty();
            assertThat(received).allMatch(each -> lists.contains(each)
                    || lists.contains("*/" + each.substring(each.indexOf('/') + 1)));
            // What is granted beyond that is for groups that the simulated clusters do not serve.
            Set<String> served = received.stream().map(each -> each.split("/")[0]).collect(Collectors.toSet());
            lists.remove("/nodes/proxy");
            assertThat(lists.stream().filter(each -> !received.contains(each)).map(each -> each.split("/")[0])
                    .distinct()).doesNotContainAnyElementsOf(served);
            CommandLineRun switches = access("switch", site.inventory());
            site.received().stream().filter(line -> line.startsWith("switch ")).map(line -> line.replaceFirst(
                    "switch \\S+: ", "")).distinct().forEach(asked -> assertThat(switches.out()).contains("#   " + asked));
            assertThat(switches.out()).contains(" role nvue-monitor\n", "nv config save\n");
        }
    }

    @Test
    void an_sshd_is_told_the_endpoints_of_its_own_node_and_no_others() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("hardened", folder)) {
            CommandLineRun printed = access("sshd", site.inventory());
            assertThat(printed.code()).as(printed.messages()).isZero();
            assertThat(printed.out()).containsPattern("(?m)^# a03-p1-netq-x86-01\nMatch User root\n"
                    + " {4}AllowTcpForwarding local\n {4}PermitOpen 127.0.0.1:[0-9 .:\\[\\]]+$\nMatch all\n");
            Matcher own = Pattern.compile("(?m)^# (?:b05-p1-dgx-05-c07)\n.*\n.*\n {4}PermitOpen (.*)$").matcher(printed.out());
            assertThat(own.find()).isTrue();
            assertThat(own.group(1).split(" ")).as("its kubelet").hasSize(3).allMatch(place -> place.matches(
                    "(127\\.0\\.0\\.1|\\[::1]|127\\.77\\.1\\.7):[0-9]+"));
            assertThat(site.received()).isEmpty();
        }
        assertThat(CommandLineRun.of("access", "-i", site("privilege: none", "auditor").toString(), "sshd", "--check",
                "login-root-login-restricted").code()).isEqualTo(2);
    }

    @Test
    void a_plan_without_switches_has_nothing_to_grant_there() throws Exception {
        CommandLineRun run = access("switch", site("privilege: none", "auditor"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.messages()).contains("the plan asks none of these");
    }

    private CommandLineRun access(String what, Path site) {
        return CommandLineRun.of("access", "-i", site.toString(), what);
    }

    private Path site(String privilege, String user) throws Exception {
        return Files.writeString(folder.resolve("site.yaml"), """
                site: test
                credentials:
                  k: {kind: ssh-key, user: %s, key-file: key}
                  none: {kind: in-cluster}
                connections:
                  ssh: {credential: k, %s}
                head-nodes: [{hosts: "head-[01-02]", addresses: "192.0.2.[1-2]"}]
                vip: 192.0.2.3
                clusters: {c: {space: admin, credential: none}}
                nodes:
                  - {hosts: control, cluster: c, roles: [control-plane]}
                  - {hosts: worker, cluster: c, space: user}
                switches: []
                """.formatted(user, privilege));
    }
}

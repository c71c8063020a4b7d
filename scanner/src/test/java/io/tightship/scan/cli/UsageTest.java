package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user gets wrong: one clear sentence, the right exit code, no stack trace. */
class UsageTest {

    @TempDir
    private Path folder;

    /**
     * @param yaml     the inventory
     * @param expected what the message says
     */
    record Mistake(String yaml, String expected) {
    }

    static List<Mistake> inventories() {
        String start = "site: s\ncredentials:\n  k: {kind: ssh-key, user: root, key-file: k}\nconnections:\n"
                + "  ssh: {credential: k}\n";
        return List.of(new Mistake("site: s\n\tnodes: []\n", ":2: not YAML"),
                new Mistake("site: s\nhosts: []\n", ":2: unknown key 'hosts' in the inventory; expected one of"),
                new Mistake("nodes: []\n", "the inventory lacks 'site'"),
                new Mistake("- site\n", "the inventory is a list; expected a map"),
                new Mistake("", "the inventory is nothing; expected a map"),
                new Mistake("site: s\nsite: t\n", ":2: the key 'site' stands twice"),
                new Mistake(start + "nodes:\n  - {hosts: \"n[1-2]\"}\n  - {hosts: n2}\n",
                        ":8: the node 'n2' is listed twice"),
                new Mistake(start + "nodes:\n  - {hosts: \"n[1-\"}\n", ":7: 'hosts': the brackets"),
                new Mistake(start + "nodes:\n  - {hosts: n1, further-addresses: {n2: 10.0.0.1}}\n",
                        "'further-addresses' names 'n2'; expected one of n1"),
                new Mistake(start + "nodes:\n  - {hosts: n1, further-addresses: {n1: [10.0.0.1, outside]}}\n",
                        "'further-addresses' of n1 holds 'outside'; expected an address"),
                new Mistake(start + "nodes:\n  - {hosts: \"n[1-3]\", addresses: \"10.0.0.[1-2]\"}\n",
                        "'addresses' holds 2 for 3 hosts"),
                new Mistake(start + "nodes:\n  - {hosts: n1, cluster: nowhere}\n",
                        "the cluster 'nowhere' is not defined"),
                new Mistake(start + "nodes:\n  - {hosts: n1, connection: nowhere}\n",
                        "the connection 'nowhere' is not defined"),
                new Mistake(start + "nodes:\n  - {hosts: n1, roles: [boss]}\n", "the role 'boss' is not known"),
                new Mistake(start + "nodes:\n  - {hosts: n1, maintenance-until: 12/31/2026}\n",
                        "expected a date such as 2026-12-31"),
                new Mistake(start + "vip: nowhere\n", "'vip' is 'nowhere'; expected an address or none"),
                new Mistake(start + "values: {login-gate-module: x}\n", "unknown value 'login-gate-module'"),
                new Mistake(start + "values: {apiproxy-admin-ports: [a]}\n", "'a' is not a port"),
                new Mistake("site: s\ncredentials:\n  k: {kind: password, user: u, password: secret}\n",
                        ":3: 'password' in credential k: credentials are given by reference only"),
                new Mistake("site: s\nconnections:\n  ssh: {credential: nobody}\n",
                        ":3: the credential 'nobody' is not defined"),
                new Mistake(start + "  far: {credential: k, jump: nowhere}\n",
                        "jumps through 'nowhere', which is not a node"),
                new Mistake(start + "nodes: {}\n", "'nodes' is a map; expected a list"));
    }

    @ParameterizedTest
    @MethodSource("inventories")
    void a_mistake_in_the_inventory_is_told_with_its_line(Mistake mistake) throws Exception {
        Path file = Files.writeString(folder.resolve("site.yaml"), mistake.yaml());
        CommandLineRun run = CommandLineRun.of("scan", "-i", file.toString());
        assertThat(run.messages()).contains(mistake.expected()).contains("site.yaml").doesNotContain("\tat ");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void all_problems_of_an_inventory_are_told_at_once() throws Exception {
        Path file = Files.writeString(folder.resolve("site.yaml"), "site: s\na: 1\nb: 2\n");
        assertThat(CommandLineRun.of("scan", "-i", file.toString()).messages()).contains(":2:", ":3:");
    }

    @Test
    void no_inventory_and_an_absent_one_are_usage_errors() {
        assertThat(CommandLineRun.of("scan").code()).isEqualTo(2);
        CommandLineRun absent = CommandLineRun.of("scan", "-i", folder.resolve("none.yaml").toString());
        assertThat(absent.code()).isEqualTo(2);
        assertThat(absent.messages()).contains("there is no such file");
    }

    @Test
    void t44_a_misspelt_rule_target_value_or_benchmark_is_a_usage_error_that_names_what_is_near() throws Exception {
        String file = local().toString();
        CommandLineRun rule = CommandLineRun.of("scan", "-i", file, "--check", "login-pam-gate-efective");
        assertThat(rule.code()).isEqualTo(2);
        assertThat(rule.messages()).contains("did you mean login-pam-gate-effective");
        assertThat(CommandLineRun.of("scan", "-i", file, "--target", "nobody*").messages()).contains("no target");
        assertThat(CommandLineRun.of("scan", "-i", file, "--set", "nothing=1").messages()).contains("no value");
        assertThat(CommandLineRun.of("scan", "-i", file, "--benchmark", "cis").messages()).contains("no benchmark");
        assertThat(CommandLineRun.of("scan", "-i", file, "--profile", "x").messages()).contains("no benchmark has");
        assertThat(CommandLineRun.of("scan", "-i", file, "--fail-on", "x").code()).isEqualTo(2);
        assertThat(CommandLineRun.of("scan", "-i", file, "--format", "pdf").messages()).contains("pdf");
        assertThat(CommandLineRun.of("checks", "show", "login-sshd-uses-pan").messages())
                .contains("login-sshd-uses-pam");
        assertThat(CommandLineRun.of("scn").code()).isEqualTo(2);
        assertThat(CommandLineRun.of().code()).isEqualTo(2);
    }

    @Test
    void an_inventory_without_targets_leaves_nothing_to_judge() throws Exception {
        Path file = Files.writeString(folder.resolve("site.yaml"), "site: s\n");
        CommandLineRun run = CommandLineRun.of("scan", "-i", file.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.messages()).contains("no target is left");
    }

    @Test
    void an_output_folder_that_cannot_be_made_is_an_error_of_its_own() throws Exception {
        Path taken = Files.writeString(folder.resolve("taken"), "");
        CommandLineRun run = CommandLineRun.of("scan", "-i", local().toString(), "-o", taken.resolve("x").toString(),
                "--check", "login-sshd-uses-pam");
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.messages()).contains("taken").doesNotContain("\tat ");
    }

    @Test
    void a_kubeconfig_with_an_exec_plugin_is_never_run() throws Exception {
        Files.writeString(folder.resolve("kubeconfig"), """
                current-context: c
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                users: [{name: u, user: {exec: {command: "touch", args: ["%s"]}}}]
                """.formatted(folder.resolve("run")));
        Path file = Files.writeString(folder.resolve("site.yaml"), "site: s\ncredentials:\n  k: {kind: kubeconfig, "
                + "file: kubeconfig}\nclusters:\n  c: {space: admin, credential: k}\n");
        CommandLineRun run = CommandLineRun.of("scan", "-i", file.toString(), "--check", "kyverno-*", "-o",
                folder.resolve("out").toString());
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.messages()).contains("asks to run a program");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void checks_are_listed_and_shown_on_stdout() {
        assertThat(CommandLineRun.of("checks", "list").out()).contains("login-pam-gate-effective");
        assertThat(CommandLineRun.of("checks", "show", "login-pam-gate-effective").out())
                .contains("How to mend it", "Value login-gate-modules");
        assertThat(CommandLineRun.of("version").out()).startsWith("tightship ");
        assertThat(CommandLineRun.of("completion").out()).contains("complete ");
    }

    @Test
    void the_inventory_that_init_prints_is_valid() throws Exception {
        Path file = folder.resolve("new.yaml");
        assertThat(CommandLineRun.of("init", "-o", file.toString()).code()).isZero();
        CommandLineRun plan = CommandLineRun.of("scan", "-i", file.toString(), "--plan");
        assertThat(plan.messages()).isEmpty();
        assertThat(plan.code()).isZero();
        assertThat(CommandLineRun.of("init", "-o", file.toString()).messages()).contains("exists");
    }

    private Path local() throws Exception {
        return Files.writeString(folder.resolve("local.yaml"), "site: s\nclusters:\n  c: {space: admin, credential: k}\n"
                + "credentials:\n  k: {kind: in-cluster}\nnodes:\n  - {hosts: here, cluster: c, roles: [control-plane], "
                + "connection: local}\n");
    }
}

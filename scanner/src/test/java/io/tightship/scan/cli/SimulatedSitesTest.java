package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.catalog.Catalog;
import io.tightship.fixtures.SimulatedSite;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: inventory, sessions over the real protocols, facts, rules, reports, exit code. */
class SimulatedSitesTest {

    /** Everything that the product may send. What a fake receives besides is a defect. */
    private static final List<Pattern> CLOSED_LIST = List.of(
            Pattern.compile("ssh \\S+: exec"),
            Pattern.compile("ssh \\S+: cat -- \\S+"),
            Pattern.compile("ssh \\S+: tar -chPf - --numeric-owner -- (/etc/pam\\.d|/usr/lib/pam\\.d|/etc/security/\\S+)"),
            Pattern.compile("ssh \\S+: tar -chPf - --numeric-owner -- /cm/images/[a-z0-9-]+/etc/security/pam_bright\\.d"),
            Pattern.compile("ssh \\S+: tar -chPf - --numeric-owner --( /(etc|run|usr/local/lib|usr/lib|lib)/systemd/system/"
                    + "[a-z-]*\\.?service(\\.d)?)+"),
            Pattern.compile("ssh \\S+: getent passwd root"),
            Pattern.compile("ssh \\S+: find /proc -maxdepth 2 -path '/proc/\\[0-9\\]\\*/cmdline' -exec grep -aszH '' '?\\{\\}'? \\+"),
            Pattern.compile("ssh \\S+: bash -c 'for p; do .*; wait' \\S+( [0-9]+)+"),
            Pattern.compile("ssh \\S+: find -L /\\S+( -mindepth 1)? -maxdepth [0-8]( -path '?/[^ ']+'?)? -printf '[^']+'"),
            Pattern.compile("ssh \\S+: find -L /\\S+ -maxdepth 4 -type f -printf '%T@ %p.0'"),
            Pattern.compile("ssh \\S+: find -L /\\S+ -maxdepth 1 -type f '\\(' -name .* '\\)' -exec grep -aHZ '' '\\{\\}' \\+"),
            Pattern.compile("ssh \\S+: find /proc/driver/nvidia/gpus -mindepth 1 -maxdepth 1 -printf '%f.n'"),
            Pattern.compile("ssh \\S+: nvidia-ctk --version"),
            Pattern.compile("ssh \\S+: grep -rahE '[^']+' /etc/containerd /cm/local/apps/containerd/var/etc"),
            Pattern.compile("ssh \\S+: head -n 1 -- /proc/[0-9]+/stat"),
            Pattern.compile("ssh \\S+: grep -a '\\^btime ' /proc/stat"),
            Pattern.compile("ssh \\S+: grep -aiE '[^']+' /cm/local/apps/cmd/etc/cmd.conf"),
            Pattern.compile("ssh \\S+: grep -aoE 'client-certificate\\(-data\\)[^']+' "
                    + "(/etc/kubernetes/(super-)?admin\\.conf|/root/\\.kube/config\\S*|/home/[a-z]+/\\.kube/config)"),
            Pattern.compile("ssh \\S+: grep -aRZ KUBECONFIG /cm/local/modulefiles/kubernetes"),
            Pattern.compile("ssh \\S+: grep -aRZ '?--exclude=.* \\. /etc/nginx /usr/share/nginx/modules"),
            Pattern.compile("ssh \\S+: grep -aRHnZi -e match .* -- /etc/ssh/sshd_config /etc/ssh /etc/crypto-policies/\\S+"),
            Pattern.compile("ssh \\S+: ip6?tables(-legacy)?-save"),
            Pattern.compile("ssh \\S+: nft -j list ruleset"),
            Pattern.compile("ssh \\S+: ipset save"),
            Pattern.compile("ssh \\S+: ss -H -l -n -t"),
            Pattern.compile("ssh \\S+: tar -chPf - --numeric-owner -- /etc/shorewall(\\.staging)?"),
            Pattern.compile("ssh \\S+: cmsh -n --color no --hide-events -c '(device|configurationoverlay); use [a-z0-9-]+; roles; "
                    + "use firewall; openports; list -f [a-z,]+ -d \\{\\}'"),
            Pattern.compile("ssh \\S+: cmsh -n --color no --hide-events -c 'device; use [a-z0-9-]+; roles; list -p'"),
            Pattern.compile("ssh \\S+: cmsh -n --color no --hide-events -c 'configurationoverlay; use kube-[a-z0-9-]+-master; "
                    + "roles; use kubernetes::apiserver; get admissioncontrol'"),
            Pattern.compile("ssh \\S+: systemctl show -p LoadState,ActiveState,UnitFileState [a-z]+\\.service"),
            Pattern.compile("ssh \\S+: grep -az '?\\^ETCD_'? /proc/[0-9]+/environ"),
            Pattern.compile("ssh \\S+: bash -c 'set -o pipefail; e=\\$\\(grep .*ETCD_TRUSTED_CA_FILE=.*\\}\"' /proc/[0-9]+"),
            Pattern.compile("ssh \\S+: sshd -T -f /etc/ssh/sshd_config -C user=\\S+"),
            Pattern.compile("ssh \\S+: cmsh -n --color no --hide-events -c '(category|device|configurationoverlay); list -f [a-z,]+ -d \\{\\}'"),
            Pattern.compile("ssh \\S+: bash -c 'exec 3<>\"/dev/tcp/\\$0/\\$1\"' \\S+ [0-9]+"),
            Pattern.compile("kubernetes \\S+: GET /(version|apis|api/v1)"),
            Pattern.compile("kubernetes \\S+: GET /apis/[a-z0-9.-]+/v[a-z0-9]+"), // sent only after a 404
            Pattern.compile("kubernetes \\S+: GET /(api/v1|apis/[a-z0-9.-]+/v[a-z0-9]+)/[a-z]+\\?limit=500(&continue=\\S+)?"),
            Pattern.compile("kubernetes \\S+: GET /api/v1/secrets\\?limit=500&labelSelector=owner%3Dhelm"),
            Pattern.compile("kubernetes \\S+: GET /api/v1/nodes/[a-z0-9-]+/proxy/configz"),
            Pattern.compile("ssh btor-\\S+: nv (config show -r (applied|startup)|config revision|show interface( lldp)?) -o json"),
            Pattern.compile("switch \\S+: GET /nvue_v1/\\S*"));

    /** What is sent besides, once to each cluster, where --allow-dry-run is given. */
    private static final Pattern DRY_RUN = Pattern.compile(
            "kubernetes \\S+: POST /api/v1/namespaces/sandbox/pods\\?dryRun=All&fieldManager=tightship");

    /** The rules that leave a question on the hardened site, and why. */
    private static final Map<String, String> MANUAL = Map.of("kyverno-denies-a-violating-pod",
            "a pod is tried only where --allow-dry-run is given", "gpu-nodes-segmented",
            "the site says that its fabric segments the GPU nodes");

    /** The rules that do not apply somewhere on the hardened site, and why. */
    private static final Map<String, String> NOT_APPLICABLE = Map.ofEntries(
            Map.entry("access-registry-credentials-private",
                    "nodes that hold no credentials of registries have nothing to guard"),
            Map.entry("access-permission-users-confined", "the permissions manager keeps users on the user cluster alone"),
            Map.entry("psp-users-migrated", "the permissions manager keeps users on the user cluster alone"),
            Map.entry("psp-permissions-manager-current", "the permissions manager runs on the user cluster alone"),
            Map.entry("nim-*", "models are served on the user cluster alone"),
            Map.entry("gpu-*", "the admin cluster has no GPUs"));

    private static final Path DEMO_PAGE = Path.of("../docs/demo.md");
    private static final String DEMO = """
            # The simulated site

            `tightship demo` audits a simulated site: two head nodes, an admin and a user cluster, eighteen compute nodes and two border
            switches, all on loopback addresses. `--site` chooses how well it is kept:

            - `hardened`: everything is right. What does not apply there, or is a question for people, stands with its reason in a
              table of the product's tests.
            - `lax` (the default): every rule fails somewhere; the one that tries a pod only with `--allow-dry-run`, which `demo` never gives.
            - `broken`: hosts hang, refuse, lie or answer half; what was not read is ERROR.

            The table is generated: it names for each rule the first target on which it fails on the site `lax`.

            | rule | fails on |
            | --- | --- |
            """;

    @TempDir
    private Path folder;

    @Test
    void hardened_passes_everything_with_one_connection_and_at_most_two_executions_a_node() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("hardened", folder)) {
            CommandLineRun run = scan(site);
            Data assessment = assessment();
            assertThat(outcomes(assessment).keySet()).as(run.messages()).isSubsetOf("PASS", "NOT_APPLICABLE", "MANUAL");
            assertThat(run.code()).isZero();
            assertThat(rules(assessment, "NOT_APPLICABLE").stream().map(rule -> rule.replaceFirst("^(nim|gpu)-.*", "$1-*"))
                    .collect(Collectors.toSet())).as("each of them for its reason")
                    .isEqualTo(NOT_APPLICABLE.keySet());
            assertThat(rules(assessment, "MANUAL")).as("each of them for its reason").isEqualTo(MANUAL.keySet());
            for (Data cost : assessment.get("footprint").list()) {
                String target = cost.get("target").text().orElseThrow();
                if (target.startsWith("node/")) {
                    assertThat(cost.get("executions").number().orElseThrow().intValue()).as(target).isBetween(1, 2);
                    // The head node that others are reached through has the shared connection besides its own.
                    assertThat(cost.get("connections").number().orElseThrow().intValue()).as(target)
                            .isEqualTo(target.endsWith("head-01") ? 2 : 1);
                }
            }
            assertThat(assessment.get("findings").list()).as("bound to loopback, and reached all the same")
                    .filteredOn(finding -> finding.get("rule").text().orElseThrow()
                            .matches("(controllermanager|scheduler)-tls-on-the-wire")).hasSize(12)
                    .allSatisfy(finding -> assertThat(finding.toString()).contains("through the node's SSH connection"));
            assertThat(Files.readString(folder.resolve("reports/assessment.json"))).as("keys of encryption stay on hosts")
                    .contains("secretbox").doesNotContain("c2VjcmV0LXRoYXQ");
            List<String> lists = site.received().stream().filter(line -> line.startsWith("kubernetes ")).toList();
            assertThat(lists).doesNotHaveDuplicates();
        }
    }

    @Test
    void lax_fails_every_rule_on_at_least_one_target() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("lax", folder)) {
            CommandLineRun run = scan(site, "60", "--allow-dry-run");
            Set<String> failed = rules(assessment(), "FAIL");
            assertThat(failed).isEqualTo(Catalog.load().checks().stream().map(check -> check.rule().id())
                    .collect(Collectors.toCollection(TreeSet::new)));
            Map<String, String> where = new TreeMap<>();
            assessment().get("findings").list().stream().filter(finding -> finding.get("outcome").text().orElseThrow()
                    .equals("FAIL")).forEach(finding -> where.merge(finding.get("rule").text().orElseThrow(),
                    finding.get("target").text().orElseThrow(), (one, other) -> one.compareTo(other) <= 0 ? one : other));
            StringBuilder page = new StringBuilder(DEMO);
            where.forEach((rule, target) -> page.append("| [`").append(rule).append("`](../checks/CATALOG.md#").append(rule)
                    .append(") | ").append(target).append(" |\n"));
            if (Boolean.getBoolean("tightship.regenerate")) {
                Files.writeString(DEMO_PAGE, page);
            }
            assertThat(Files.readString(DEMO_PAGE)).as("regenerate it with -Dtightship.regenerate=true")
                    .isEqualTo(page.toString());
            assertThat(run.code()).isEqualTo(1);
        }
    }

    @Test
    void broken_says_what_happened_and_passes_nothing_that_it_did_not_read() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("broken", folder)) {
            // Long enough for a loaded machine to load the libraries for the first sixteen hosts at once.
            CommandLineRun run = scan(site, "15");
            Data assessment = assessment();
            assertThat(run.code()).isEqualTo(3);
            Map<String, Set<String>> reasons = new TreeMap<>();
            assessment.get("causes").list().forEach(cause -> reasons.computeIfAbsent(
                    cause.get("target").text().orElseThrow(), t -> new TreeSet<>())
                    .add(cause.get("reason").text().orElseThrow()));
            assertThat(reasons.get("node/c01-p1-user-x86-01")).containsExactly("TIMED_OUT");
            assertThat(reasons.get("node/c01-p1-user-x86-02")).containsExactly("HOST_KEY");
            assertThat(reasons.get("node/c01-p1-user-x86-03")).containsExactly("UNREACHABLE");
            assertThat(reasons.get("node/b05-p1-dgx-05-c02")).containsExactly("TIMED_OUT");
            assertThat(reasons.get("node/b05-p1-dgx-05-c13")).containsExactly("TIMED_OUT");
            assertThat(reasons.get("node/b05-p1-dgx-05-c14")).containsExactly("TIMED_OUT");
            assertThat(reasons.get("node/b05-p1-dgx-05-c03")).containsExactly("UNPARSABLE");
            assertThat(reasons.get("node/b05-p1-dgx-05-c04")).containsExactly("FORBIDDEN");
            assertThat(reasons.get("node/a03-p1-netq-x86-01")).containsExactly("FORBIDDEN");
            assertThat(reasons.get("node/b03-p1-netq-x86-02")).containsExactly("TRUNCATED");
            assertThat(reasons.get("node/b05-p1-dgx-05-c01")).containsExactly("BLIND");
            assertThat(reasons.get("cluster/k8s-user")).contains("FORBIDDEN");
            assertThat(reasons.get("switch/btor-01")).containsExactly("UNPARSABLE");
            assertThat(reasons.get("switch/btor-02")).containsExactly("HOST_KEY");
            Set<String> unseen = Set.of("node/c01-p1-user-x86-01", "node/c01-p1-user-x86-02",
                    "node/c01-p1-user-x86-03", "node/b05-p1-dgx-05-c02", "node/b05-p1-dgx-05-c13",
                    "node/b05-p1-dgx-05-c14", "switch/btor-01");
            assertThat(assessment.get("findings").list()).filteredOn(finding ->
                    unseen.contains(finding.get("target").text().orElseThrow())
                            && finding.get("outcome").text().orElseThrow().equals("PASS")).isEmpty();
            // Of these two the kubelet's file was not read, and what it says is not known; modes and owners are.
            assertThat(assessment.get("findings").list()).filteredOn(finding ->
                    finding.get("target").text().orElseThrow().matches("node/b05-p1-dgx-05-c0[34]")
                            && finding.get("rule").text().orElseThrow().matches("kubelet-(?!.*(private|root|kept)$).*"))
                    .isNotEmpty().allSatisfy(finding -> assertThat(finding.get("outcome").text()).contains("ERROR"));
            // The pods of this cluster may not be listed: nothing is said of any of them.
            assertThat(assessment.get("findings").list()).filteredOn(finding ->
                    finding.get("target").text().orElseThrow().equals("cluster/k8s-user")
                            && finding.get("rule").text().orElseThrow().matches("workload-(?!external-secrets$).*"))
                    .isNotEmpty().allSatisfy(finding -> assertThat(finding.get("outcome").text()).contains("ERROR"));
            assertThat(run.messages()).doesNotContain("Exception").doesNotContain("\tat ");
        }
    }

    @Test
    void nothing_is_sent_that_is_not_on_the_closed_list() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("lax", folder)) {
            scan(site);
            assertThat(site.received()).isNotEmpty().allMatch(line ->
                    CLOSED_LIST.stream().anyMatch(allowed -> allowed.matcher(line).matches()), "is on the closed list");
        }
    }

    @Test
    void a_pod_is_tried_only_where_that_is_allowed() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("hardened", folder)) {
            CommandLineRun.of("scan", "-i", site.inventory().toString(), "-o", folder.resolve("reports").toString(),
                    "--check", "kyverno-denies-*");
            assertThat(site.received()).noneMatch(line -> line.contains("POST"));
            CommandLineRun run = CommandLineRun.of("scan", "-i", site.inventory().toString(), "-o",
                    folder.resolve("reports").toString(), "--check", "kyverno-denies-*", "--allow-dry-run");
            assertThat(run.code()).as(run.messages()).isZero();
            assertThat(rules(assessment(), "PASS")).containsExactly("kyverno-denies-a-violating-pod");
            assertThat(site.received().stream().filter(line -> line.contains("POST"))).hasSize(2).allMatch(line ->
                    DRY_RUN.matcher(line).matches());
        }
    }

    @Test
    void a_plan_names_every_probe_and_sends_nothing() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("hardened", folder)) {
            CommandLineRun run = CommandLineRun.of("scan", "-i", site.inventory().toString(), "--plan");
            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("node/a03-p1-head-01:", "cmsh -n", "kubectl get nodes", "then sshd -T");
            assertThat(site.received()).isEmpty();
        }
    }

    @Test
    void doctor_tells_what_can_be_read_and_what_will_be_error() throws Exception {
        try (SimulatedSite site = SimulatedSite.start("broken", folder)) {
            CommandLineRun run = CommandLineRun.of("doctor", "-i", site.inventory().toString(), "--timeout", "4");
            assertThat(run.code()).isEqualTo(3);
            assertThat(run.out()).contains("readable", "trouble", "HOST_KEY", " rules: ", "apiserver-* (", "kyverno-* (");
        }
    }

    private CommandLineRun scan(SimulatedSite site) {
        return scan(site, "60");
    }

    private CommandLineRun scan(SimulatedSite site, String seconds, String... more) {
        List<String> words = new ArrayList<>(List.of("scan", "-i", site.inventory().toString(), "-o",
                folder.resolve("reports").toString(), "--timeout", seconds));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray(String[]::new));
    }

    private static Set<String> rules(Data assessment, String outcome) {
        return assessment.get("findings").list().stream().filter(finding ->
                finding.get("outcome").text().orElseThrow().equals(outcome)).map(finding ->
                finding.get("rule").text().orElseThrow()).collect(Collectors.toCollection(TreeSet::new));
    }

    private Data assessment() throws Exception {
        return Json.parse(Files.readString(folder.resolve("reports/assessment.json")));
    }

    private static Map<String, Long> outcomes(Data assessment) {
        return assessment.get("findings").list().stream().collect(Collectors.groupingBy(
                finding -> finding.get("outcome").text().orElseThrow(), TreeMap::new, Collectors.counting()));
    }
}

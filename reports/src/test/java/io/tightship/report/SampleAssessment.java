package io.tightship.report;

import io.tightship.model.Assessment;
import io.tightship.model.Attestation;
import io.tightship.model.Benchmark;
import io.tightship.model.Cause;
import io.tightship.model.Comparison;
import io.tightship.model.Coverage;
import io.tightship.model.DatedData;
import io.tightship.model.Digest;
import io.tightship.model.Evidence;
import io.tightship.model.Finding;
import io.tightship.model.NodeRole;
import io.tightship.model.Outcome;
import io.tightship.model.Reason;
import io.tightship.model.Remark;
import io.tightship.model.Rule;
import io.tightship.model.Setting;
import io.tightship.model.Severity;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Totals;
import io.tightship.model.Waiver;
import io.tightship.model.Witness;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A made-up site with head nodes, a control plane, DGX nodes and switches, and every outcome there is. */
public record SampleAssessment(Assessment assessment, Findings findings) {

    private static final String DOWN = "b05-p1-dgx-05-c07";
    private static final LocalDate BACK = LocalDate.parse("2026-12-04");

    /** The site with 24 DGX nodes. */
    public static SampleAssessment site() {
        return withNodes(24);
    }

    /** @param dgx how many DGX nodes it has: two of them are in maintenance */
    public static SampleAssessment withNodes(int dgx) {
        List<Target> targets = targets(dgx);
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : SampleRules.ALL) {
            for (Target target : targets) {
                if (rule.appliesTo(target)) {
                    findings.addAll(judge(rule, target));
                }
            }
        }
        return of(targets, findings);
    }

    /**
     * So many rules for each of so many DGX nodes: one in ten findings failed, one in fifty could not be judged. They are
     * made anew whenever they are asked for: none is held.
     */
    public static SampleAssessment ofSize(int rules, int dgx) {
        Rule model = SampleRules.ALL.get(5);
        List<Target> nodes = IntStream.rangeClosed(1, dgx).<Target>mapToObj(SampleAssessment::dgx).sorted().toList();
        List<Rule> all = IntStream.range(0, rules).mapToObj(r -> new Rule(String.format("bench-rule-%03d", r),
                model.title(), Severity.values()[r % 4], model.targets(), model.witnesses(), model.rationale(),
                model.remediation(), model.references())).toList();
        return of(all, nodes, () -> IntStream.range(0, rules).boxed().flatMap(r -> IntStream.range(0, dgx)
                .mapToObj(i -> ofSize(all.get(r), nodes.get(i), (r + i) % 50))));
    }

    private static Finding ofSize(Rule rule, Target node, int kind) {
        return switch (kind) {
            case 0 -> error(rule, node, Reason.UNREACHABLE, "connect to port 22: No route to host");
            case 1, 2, 3, 4, 5 -> fail(rule, node, "", "-1", "1 to 8192",
                    "podPidsLimit is -1 (no limit), 1 to 8192 is expected", List.of(Step.setting(
                            Step.Place.cmsh("configurationoverlay; use user; roles; use kubelet"),
                            "set podpidslimit 8192")),
                    evidence(Witness.EFFECTIVE, node, "/configz", 0, "\"podPidsLimit\":-1",
                            "kubectl get --raw /api/v1/nodes/" + node.name() + "/proxy/configz"));
            default -> pass(rule, node, "4096");
        };
    }

    /** @param all in their order */
    private record Made(long count, Totals totals, Supplier<Stream<Finding>> all) implements Findings {
        @Override
        public Stream<Finding> ordered() {
            return all.get();
        }
    }

    /** The sample's frame around other findings. */
    public static SampleAssessment of(List<Target> targets, List<Finding> findings) {
        return of(SampleRules.ALL, targets, findings.stream().sorted().toList()::stream);
    }

    private static SampleAssessment of(List<Rule> rules, List<Target> targets, Supplier<Stream<Finding>> findings) {
        Totals totals = Totals.of(() -> findings.get().iterator());
        Set<Cause> causes = new TreeSet<>();
        Set<Waiver> waivers = new LinkedHashSet<>();
        SortedMap<String, Coverage.Count> byRule = new TreeMap<>();
        SortedMap<String, Coverage.Count> byTarget = new TreeMap<>();
        Coverage.Count total = Coverage.Count.NONE;
        for (Finding finding : (Iterable<Finding>) () -> findings.get().iterator()) {
            finding.cause().ifPresent(causes::add);
            finding.waiver().ifPresent(waivers::add);
            total = total.plus(finding.outcome());
            byRule.put(finding.rule(),
                    byRule.getOrDefault(finding.rule(), Coverage.Count.NONE).plus(finding.outcome()));
            byTarget.put(finding.target().id(),
                    byTarget.getOrDefault(finding.target().id(), Coverage.Count.NONE).plus(finding.outcome()));
        }
        Assessment assessment = new Assessment(new Assessment.Tool("tightship", "0.1.0"),
                new Assessment.Run("20261121T020000Z-7f3a", Instant.parse("2026-11-21T02:00:00Z"),
                        Instant.parse("2026-11-21T02:01:47.250Z"), total.expected() == total.judged()),
                "bcm-lab",
                List.of(new Assessment.ClusterIdentity("admin", Optional.of("0d5c6d0e-6a53-4b0e-9f7b-2a4c1f1f9a01"),
                                Optional.of("v1.32.4")),
                        new Assessment.ClusterIdentity("user", Optional.empty(), Optional.of("v1.31.9"))),
                new Assessment.Selection(List.of("superpod-hardening"), List.of("standard"), List.of(), List.of()),
                List.of(new Setting("apiproxy-ports", "10443", "site", ""),
                        new Setting("pod-pids-limit-maximum", "8192", "profile", ""),
                        new Setting("pod-pids-limit-maximum", "4096", "target", "node/b05-p1-dgx-05-c02"),
                        new Setting("tls-minimum-version", "1.2", "fallback", "")),
                List.of(benchmark()), rules, targets,
                List.copyOf(causes), new Coverage(total, byRule, byTarget), totals,
                targets.stream().map(target -> new Assessment.Footprint(target.id(), 1, 2, 0, 48_211)).sorted()
                        .toList(),
                List.copyOf(waivers), List.of(new Attestation("superpod-hardening", "3.1", "Reviewed; two accounts were removed", "J. Doe",
                        LocalDate.parse("2026-10-01"), LocalDate.parse("2027-01-01"))),
                List.of(new Remark("waiver-expired", "waivers.yaml:4: the waiver of gpu-mig-approved for b05-* expired"
                        + " on 2026-10-31")), Optional.of(comparison(findings)),
                List.of(new DatedData("advisories of the site", LocalDate.parse("2026-11-01"), "bulletins <b>")));
        return new SampleAssessment(assessment, new Made(totals.findings(), totals, findings));
    }

    /** With a night on which the first failure passed, the first pass failed, and one target was not read. */
    private static Comparison comparison(Supplier<Stream<Finding>> findings) {
        List<Comparison.Change> changes = new ArrayList<>();
        findings.get().filter(finding -> finding.outcome() == Outcome.FAIL).findFirst().ifPresent(finding ->
                changes.add(change(Comparison.Kind.NEW, finding, Optional.of(Outcome.PASS), "it passed")));
        findings.get().filter(finding -> finding.outcome() == Outcome.PASS).findFirst().ifPresent(finding ->
                changes.add(change(Comparison.Kind.RESOLVED, finding, Optional.of(Outcome.FAIL), "it passes")));
        findings.get().filter(finding -> finding.outcome() == Outcome.ERROR).findFirst().ifPresent(finding ->
                changes.add(change(Comparison.Kind.INCOMPARABLE, finding, Optional.of(Outcome.FAIL), "not judged")));
        Map<Comparison.Kind, Long> counts = new java.util.EnumMap<>(Comparison.Kind.class);
        for (Comparison.Kind kind : Comparison.Kind.values()) {
            counts.put(kind, changes.stream().filter(change -> change.kind() == kind).count());
        }
        return new Comparison(new Comparison.Baseline("20261120T020000Z-1c2d", Instant.parse("2026-11-20T02:00:00Z"),
                "0.1.0", true), counts, changes);
    }

    /** The same run, compared with another one. */
    public SampleAssessment compared(List<Comparison.Change> changes) {
        Map<Comparison.Kind, Long> counts = new java.util.EnumMap<>(Comparison.Kind.class);
        changes.forEach(change -> counts.merge(change.kind(), 1L, Long::sum));
        Comparison comparison = new Comparison(new Comparison.Baseline("20261120T020000Z-1c2d",
                Instant.parse("2026-11-20T02:00:00Z"), "0.1.0", true), counts, changes);
        return new SampleAssessment(with(assessment, Optional.of(comparison)), findings);
    }

    /** A run that was compared with none. */
    public static Assessment uncompared(Assessment assessment) {
        return with(assessment, Optional.empty());
    }

    private static Assessment with(Assessment all, Optional<Comparison> comparison) {
        return new Assessment(all.tool(), all.run(), all.site(), all.clusters(), all.selection(), all.settings(),
                all.benchmarks(), all.rules(), all.targets(), all.causes(), all.coverage(), all.totals(),
                all.footprint(), all.waivers(), all.attestations(), all.remarks(), comparison, all.data());
    }

    public static Comparison.Change change(Comparison.Kind kind, Finding finding, Optional<Outcome> before,
                                           String note) {
        return new Comparison.Change(kind, finding.id(), finding.rule(), finding.target().id(), finding.subject(),
                finding.variant(), finding.severity(), before, Optional.of(finding.outcome()), note);
    }

    private static List<Target> targets(int dgx) {
        List<Target> targets = new ArrayList<>();
        targets.add(new Target.Site("bcm-lab"));
        targets.add(new Target.Cluster("admin", Space.ADMIN));
        targets.add(new Target.Cluster("user", Space.USER));
        targets.add(new Target.Switch("b05-bt-01"));
        targets.add(new Target.Switch("b05-bt-02"));
        for (int i = 1; i <= 3; i++) {
            targets.add(new Target.Node("bcm11-head-0" + i, Set.of(NodeRole.HEAD, NodeRole.CONTROL_PLANE),
                    Optional.of("admin"), Space.ADMIN, Optional.of("head"), false, Optional.empty()));
        }
        for (int i = 1; i <= dgx; i++) {
            targets.add(dgx(i));
        }
        return targets.stream().sorted().toList();
    }

    private static Target.Node dgx(int i) {
        return new Target.Node(String.format("b05-p1-dgx-05-c%02d", i), Set.of(NodeRole.WORKER), Optional.of("user"),
                Space.USER, Optional.of("dgx-h200"), true, i == 7 || i == 11 ? Optional.of(BACK) : Optional.empty());
    }

    private static Benchmark benchmark() {
        List<Benchmark.Control> controls = new ArrayList<>();
        int number = 1;
        for (Rule rule : SampleRules.ALL) {
            controls.add(new Benchmark.Control("2." + number++, rule.title(), 1, "Site", Map.of("cis-1.11", "4.2.13"),
                    List.of(new Benchmark.RuleUse(rule.id(), Map.of())), Optional.empty(), Optional.empty()));
        }
        controls.add(new Benchmark.Control("3.1", "The list of administrators is reviewed each quarter", 2, "People",
                Map.of(), List.of(), Optional.of("When was the list of administrators last reviewed, and by whom?"),
                Optional.empty()));
        controls.add(new Benchmark.Control("3.2", "Server rooms are locked", 1, "People", Map.of(), List.of(),
                Optional.empty(), Optional.of("nothing on the network tells whether a door is locked")));
        return new Benchmark("superpod-hardening", "SuperPOD hardening guide", "1.4", "Site security handbook",
                Map.of("standard", new Benchmark.Profile("standard", List.of("*"),
                        Map.of("pod-pids-limit-maximum", List.of("8192")))), controls);
    }

    private static List<Finding> judge(Rule rule, Target target) {
        if (target.name().equals(DOWN)) {
            return List.of(error(rule, target, Reason.UNREACHABLE,
                    "connect to 10.141.5.7 port 22: No route to host (3 attempts, 5.0 s)")
                    .waivedBy(new Waiver("maintenance", "maintenance-until in the inventory", BACK)));
        }
        return switch (rule.id()) {
            case "apiproxy-closed-to-user-space" -> List.of(reach(rule, target, "bcm11-head-01", "10443"),
                    reach(rule, target, "bcm11-head-02", "10443"));
            case "login-pam-gate-effective" -> List.of(target.name().endsWith("01") ? fail(rule, target, "",
                    "pam_permit.so is sufficient on line 4, the gate on line 9", "the gate is the first account line",
                    "account stack of sshd: pam_permit.so ends the stack before pam_listfile.so is asked",
                    List.of(Step.setting(Step.Place.file("/cm/images/head/etc/pam.d/sshd"),
                                    "account required pam_listfile.so item=user sense=allow file=/etc/login.allow"),
                            Step.command(target.name(), "cp /cm/images/head/etc/pam.d/sshd /etc/pam.d/sshd")),
                    evidence(Witness.ON_DISK, target, "/etc/pam.d/sshd", 4, "account sufficient pam_permit.so",
                            "ssh " + target.name() + " cat /etc/pam.d/sshd"))
                    : pass(rule, target, "the gate is the first account line"));
            case "kubelet-pod-pids-limited" -> List.of(target.name().endsWith("c09")
                    ? error(rule, target, Reason.FORBIDDEN, "GET /api/v1/nodes/" + target.name()
                            + "/proxy/configz: 403 nodes \"" + target.name() + "\" is forbidden")
                    : target.name().contains("dgx") && !target.name().endsWith("c02") ? fail(rule, target, "", "-1",
                            "1 to 8192", "podPidsLimit is -1 (no limit), 1 to 8192 is expected",
                            List.of(Step.setting(Step.Place.cmsh("configurationoverlay; use user; roles; use kubelet"),
                                            "set podpidslimit 8192"),
                                    Step.command("the head node", "cmsh -c 'device; foreach -n " + target.name()
                                            + " (services; restart kubelet)'"),
                                    Step.prose("Jobs on the node keep running while the kubelet restarts.")),
                            evidence(Witness.EFFECTIVE, target, "/configz", 0, "\"podPidsLimit\":-1",
                                    "kubectl get --raw /api/v1/nodes/" + target.name() + "/proxy/configz"))
                    : pass(rule, target, "4096"));
            case "switches-acl-denies-the-rest" -> List.of(target.name().endsWith("01")
                    ? pass(rule, target, "rule 999 denies ANY")
                    : fail(rule, target, "acl oob-admission", "the last rule, 100, permits 10.141.0.0/16",
                            "a last rule that denies ANY",
                            "acl oob-admission: the last rule (100) permits 10.141.0.0/16, a deny for ANY is expected",
                            List.of(Step.command(target.name(), "nv set acl oob-admission rule 999 action deny"),
                                    Step.command(target.name(), "nv config apply && nv config save")),
                            evidence(Witness.EFFECTIVE, target, "/nvue_v1/acl/oob-admission", 0,
                                    "{\"rule\":{\"100\":{\"action\":{\"permit\":{}}}}}",
                                    "nv show acl oob-admission --applied -o json")));
            case "switches-agree" -> List.of(fail(rule, target, "acl oob-admission", "2 versions on 2 switches",
                    "one version", "acl oob-admission differs: b05-bt-01 has rule 999, b05-bt-02 has not", List.of(),
                    evidence(Witness.EFFECTIVE, new Target.Switch("b05-bt-02"), "/nvue_v1/acl", 0, "", "nv show acl")));
            case "kyverno-policies-enforce" -> target.name().equals("admin")
                    ? List.of(pass(rule, target, "Enforce"))
                    : List.of(fail(rule, target, "policy disallow-host-path", "Audit in 2 namespaces", "Enforce",
                            "policy disallow-host-path audits in the namespaces research-a and research-b, Enforce is"
                                    + " expected",
                            List.of(Step.setting(Step.Place.object("ClusterPolicy disallow-host-path"),
                                    "validationFailureAction: Enforce")),
                            evidence(Witness.EFFECTIVE, target, "/apis/kyverno.io/v1/clusterpolicies", 0,
                                    "validationFailureActionOverrides:\n- action: Audit\n  namespaces:\n"
                                            + "  - research-a\n  - research-b", "kubectl get clusterpolicies -o yaml")),
                    pass(rule, target, "policy require-run-as-non-root", "Enforce"));
            case "nim-image-approved" -> List.of(row(rule, target, "", Outcome.NOT_APPLICABLE, "", "",
                    "the cluster has no inference service: none is listed", Optional.empty(), List.of(), List.of()));
            case "login-allow-list-approved" -> List.of(row(rule, target, "", Outcome.MANUAL, "", "",
                    "Are root, bcmadmin and oncall the accounts that were approved for " + target.name() + "?",
                    Optional.empty(), List.of(),
                    List.of(evidence(Witness.ON_DISK, target, "/etc/login.allow", 1, "root\nbcmadmin\noncall", ""))));
            case "etcd-files-private" -> List.of(target.name().endsWith("03") ? error(rule, target, Reason.BLIND,
                    "no etcd process is visible and the process of uid 0 with id 1 is not either: hidepid is set")
                    : pass(rule, target, "0700 etcd:etcd"));
            case "gpu-mig-approved" -> List.of(target.name().endsWith("c11") ? fail(rule, target, "gpu 3",
                    "MIG off", "MIG 1g.18gb x 7", "gpu 3 is not divided, 1g.18gb x 7 is expected", List.of(),
                    evidence(Witness.EFFECTIVE, target, "nvidia-smi -q -x", 118, "<current_mig>Disabled</current_mig>",
                            "nvidia-smi -q -x"))
                    .waivedBy(new Waiver("maintenance", "maintenance-until in the inventory", BACK))
                    : pass(rule, target, "MIG 1g.18gb x 7"));
            case "apiserver-profiling-off" -> List.of(fail(rule, target, "", "--profiling is not given (true)",
                    "--profiling=false", "the running kube-apiserver has no --profiling, which means true; false is"
                            + " expected", List.of(Step.setting(Step.Place.argument("kube-apiserver"),
                            "--profiling=false")), evidence(Witness.RUNNING, target, "/proc/*/cmdline", 0,
                            "kube-apiserver --advertise-address=10.141.255.254", "ps -o args -C kube-apiserver")));
            default -> List.of(pass(rule, target, "as expected"));
        };
    }

    private static Finding reach(Rule rule, Target target, String head, String port) {
        String subject = head + ":" + port;
        boolean open = head.endsWith("02");
        List<Evidence> seen = List.of(evidence(Witness.EFFECTIVE, target, "tcp " + subject, 0,
                open ? "connected in 0.4 ms" : "no answer in 3.0 s; the control port 22 answered", "nc -vz -w 3 " + head
                        + " " + port));
        return open ? row(rule, target, subject, Outcome.FAIL, "connected", "no connection",
                target.name() + " connects to " + subject + ", no connection is expected", Optional.empty(),
                List.of(Step.setting(Step.Place.file("/etc/shorewall/rules"), "DROP nat:10.141.0.0/16 fw tcp 10443"),
                        Step.command(head, "shorewall check && shorewall safe-restart")), seen)
                : row(rule, target, subject, Outcome.PASS, "no answer", "no connection", target.name()
                        + " does not connect to " + subject, Optional.empty(), List.of(), seen);
    }

    public static Finding pass(Rule rule, Target target, String observed) {
        return pass(rule, target, "", observed);
    }

    private static Finding pass(Rule rule, Target target, String subject, String observed) {
        return row(rule, target, subject, Outcome.PASS, observed, observed, "found: " + observed, Optional.empty(),
                List.of(), List.of(evidence(Witness.EFFECTIVE, target, "/etc/example", 1, observed, "")));
    }

    public static Finding fail(Rule rule, Target target, String subject, String observed, String expected,
                               String message, List<Step> steps, Evidence evidence) {
        return row(rule, target, subject, Outcome.FAIL, observed, expected, message, Optional.empty(), steps,
                List.of(evidence));
    }

    public static Finding error(Rule rule, Target target, Reason reason, String detail) {
        return row(rule, target, "", Outcome.ERROR, "", "", detail,
                Optional.of(Cause.of(target.id(), reason, detail)), List.of(), List.of());
    }

    public static Evidence evidence(Witness witness, Target target, String source, int line, String excerpt,
                                    String command) {
        return new Evidence(Optional.of(witness), target.id(), source, line, excerpt, command,
                Digest.sha256(excerpt.getBytes(StandardCharsets.UTF_8)));
    }

    private static Finding row(Rule rule, Target target, String subject, Outcome outcome, String observed,
                               String expected, String message, Optional<Cause> cause, List<Step> steps,
                               List<Evidence> evidence) {
        return new Finding(Finding.identity(rule.id(), target, subject, ""), rule.id(), target, subject, "", outcome,
                rule.severity(), observed, expected, message, cause, steps, evidence, Optional.empty());
    }
}

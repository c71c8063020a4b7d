package io.tightship.library.kyverno;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.ChartLabels;
import io.tightship.fact.kubernetes.ClusterHeading;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.fact.kyverno.KyvernoLine;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Kyverno's chart is deployed, new enough for the cluster, and its policies are of the same line. */
final class Version implements Check {

    private static final Need.Own<HelmReleases> RELEASES = Need.Own.of(HelmReleases.KEY);
    private static final Need.Own<PerSubject<ChartLabels>> LABELS = Need.Own.of(ChartLabels.DEPLOYMENTS);
    private static final Need.Own<ClusterHeading> CLUSTER = Need.Own.of(ClusterHeading.KEY);
    private static final Need.Setting<String> CHART = Need.Setting.of(KyvernoValues.CHART);
    private static final Need.Setting<String> VERSION = Need.Setting.of(KyvernoValues.CHART_VERSION);

    /** Kyverno's own policies; NVIDIA's chart of policies has versions of its own. */
    private static final String STOCK_POLICIES = "kyverno-policies";

    private static final Pattern KUBERNETES = Pattern.compile("v?1\\.([0-9]{1,3})(\\D.*)?");
    private static final Pattern LINE = Pattern.compile("v?([0-9]+\\.[0-9]+)(\\..*)?");

    private static final Rule RULE = Rule.builder("kyverno-version")
            .title("Kyverno's chart is deployed and new enough for the cluster, its policies of the same line")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.DESIRED)
            .rationale("""
                    Older releases have known ways around policies. Which release is the newest one that fits depends on the
                    version of Kubernetes: 1.24 ends with Kyverno's chart 3.0, and the guide's 3.5.2 is tested with 1.30 to
                    1.33. Policies of another line than Kyverno's may say what it does not understand.""")
            .remediation("""
                    Upgrade Kyverno's chart step by step, as its release notes say; try it on the user cluster first.
                    Its policies must stay of a chart with the same major and minor version.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Installing Kyverno, step 3")
            .reference("NVIDIA knowledge base, from PSP to Kyverno", "Install Kyverno on the cluster").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(RELEASES, LABELS, CLUSTER, CHART, VERSION);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Release> releases = context.get(RELEASES).ofChart(context.get(CHART));
        Optional<String> least = least(context);
        List<Verdict> verdicts = new ArrayList<>();
        if (releases.isEmpty()) {
            context.get(LABELS).known().values().forEach(labels -> verdicts.add(without(context,
                    labels.versions(context.get(CHART)), least)));
            return verdicts;
        }
        for (Release release : releases) {
            verdicts.add(least.map(version -> judge(context, release, version)).orElseGet(() -> new Verdict.Manual(
                    release.id(), "Which chart of Kyverno's is tested with Kubernetes "
                    + context.get(CLUSTER).version() + "? None is known to be; " + release.id() + " is of version "
                    + release.version() + ". State the least version in the value kyverno-chart-version.",
                    evidence(context, release.version()))));
        }
        for (Release policies : context.get(RELEASES).ofChart(STOCK_POLICIES)) {
            boolean alike = releases.stream().anyMatch(release -> line(release).isPresent()
                    && line(release).equals(line(policies)));
            String expected = "of the line of " + String.join(" or ", releases.stream().map(Release::version).toList());
            verdicts.add(Verdict.of(alike, "policies " + policies.id(), policies.version(), expected, "the chart "
                    + STOCK_POLICIES + " of " + policies.id() + " is of version " + policies.version() + (alike
                    ? ", as expected " : "; expected one ") + expected, evidence(context, policies.version())));
        }
        return verdicts;
    }

    /** What was applied by other means than Helm's leaves no release; the label of its Deployments gives the version. */
    private static Verdict without(Context context, Set<String> versions, Optional<String> least) {
        String chart = context.get(CHART);
        if (versions.isEmpty()) {
            return new Verdict.Fail("", "no release of " + chart, "a deployed one", "Helm has no release of the chart "
                    + chart + " in this cluster, and no Deployment bears its label; expected a deployed one",
                    evidence(context, ""));
        }
        String observed = "no release, labels of " + chart + " " + String.join(", ", versions);
        if (least.isEmpty()) {
            return new Verdict.Manual("", "Which chart of Kyverno's is tested with Kubernetes " + context.get(CLUSTER).version()
                    + "? None is known to be. State the least version in the value kyverno-chart-version.",
                    evidence(context, observed));
        }
        boolean holds = versions.stream().allMatch(version -> HelmReleases.compare(version.replace('_', '+'), least.get())
                .filter(order -> order >= 0).isPresent());
        return Verdict.of(holds, "", observed, "version " + least.get() + " or newer", "the chart " + chart + ": " + observed
                + (holds ? ", as expected" : "; expected version " + least.get() + " or newer"), evidence(context, observed));
    }

    /** What the site states, or what fits the cluster. */
    private static Optional<String> least(Context context) {
        if (!context.get(VERSION).equals(KyvernoValues.BY_CLUSTER)) {
            return Optional.of(context.get(VERSION));
        }
        Matcher kubernetes = KUBERNETES.matcher(context.get(CLUSTER).version());
        return kubernetes.matches() ? KyvernoLine.least(Integer.parseInt(kubernetes.group(1))) : Optional.empty();
    }

    private static Optional<String> line(Release release) {
        Matcher matcher = LINE.matcher(release.version());
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Verdict judge(Context context, Release release, String least) {
        List<String> wrong = new ArrayList<>();
        if (!release.status().equals("deployed")) {
            wrong.add("its newest revision is " + release.status());
        }
        if (!release.atLeast(least)) {
            wrong.add("version " + release.version());
        }
        Matcher kubernetes = KUBERNETES.matcher(context.get(CLUSTER).version());
        String tested = kubernetes.matches() && KyvernoLine.of(release.version()).filter(line -> !line.testedWith(
                Integer.parseInt(kubernetes.group(1)))).isPresent() ? " (not tested with Kubernetes "
                + context.get(CLUSTER).version() + ")" : "";
        String observed = (wrong.isEmpty() ? "version " + release.version() + ", deployed" : String.join("; ", wrong))
                + tested;
        String expected = "deployed, version " + least + " or newer";
        return Verdict.of(wrong.isEmpty(), release.id(), observed, expected, "release " + release.id() + ", revision "
                + release.revision() + ": " + observed + (wrong.isEmpty() ? ", as expected" : "; expected " + expected),
                evidence(context, observed));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return Stream.concat(context.sources(RELEASES).stream(), context.sources(LABELS, ChartLabels.OBJECTS).stream())
                .map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String module = Charts.module(context.target());
        if (fail.subject().startsWith("policies ")) {
            String[] release = fail.subject().substring("policies ".length()).split("/", 2);
            return List.of(Step.command("the head node", module + "helm get values -n " + release[0] + " " + release[1]
                            + " | sed '/USER-SUPPLIED VALUES:/d' > kyverno-policies-values.yaml"),
                    Step.prose("Upgrade the release to the newest " + STOCK_POLICIES + " " + fail.expected() + "."));
        }
        String[] release = fail.subject().isEmpty() ? new String[] {"kyverno", "kyverno"} : fail.subject().split("/", 2);
        return List.of(Step.command("the head node", module + "helm upgrade --install " + release[1] + " kyverno/kyverno "
                + least(context).map(version -> "--version " + version + " ").orElse("") + "-n " + release[0]
                + " --values values-kyverno.yaml --wait"));
    }
}

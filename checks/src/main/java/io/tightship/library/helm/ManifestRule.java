package io.tightship.library.helm;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.FactKey;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.ChartValues;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.fact.kubernetes.LiveObjects;
import io.tightship.fact.kubernetes.ReleaseObjects;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.fact.kubernetes.SpecifiedObject.Difference;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One row of the table of charts whose policies must stand in the cluster as the newest revision's manifest has them. */
final class ManifestRule implements Check {

    private static final Need.Own<HelmReleases> RELEASES = Need.Own.of(HelmReleases.KEY);
    private static final Need.Own<ReleaseObjects> MANIFESTS = Need.Own.of(ReleaseObjects.KEY);
    private static final int LONGEST = 120;

    private final Need.Setting<String> chart;
    private final Need.Own<LiveObjects> live;
    private final Rule rule;

    private ManifestRule(ValueKey<String> chart, FactKey<LiveObjects> live, Rule rule) {
        this.chart = Need.Setting.of(chart);
        this.live = Need.Own.of(live);
        this.rule = rule;
    }

    static List<Check> all() {
        return List.of(new ManifestRule(ChartValues.NETWORK, LiveObjects.NETWORK, Rule.builder(
                "netpol-live-matches-release").title("The network policies in force are those of the release")
                .severity(Severity.HIGH).appliesTo(Target.Cluster.class, "clusters").witness(Witness.RUNNING)
                .rationale("""
                        Helm tells what it installed, not what became of it. A policy that was deleted, or widened by
                        hand to find a fault, leaves the release deployed and its version right.""")
                .remediation("""
                        Compare the release's manifest with the cluster, take over what was changed on purpose into the
                        values, and apply the manifest again.""")
                .reference("NVIDIA Mission Control Kubernetes security hardening",
                        "Deploying network policies with Helm (nmc-network-policies)").build()),
                new ManifestRule(ChartValues.POLICIES, LiveObjects.KYVERNO, Rule.builder("kyverno-policies-match-release")
                .title("Kyverno's policies in force are those of the release")
                .severity(Severity.HIGH).appliesTo(Target.Cluster.class, "clusters").witness(Witness.RUNNING)
                .rationale("""
                        A policy that was edited to let one workload through, or deleted, leaves the release deployed and
                        its version right. The next upgrade brings it back, or nobody upgrades and nobody knows.""")
                .remediation("""
                        Compare the release's manifest with the cluster, take over what was changed on purpose into the
                        values, and apply the manifest again.""")
                .reference("NVIDIA Mission Control Kubernetes security hardening", "Applying Security Policies").build()));
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(RELEASES, MANIFESTS, live, chart);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Release> releases = context.get(RELEASES).ofChart(context.get(chart));
        if (releases.isEmpty()) {
            return List.of(without(context));
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (Release release : releases) {
            List<SpecifiedObject> asked = context.get(MANIFESTS).of(release);
            if (asked.isEmpty()) {
                verdicts.add(new Verdict.Fail("release " + release.id(), "no policy", "at least one policy", "the manifest of "
                        + release.id() + ", revision " + release.revision() + ", holds no policy; expected at least one",
                        evidence(context, "")));
            }
            asked.forEach(object -> verdicts.add(judge(context, release, object)));
        }
        return verdicts;
    }

    private Verdict without(Context context) {
        String name = context.get(chart);
        List<SpecifiedObject> labelled = context.get(live).ofChart(name);
        if (labelled.isEmpty()) {
            return new Verdict.Fail("", "no release of " + name, "the policies of " + name, "Helm has no release of the chart "
                    + name + " in this cluster, and nothing there bears its label; expected its policies",
                    evidence(context, ""));
        }
        return new Verdict.Manual("", labelled.size() + " objects bear the label of " + labelled.getFirst().chart()
                + ", and Helm has no release of it: are they as that chart renders them with this site's values?",
                evidence(context, labelled.getFirst().id()));
    }

    private Verdict judge(Context context, Release release, SpecifiedObject asked) {
        String subject = asked.id();
        String from = "the manifest of " + release.id() + ", revision " + release.revision();
        if (!context.get(live).types().contains(asked.type())) {
            return new Verdict.Manual(subject, from + " holds " + subject + ", of a type that is not read from clusters: is "
                    + "it there, and unchanged?", evidence(context, subject));
        }
        Optional<SpecifiedObject> found = context.get(live).of(asked);
        if (found.isEmpty()) {
            return new Verdict.Fail(subject, "absent", "as in " + from, subject + " does not exist in the cluster; expected it "
                    + "as in " + from, evidence(context, subject));
        }
        List<Difference> differences = asked.differencesTo(found.get());
        if (differences.isEmpty()) {
            return new Verdict.Pass(subject, "as in the manifest", "as in " + from, subject + " is as in " + from,
                    evidence(context, subject));
        }
        Difference first = differences.getFirst();
        String more = differences.size() == 1 ? "" : " (and " + (differences.size() - 1) + " more fields differ)";
        return new Verdict.Fail(subject, first.path() + ": " + shown(first.there()) + more, first.path() + ": "
                + shown(first.here()), subject + " was changed: " + first.path() + " is " + shown(first.there())
                + "; expected " + shown(first.here()) + ", as in " + from + more, evidence(context, String.join("\n",
                differences.stream().limit(10).map(difference -> difference.path() + ": " + shown(difference.there()))
                        .toList())));
    }

    private static String shown(Optional<String> value) {
        String text = value.orElse("absent");
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    private List<Evidence> evidence(Context context, String excerpt) {
        return Stream.concat(context.sources(live).stream().map(source -> source.evidence(0, excerpt)),
                context.sources(MANIFESTS).stream().map(source -> source.evidence(0, ""))).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String module = "module load kubernetes/" + context.target().name() + " && ";
        List<Release> releases = context.get(RELEASES).ofChart(context.get(chart));
        if (releases.isEmpty()) {
            return List.of(Step.command("the head node", module + "helm upgrade --install " + context.get(chart) + " ./"
                    + context.get(chart) + ".tgz --wait"));
        }
        List<Step> steps = new ArrayList<>();
        for (Release release : releases) {
            String manifest = module + "helm get manifest " + release.name() + " -n " + release.namespace() + " | kubectl ";
            steps.add(Step.command("the head node", manifest + "diff -n " + release.namespace() + " -f -"));
            // Only replacing takes away what somebody added: applying leaves it.
            steps.add(Step.command("the head node", manifest + (fail.observed().equals("absent") ? "apply" : "replace")
                    + " -n " + release.namespace() + " -f -"));
        }
        steps.add(Step.prose("What was changed on purpose belongs into the chart's values first: the manifest takes it "
                + "back."));
        return steps;
    }
}

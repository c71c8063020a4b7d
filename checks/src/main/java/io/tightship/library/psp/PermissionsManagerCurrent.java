package io.tightship.library.psp;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.fact.kubernetes.PermissionUsers;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The release of Base Command Manager's permissions manager is of the chart that its package brought. */
final class PermissionsManagerCurrent implements Check {

    private static final String FOLDER = "/cm/shared/apps/kubernetes-permissions-manager/current/helm/";
    private static final String CHART = "cm-kubernetes-permissions-manager";

    private static final Need.Own<HelmReleases> RELEASES = Need.Own.of(HelmReleases.KEY);
    private static final Need.Own<PermissionUsers> USERS = Need.Own.of(PermissionUsers.KEY);
    private static final Need.Across<PerSubject<PathStat>, Target.Node> CHARTS = Need.Across.whole(
            TargetSet.HEAD_NODES, PathStat.matching(FOLDER + CHART + "-*.tgz"));

    private static final Pattern FILE = Pattern.compile(".*/" + CHART + "-v?([0-9][^/]*)\\.tgz");

    private static final Rule RULE = Rule.builder("psp-permissions-manager-current")
            .title("The permissions manager that runs is the one that its package brought")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.DESIRED)
            .rationale("""
                    Updating the package changes a chart on disk and nothing in the cluster. Only newer releases of the
                    permissions manager know Kyverno beside Pod Security Policies: one that was never upgraded goes on making
                    users that nothing confines.""")
            .remediation("""
                    Update the package cm-kubernetes-permissions-manager, and upgrade the release permissions-manager in the
                    namespace cm to the chart that the package brought.""")
            .reference("NVIDIA knowledge base, from PSP to Kyverno", "Update to latest Permissions Manager package").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(RELEASES, USERS, CHARTS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Set<String> onDisk = new TreeSet<>();
        context.get(CHARTS).values().forEach(files -> files.known().keySet().forEach(path -> {
            Matcher file = FILE.matcher(path);
            if (file.matches()) {
                onDisk.add(file.group(1));
            }
        }));
        List<Release> releases = context.get(RELEASES).releases().stream().filter(release -> release.chart().equals(CHART)
                || release.id().equals("cm/permissions-manager")).toList();
        String expected = onDisk.isEmpty() ? "deployed, of the chart of its package" : "deployed, of version "
                + String.join(" or ", onDisk) + " as on disk";
        if (releases.isEmpty()) {
            return List.of(context.get(USERS).users().isEmpty() ? new Verdict.NotApplicable("", "Helm has no release of "
                    + CHART + " in this cluster, and there is no CmKubernetesPermissionUser", evidence(context, ""))
                    : new Verdict.Fail("cm/permissions-manager", "no release", expected, "there are permission users, and Helm "
                    + "has no release of " + CHART + "; expected one, " + expected, evidence(context, "")));
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (Release release : releases) {
            List<String> wrong = new ArrayList<>();
            if (!release.status().equals("deployed")) {
                wrong.add("its newest revision is " + release.status());
            }
            if (onDisk.isEmpty()) {
                wrong.add("no head node holds a chart in " + FOLDER);
            } else if (!onDisk.contains(release.version().replaceFirst("^v", ""))) {
                wrong.add("version " + release.version());
            }
            String observed = wrong.isEmpty() ? "deployed, version " + release.version() : String.join("; ", wrong);
            verdicts.add(Verdict.of(wrong.isEmpty(), release.id(), observed, expected, "release " + release.id()
                    + ", revision " + release.revision() + ": " + observed + (wrong.isEmpty() ? ", as expected"
                    : "; expected " + expected), evidence(context, observed)));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(RELEASES).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String[] release = fail.subject().split("/", 2);
        return List.of(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && helm upgrade --install -n " + release[0] + " " + release[1] + " " + FOLDER + CHART + "-*.tgz"));
    }
}

package io.tightship.library.psp;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.fact.kubernetes.PermissionUsers;
import io.tightship.fact.kubernetes.ReleaseObjects;
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

/** The release of each permission user renders policies of Kyverno's. */
final class UsersMigrated implements Check {

    private static final Need.Own<PermissionUsers> USERS = Need.Own.of(PermissionUsers.KEY);
    private static final Need.Own<HelmReleases> RELEASES = Need.Own.of(HelmReleases.KEY);
    private static final Need.Own<ReleaseObjects> MANIFESTS = Need.Own.of(ReleaseObjects.KEY);

    /** The chart of which each user has a release. */
    private static final String CHART = "cm-kubernetes-permission-user";

    private static final Rule RULE = Rule.builder("psp-users-migrated")
            .title("The release of each permission user brings its Kyverno policies")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Cluster.class, "clusters")
            .witness(Witness.DESIRED)
            .rationale("""
                    The permissions manager renders for each user either a Pod Security Policy or policies of Kyverno's, by
                    what the cluster had when the user was made or restored. A user from before has neither after the change,
                    and is bound by nothing.""")
            .remediation("""
                    Install Kyverno, update the permissions manager, then back the users up and restore them: their releases
                    are rendered anew.""")
            .reference("NVIDIA knowledge base, from PSP to Kyverno", "Validate PSP is working; Validation").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(USERS, RELEASES, MANIFESTS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Release> releases = context.get(RELEASES).ofChart(CHART);
        Set<String> users = new TreeSet<>();
        context.get(USERS).users().forEach(user -> users.add(user.name()));
        releases.forEach(release -> users.add(release.name()));
        List<Verdict> verdicts = new ArrayList<>();
        for (String user : users) {
            List<Release> own = releases.stream().filter(release -> release.name().equals(user)).toList();
            long policies = own.stream().flatMap(release -> context.get(MANIFESTS).of(release).stream())
                    .filter(object -> object.group().equals("kyverno.io")).count();
            String observed = own.isEmpty() ? "Helm has no release of its own" : policies + " policies of Kyverno's in the "
                    + "manifest of " + own.getFirst().id();
            verdicts.add(Verdict.of(policies > 0, user, observed, "at least one policy of Kyverno's in the manifest",
                    "permission user " + user + ": " + observed + "; expected at least one policy of Kyverno's in the manifest",
                    evidence(context, observed)));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.NotApplicable("", "the cluster holds no CmKubernetesPermissionUser, and Helm no release "
                    + "of the chart " + CHART, evidence(context, "")));
        }
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(MANIFESTS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("the head node", "cm-kubernetes-setup --backup-permissions backup_users.yaml && "
                        + "cm-kubernetes-setup --restore-permissions backup_users.yaml"),
                Step.command("the head node", "module load kubernetes/" + context.target().name()
                        + " && helm get manifest -n cm-permissions " + fail.subject() + " | grep kyverno"));
    }
}

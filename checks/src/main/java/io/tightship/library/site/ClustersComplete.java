package io.tightship.library.site;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.bcm.SiteListing;
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

/** The clusters that Base Command Manager lists are those of the inventory. */
final class ClustersComplete implements Check {

    private static final Own<SiteListing> CLUSTERS = Own.of(SiteListing.OF_CLUSTERS);
    private static final String EXPECTED = "the same clusters in Base Command Manager and in the inventory";

    private static final Rule RULE = Rule.builder("site-clusters-complete")
            .title("The inventory has the clusters that Base Command Manager has")
            .severity(Severity.HIGH)
            .appliesTo(Target.Site.class, "site")
            .witness(Witness.DESIRED)
            .rationale("""
                    A cluster that is not listed is not audited at all: neither its policies nor who may use it. One that is
                    listed and that Base Command Manager does not have is another one than the site's. A site without Run:ai
                    has no user cluster; the inventory alone cannot prove that.""")
            .remediation("""
                    List the cluster in the inventory, by the name of its module, with its space and a kubeconfig; or name it
                    under exclude with the reason why it is not audited.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "User and Admin Cluster Background").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(CLUSTERS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        SiteListing listing = context.get(CLUSTERS);
        List<Verdict> verdicts = new ArrayList<>();
        listing.entries().forEach((name, entry) -> {
            boolean same = entry.listed() && entry.inInventory();
            boolean excluded = entry.excluded().isPresent();
            String observed = same ? "in both" : entry.listed() ? "not in the inventory" : "not in Base Command Manager";
            verdicts.add(Verdict.of(same || excluded, name, observed, EXPECTED, "the cluster " + name + " is " + observed
                    + (same ? ", as expected" : excluded ? ", and excluded: " + entry.excluded().get()
                    : "; expected " + EXPECTED), evidence(context, name)));
        });
        boolean elsewhere = listing.entries().values().stream().anyMatch(entry -> entry.listed()
                && !entry.inInventory());
        for (String space : List.of("admin", "user")) {
            if (!elsewhere && listing.entries().values().stream().noneMatch(entry -> entry.kind().equals(space))) {
                verdicts.add(none(context, space));
            }
        }
        return verdicts;
    }

    /** There is always an admin cluster; a user cluster only where Run:ai is used. */
    private static Verdict none(Context context, String space) {
        String seen = "Base Command Manager lists no cluster that could be that of " + space + " space";
        return space.equals("admin") ? new Verdict.Fail("admin space", "no cluster", "one cluster of admin space", seen
                + "; expected one, since every site has it", evidence(context, ""))
                : new Verdict.NotApplicable("user space", seen + ": the site has no user cluster", evidence(context, ""));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(CLUSTERS).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        SiteListing.Entry entry = context.get(CLUSTERS).entries().get(fail.subject());
        return entry == null ? List.of(Step.prose("List the admin cluster in the inventory with space: admin."))
                : List.of(Step.prose(entry.listed() ? "List the cluster " + fail.subject() + " in the inventory with its "
                + "space and a credential, or name it under exclude with a reason." : "Take the cluster " + fail.subject()
                + " out of the inventory, or give it the name of its module."),
                Step.command("the head node", "ls /cm/local/modulefiles/kubernetes"));
    }
}

package io.tightship.library.site;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.PerSubject;
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
import java.util.stream.Collectors;

/** Every host that Base Command Manager, a cluster or an API server's flag for etcd lists is in the inventory, or left out with a reason. */
final class InventoryComplete implements Check {

    private static final Own<PerSubject<SiteListing>> LISTINGS = Own.of(SiteListing.OF_HOSTS);
    private static final String EXPECTED = "in the inventory, or excluded with a reason";

    private static final Rule RULE = Rule.builder("site-inventory-complete")
            .title("Every head node, node and switch of the site is audited or left out with a reason")
            .severity(Severity.HIGH)
            .appliesTo(Target.Site.class, "site")
            .witness(Witness.DESIRED, Witness.RUNNING)
            .rationale("""
                    What the inventory does not list is never asked, and a report on the rest looks complete. New nodes and
                    spare ones are where a site's hardening ends.""")
            .remediation("""
                    List the host in the inventory with its addresses and roles, or name it under exclude with the reason
                    why it is not audited.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "User and Admin Cluster Background").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(LISTINGS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(LISTINGS).known().forEach((lister, listing) -> {
            listing.entries().forEach((name, entry) -> {
                if (entry.missing()) {
                    verdicts.add(new Verdict.Fail(lister + ": " + name, "not in the inventory", EXPECTED, lister
                            + " lists the " + entry.kind() + " " + name + ", which the inventory does not; expected it "
                            + EXPECTED, evidence(context, lister, name)));
                }
            });
            if (listing.entries().values().stream().noneMatch(SiteListing.Entry::missing)) {
                String left = listing.entries().entrySet().stream().filter(entry -> !entry.getValue().inInventory())
                        .map(entry -> entry.getKey() + " (" + entry.getValue().excluded().orElse("") + ")")
                        .collect(Collectors.joining(", "));
                String observed = listing.entries().size() + " listed" + (left.isEmpty() ? "" : ", left out: " + left);
                verdicts.add(new Verdict.Pass(lister, observed, EXPECTED, "each of the " + listing.entries().size()
                        + " hosts that " + lister + " lists is " + EXPECTED + (left.isEmpty() ? "" : "; left out: "
                        + left), evidence(context, lister, observed)));
            }
        });
        return verdicts;
    }

    private static List<Evidence> evidence(Context context, String lister, String excerpt) {
        return context.sources(LISTINGS, lister).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String name = fail.subject().substring(fail.subject().indexOf(": ") + 2);
        return List.of(Step.prose("List " + name + " in the inventory with its address, cluster and roles; or, where it is "
                + "not to be audited, name it under exclude: {name: " + name + ", reason: WHY}."));
    }
}

package io.tightship.library.login;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.PerSubject;
import io.tightship.fact.bcm.LoginCategory;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Users log in to compute nodes for their jobs alone. */
final class ComputeNodesJobBound implements Check {

    private static final Own<PerSubject<LoginCategory>> CATEGORIES = Own.of(LoginCategory.OF_COMPUTE_NODES);
    private static final String EXPECTED = "onlywhenjob or never";

    private static final Rule RULE = Rule.builder("login-compute-nodes-job-bound")
            .title("Users log in to compute nodes for their jobs alone")
            .severity(Severity.LOW)
            .appliesTo(Target.Site.class, "site")
            .witness(Witness.DESIRED)
            .rationale("""
                    By Base Command Manager's default every user logs in to every compute node at any time: next to the jobs
                    of others, past the scheduler's limits, and with whatever the node's network reaches.""")
            .remediation("""
                    Set usernodelogin to onlywhenjob for the category and commit. A session that is open when the job ends
                    is not closed by this.""")
            .reference("Base Command Manager Administrator Manual", "User node login").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(CATEGORIES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        List<Verdict> verdicts = new ArrayList<>();
        context.get(CATEGORIES).known().forEach((name, category) -> {
            if (category.nodes().isEmpty()) {
                verdicts.add(new Verdict.NotApplicable(name, "neither the inventory nor a cluster nor Base Command "
                        + "Manager has a compute node", List.of()));
                return;
            }
            String observed = category.userNodeLogin();
            boolean bound = !observed.toLowerCase(Locale.ROOT).equals("always");
            verdicts.add(Verdict.of(bound, name, observed, EXPECTED, "usernodelogin of category " + name + " is "
                    + observed + (bound ? ", as expected" : "; expected " + EXPECTED) + " (it holds "
                    + category.nodes().size() + " compute nodes, " + category.nodes().first() + " among them)",
                    context.sources(CATEGORIES, name).stream().map(source -> source.evidence(0, name + ": " + observed))
                            .toList()));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.setting(Step.Place.cmsh("category; use " + fail.subject()), "set usernodelogin onlywhenjob; commit"),
                Step.command("the head node", "cmsh -c \"category; use " + fail.subject()
                        + "; set usernodelogin onlywhenjob; commit\""));
    }
}

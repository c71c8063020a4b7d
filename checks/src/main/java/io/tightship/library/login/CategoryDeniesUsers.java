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

/** BCM denies user logins in every category that holds control-plane nodes. */
final class CategoryDeniesUsers implements Check {

    private static final Own<PerSubject<LoginCategory>> CATEGORIES = Own.of(LoginCategory.OF_CONTROL_PLANES);

    private static final Rule RULE = Rule.builder("login-category-denies-users")
            .title("BCM denies user logins in every category of control-plane nodes")
            .severity(Severity.HIGH)
            .appliesTo(Target.Site.class, "site")
            .witness(Witness.DESIRED)
            .rationale("""
                    A user's shell on a control-plane node is one step from its keys and from the API that listens on
                    loopback. BCM's default lets every user in at any time; onlywhenjob lets in whoever has a job there.
                    never still lets root in: other rules judge that.""")
            .remediation("""
                    Set usernodelogin to never for the category and commit. Users who have a session keep it.""")
            .reference("NVIDIA Mission Control Kubernetes security hardening", "Securing Control Nodes").build();

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
            String nodes = String.join(", ", category.nodes());
            if (category.head()) {
                verdicts.add(new Verdict.NotApplicable(name, "the head node " + nodes
                        + " carries a control plane and has no category; its PAM stack is judged instead",
                        context.sources(CATEGORIES, name).stream().map(s -> s.evidence(0, nodes)).toList()));
                return;
            }
            String observed = category.userNodeLogin();
            verdicts.add(Verdict.of(observed.toLowerCase(Locale.ROOT).equals("never"), name, observed, "never",
                    "usernodelogin of category " + name + " is " + observed + "; expected never (it holds " + nodes
                            + ")", context.sources(CATEGORIES, name).stream()
                            .map(s -> s.evidence(0, name + ": " + observed)).toList()));
        });
        return verdicts;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.setting(Step.Place.cmsh("category; use " + fail.subject()), "set usernodelogin never; commit"),
                Step.command("the head node", "cmsh -c \"category; use " + fail.subject()
                        + "; set usernodelogin never; commit\""));
    }
}

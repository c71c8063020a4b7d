package io.tightship.check;

import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.model.Rule;
import io.tightship.model.Step;
import io.tightship.model.Verdict;
import java.util.List;
import java.util.Set;

/**
 * Judges one rule. Stateless and pure: the same context gives the same verdicts. A check has no way to say ERROR; the
 * evaluator says it where a need is not met, and where a check throws or gives no verdict.
 */
public interface Check {

    Rule rule();

    Set<Need<?>> needs();

    /** At least one verdict, and one per subject; subjects are stable between runs. */
    List<Verdict> evaluate(Context context);

    /** The steps that make this failed verdict pass, in the target's and the site's own names. */
    List<Step> remediation(Context context, Verdict.Fail fail);
}

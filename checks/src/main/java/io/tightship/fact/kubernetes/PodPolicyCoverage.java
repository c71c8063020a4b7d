package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which controls of the level baseline are enforced on the pods of one namespace, and by whom: Kyverno's policies, or Pod
 * Security admission. "Baseline" is all of the controls; the policies that BCM's knowledge base names are five of them.
 *
 * @param guards one for each control
 */
public record PodPolicyCoverage(Map<BaselineControl, Guard> guards) {

    /** By namespace. One whose Pod Security settings would decide, and were not read, is unavailable. */
    public static final FactKey<PerSubject<PodPolicyCoverage>> KEY =
            FactKey.perSubject("pod-policy-coverage", "", PodPolicyCoverage.class);

    public PodPolicyCoverage {
        guards = Collections.unmodifiableMap(new EnumMap<>(guards));
        if (guards.size() != BaselineControl.values().length) {
            throw new IllegalArgumentException("a control is not spoken of");
        }
    }

    /**
     * @param by         who enforces the control on every pod of the namespace
     * @param exemptions where nobody does: what a policy that would enforce it leaves out; empty where there is none
     * @param why        where nobody does: why not, in words
     */
    public record Guard(List<String> by, List<Exemption> exemptions, String why) {
        public Guard {
            by = List.copyOf(by);
            exemptions = List.copyOf(exemptions);
        }

        public boolean enforced() {
            return !by.isEmpty();
        }

        /** Also where everything that is left out was approved by the site. */
        public boolean enforcedBut(Approvals approvals) {
            return enforced() || !exemptions.isEmpty() && exemptions.stream().allMatch(approvals::holds);
        }
    }

    /** Something that is left out, in the words in which a site approves it. */
    public record Exemption(Kind kind, String text) {

        /** Where it is approved. */
        public enum Kind {
            /** An exclusion of a policy: kyverno-approved-exclusions. */
            EXCLUSION,
            /** A namespace that Kyverno itself leaves out: kyverno-exempt-namespaces. */
            NAMESPACE,
            /** A condition of its webhook: kyverno-approved-webhook-conditions. */
            CONDITION,
            /** A PolicyException: kyverno-approved-exceptions. */
            EXCEPTION,
            /** An exemption of Pod Security admission: pod-security-approved-exemptions. */
            POD_SECURITY
        }
    }

    /** What the site has approved, of each kind. */
    public record Approvals(Map<Exemption.Kind, Set<String>> texts) {
        public Approvals {
            texts = Map.copyOf(texts);
        }

        public static final Approvals NONE = new Approvals(Map.of());

        boolean holds(Exemption exemption) {
            return texts.getOrDefault(exemption.kind(), Set.of()).contains(exemption.text());
        }
    }

    public Guard guard(BaselineControl control) {
        return guards.get(control);
    }

    /** Those of the controls that are not enforced, and not exempt by approval either. */
    public List<BaselineControl> open(Set<BaselineControl> controls, Approvals approvals) {
        return controls.stream().sorted().filter(control -> !guard(control).enforcedBut(approvals)).toList();
    }

    /** All controls are enforced, nothing left out. */
    public boolean baseline() {
        return guards.values().stream().allMatch(Guard::enforced);
    }
}

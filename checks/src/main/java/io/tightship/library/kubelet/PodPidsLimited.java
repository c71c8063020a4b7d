package io.tightship.library.kubelet;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.FlagValues;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.fact.kubernetes.PidMaximum;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * No pod may take all process ids of its node: the kubelet's limit is above 0, and at most what the node has and what
 * the site allows.
 */
final class PodPidsLimited implements Check {

    /** The fallback is the largest pid_max that a 64-bit Linux takes, so where nobody states it the node's decides. */
    static final ValueKey<Long> MAXIMUM = ValueKey.withFallback("kubelet-pod-pids-maximum", ValueType.NUMBER, 4194304L,
            "how many processes may one pod have at most; a node's own kernel.pid_max bounds it in any case");

    /** What the steps propose; the bound where that is lower. */
    private static final long PROPOSED = 4096;

    private static final Need.Own<PerSubject<KubeletSetting>> LIMIT =
            Need.Own.of(KubeletSetting.key("podPidsLimit"));
    private static final Need.Own<PidMaximum> KERNEL = Need.Own.of(PidMaximum.KEY);
    private static final Need.Setting<Long> SITE = Need.Setting.of(MAXIMUM);

    private static final Rule RULE = Rule.builder("kubelet-pod-pids-limited")
            .title("The kubelet limits the processes of each pod")
            .severity(Severity.HIGH)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.RUNNING)
            .rationale("""
                    Process ids are one pool per node. A pod without a limit that forks without end, by accident or on
                    purpose, leaves none for the others: nothing starts there any more, the kubelet and sshd
                    included.""")
            .remediation("""
                    Set podPidsLimit in the kubelet's configuration file, or --pod-max-pids, to a number above 0 and
                    well below the node's kernel.pid_max; then restart the kubelet. New pods get the limit, running ones
                    keep what they started with. A flag overrides drop-ins, and these the file.

                    Do not set the feature gate SupportPodPidsLimit that older guides name: it is gone since Kubernetes
                    1.23, and an unknown gate keeps the kubelet from starting. What may break: pods that need more
                    processes or threads than the limit, some databases and JVMs among them.""")
            .reference("CIS Kubernetes Benchmark 1.12", "4.2.13")
            .reference("MindEdge: Hardening Kubernetes Security", "kubelet enhancement")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(LIMIT, KERNEL, SITE);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        long bound = bound(context);
        String expected = "from 1 to " + bound + (context.get(KERNEL).value() <= context.get(SITE)
                ? ", the node's kernel.pid_max" : ", the site's kubelet-pod-pids-maximum");
        List<Verdict> verdicts = new ArrayList<>();
        context.get(LIMIT).known().forEach((process, setting) -> {
            Place place = setting.effective();
            String observed = place.text() + " (" + words(place) + ")";
            String wrong = wrong(place, bound);
            verdicts.add(Verdict.of(wrong.isEmpty(), process, observed, expected,
                    "podPidsLimit of the " + process + " is " + place.text() + ", by " + words(place)
                            + (wrong.isEmpty() ? ", as expected " : ": " + wrong + "; expected ") + expected
                            + overridden(setting), evidence(context, process, setting)));
        });
        return verdicts;
    }

    private static long bound(Context context) {
        return Math.min(context.get(KERNEL).value(), context.get(SITE));
    }

    private static String wrong(Place place, long bound) {
        OptionalLong limit = switch (place.origin()) {
            case FLAG -> FlagValues.integer(place.text());
            case CONFIGZ, DROP_IN, FILE, DEFAULT -> place.text().matches("-?[0-9]{1,18}")
                    ? OptionalLong.of(Long.parseLong(place.text())) : OptionalLong.empty();
        };
        if (limit.isEmpty()) {
            return "it is no whole number, and the kubelet does not start with it";
        }
        if (limit.getAsLong() < 0) {
            return "a pod may take every process id of the node";
        }
        return limit.getAsLong() == 0 ? "0 is no limit that a pod can run with"
                : limit.getAsLong() > bound ? "it is more than there may be" : "";
    }

    private static String words(Place place) {
        return switch (place.origin()) {
            case CONFIGZ -> "its own answer at " + place.where();
            case FLAG -> "the flag " + place.where();
            case DROP_IN -> "the drop-in " + place.where();
            case FILE -> "the file " + place.where();
            case DEFAULT -> "default, since nothing sets it";
        };
    }

    private static String overridden(KubeletSetting setting) {
        StringBuilder text = new StringBuilder();
        for (Place place : setting.places().subList(1, setting.places().size())) {
            if (place.origin() != Origin.DEFAULT && !place.text().equals(setting.effective().text())) {
                text.append("; ").append(words(place)).append(" says ").append(place.text()).append(", overridden");
            }
        }
        return text.toString();
    }

    private static List<Evidence> evidence(Context context, String process, KubeletSetting setting) {
        List<Evidence> evidence = new ArrayList<>();
        Place decisive = setting.effective();
        List<Source> sources = context.sources(LIMIT, process);
        for (Source source : sources) {
            boolean first = evidence.isEmpty();
            evidence.add(source.evidence(first ? decisive.line() : 0, !first ? "" : switch (decisive.origin()) {
                case FLAG -> decisive.where() + "=" + decisive.text();
                case CONFIGZ, DROP_IN, FILE -> "podPidsLimit: " + decisive.text();
                case DEFAULT -> "";
            }));
        }
        context.sources(KERNEL).forEach(source ->
                evidence.add(source.evidence(1, String.valueOf(context.get(KERNEL).value()))));
        return evidence;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        long bound = bound(context);
        if (bound == 0) {
            return List.of(Step.prose("The site's kubelet-pod-pids-maximum is 0, which no limit can satisfy: state a "
                    + "number above 0."));
        }
        long limit = Math.min(PROPOSED, bound);
        KubeletSetting setting = context.get(LIMIT).known().get(fail.subject());
        List<Step> steps = new ArrayList<>();
        steps.add(SettingSteps.set(setting, String.valueOf(limit)));
        steps.add(Step.command(node, "systemctl restart kubelet"));
        steps.add(Step.prose("kubeadm writes the file anew at an upgrade: put the same line into the ConfigMap "
                + "kubelet-config of kube-system, and where nodes boot from a software image, into the image."));
        return steps;
    }
}

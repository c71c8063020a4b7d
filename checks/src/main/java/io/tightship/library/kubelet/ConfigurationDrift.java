package io.tightship.library.kubelet;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.ConfigurationAge;
import io.tightship.fact.kubernetes.KubeletConfigMap;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Every place that sets a kubelet agrees with every other on each value that another rule judges: its own answer, where
 * it is asked, flags, drop-ins, the file, and the ConfigMap that kubeadm writes the file from.
 */
final class ConfigurationDrift implements Check {

    private static final Map<String, Need.Own<PerSubject<KubeletSetting>>> SETTINGS = new LinkedHashMap<>();

    static {
        // Each node has an address of its own, so that no common place can hold it: it is judged by what listens.
        KubeletSetting.fields().stream().filter(field -> !field.equals("address")).forEach(field ->
                SETTINGS.put(field, Need.Own.of(KubeletSetting.key(field))));
    }

    private static final Need.Own<PerSubject<ConfigurationAge>> AGE =
            Need.Own.of(ConfigurationAge.of(Component.KUBELET));
    private static final Need.Across<KubeletConfigMap, Target.Cluster> DESIRED =
            Need.Across.whole(TargetSet.OWN_CLUSTER, KubeletConfigMap.KEY);

    private static final String EXPECTED = "every place to say the same, and a start after the last change";

    private static final Rule RULE = Rule.builder("kubelet-configuration-drift")
            .title("What sets the kubelet says the same everywhere, and is what runs")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "nodes with a kubelet", Target.Node::runsKubelet)
            .witness(Witness.RUNNING, Witness.ON_DISK, Witness.DESIRED)
            .rationale("""
                    Flags override drop-ins, these the file, and a kubeadm upgrade writes the file anew from the
                    ConfigMap kubelet-config. Where they differ, somebody mends the one that does not count, and what he
                    mended is gone after the next upgrade or back after the next restart.""")
            .remediation("""
                    Decide on one value and write it into the ConfigMap kubelet-config of kube-system; take the flag and
                    the drop-in away that say otherwise, and let kubeadm write the file: kubeadm upgrade node phase
                    kubelet-config. Then restart the kubelet: it reads its files once. Pools that must differ get a
                    drop-in, and a waiver of this rule that says so.""")
            .reference("Kubernetes", "Set Kubelet Parameters Via A Configuration File")
            .build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        Set<Need<?>> needs = new LinkedHashSet<>(SETTINGS.values());
        needs.add(AGE);
        needs.add(DESIRED);
        return needs;
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Target.Cluster cluster = context.get(DESIRED).firstKey();
        Optional<SortedMap<String, String>> desired = context.get(DESIRED).get(cluster).values();
        List<Verdict> verdicts = new ArrayList<>();
        context.get(AGE).known().forEach((process, age) -> {
            List<String> differences = new ArrayList<>();
            age.newer().forEach((path, at) -> differences.add(path + " was changed at " + at + ", and the " + process
                    + " runs since " + age.started()));
            Set<Evidence> evidence = new LinkedHashSet<>();
            SETTINGS.forEach((field, need) -> Optional.ofNullable(context.get(need).known().get(process))
                    .ifPresent(setting -> {
                        List<String> found = differences(field, setting, desired);
                        if (!found.isEmpty()) {
                            differences.addAll(found);
                            context.sources(need, process).forEach(source -> evidence.add(source.evidence(
                                    setting.effective().line(), SettingSteps.written(field, setting.effective()))));
                        }
                    }));
            context.sources(AGE, process).forEach(source -> evidence.add(source.evidence(0, "")));
            context.sources(DESIRED, cluster).forEach(source -> evidence.add(source.evidence(0, "")));
            verdicts.add(Verdict.of(differences.isEmpty(), process, differences.isEmpty() ? "all agree"
                    : differences.size() + " differences", EXPECTED, differences.isEmpty() ? "every place that sets the "
                    + process + " says the same" + (desired.isEmpty() ? "; there is no ConfigMap kubelet-config" : "")
                    : String.join("; ", differences), List.copyOf(evidence)));
        });
        return verdicts;
    }

    private static List<String> differences(String field, KubeletSetting setting,
                                            Optional<SortedMap<String, String>> desired) {
        List<String> differences = new ArrayList<>();
        Place effective = setting.effective();
        for (Place place : setting.places().subList(1, setting.places().size())) {
            if (place.origin() != Origin.DEFAULT && !plain(place).equals(plain(effective))) {
                differences.add(SettingSteps.written(field, effective) + " stands against "
                        + SettingSteps.written(field, place));
            }
        }
        if (desired.isPresent()) {
            String wanted = desired.get().get(field);
            boolean stated = setting.places().stream().anyMatch(place -> switch (place.origin()) {
                case FLAG, DROP_IN, FILE -> true;
                case CONFIGZ, DEFAULT -> false;
            });
            if (wanted == null ? stated : !plain(wanted).equals(plain(effective))) {
                differences.add(SettingSteps.written(field, effective) + ", and the ConfigMap kubelet-config "
                        + (wanted == null ? "does not set " + field : "says " + wanted));
            }
        }
        return differences;
    }

    private static String plain(Place place) {
        return plain(place.text());
    }

    /** Without the marks by which a flag and a file write the same differently. */
    private static String plain(String text) {
        return text.replaceAll("[\\[\\]\" ]", "").replaceFirst("(?<=[0-9]h)0m0s$", "").replaceFirst("(?<=[0-9]m)0s$", "");
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.command("any host with kubectl",
                        "kubectl -n kube-system get configmap kubelet-config -o yaml"),
                Step.prose("Write what shall hold into the ConfigMap, and take away what says otherwise on "
                        + context.target().name() + ": " + fail.message()),
                Step.command(context.target().name(), "kubeadm upgrade node phase kubelet-config"),
                Step.command(context.target().name(), "systemctl restart kubelet"));
    }
}

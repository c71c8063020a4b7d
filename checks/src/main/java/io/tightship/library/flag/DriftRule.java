package io.tightship.library.flag;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.FlagKind;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeadmArguments;
import io.tightship.fact.kubernetes.ManifestFlags;
import io.tightship.fact.kubernetes.MirrorFlags;
import io.tightship.fact.kubernetes.UnitFlags;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One row of the table of drift: a live component of the control plane and whatever would start it next (manifest, mirror
 * pod, systemd service, kubeadm's configuration) say the same of every flag that another rule judges. What differs is
 * undone by the next restart or the next upgrade.
 */
final class DriftRule implements Check {

    private final Component component;
    private final List<String> judged;
    private final Set<String> byKubeadm;
    private final Rule rule;
    private final Need.Own<PerSubject<Flags>> running;
    private final Need.Own<ManifestFlags> manifest;
    private final Need.Own<MirrorFlags> mirror;
    private final Need.Own<UnitFlags> unit;
    private final Need.Across<KubeadmArguments, Target.Cluster> kubeadm =
            Need.Across.whole(TargetSet.OWN_CLUSTER, KubeadmArguments.KEY);

    /**
     * @param judged    the flags that rules on the component judge
     * @param byKubeadm what kubeadm writes by itself, without a word in its configuration
     */
    DriftRule(Component component, Set<String> judged, Set<String> byKubeadm, Rule rule) {
        this.component = component;
        this.judged = List.copyOf(new TreeSet<>(judged));
        this.byKubeadm = byKubeadm;
        this.rule = rule;
        this.running = Need.Own.of(Flags.of(component));
        this.manifest = Need.Own.of(ManifestFlags.of(component));
        this.mirror = Need.Own.of(MirrorFlags.of(component));
        this.unit = Need.Own.of(UnitFlags.of(component));
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(running, manifest, mirror, unit, kubeadm);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Map<String, Flags> places = new LinkedHashMap<>();
        context.get(manifest).flags().ifPresent(flags -> places.put("its manifest", flags));
        for (Flags pod : context.get(mirror).pods()) {
            places.put("its mirror pod" + (places.containsKey("its mirror pod") ? " " + places.size() : ""), pod);
        }
        context.get(unit).flags().ifPresent(flags -> places.put("its systemd service", flags));
        Optional<Flags> wanted = context.get(kubeadm).values().stream().flatMap(of -> of.of(component).stream())
                .findFirst();
        List<Verdict> verdicts = new ArrayList<>();
        context.get(running).known().forEach((process, live) -> {
            List<String> differences = new ArrayList<>();
            places.forEach((place, written) -> judged.stream().filter(flag -> !value(written, flag).equals(
                    value(live, flag))).forEach(flag -> differences.add("runs with " + shown(live, flag) + ", and "
                    + place + " has " + shown(written, flag))));
            wanted.ifPresent(all -> judged.stream().filter(flag -> all.has(flag) || !byKubeadm.contains(flag))
                    .filter(flag -> !value(all, flag).equals(value(live, flag))).forEach(flag -> differences.add(
                    "runs with " + shown(live, flag) + ", and kubeadm-config has " + shown(all, flag))));
            List<String> named = new ArrayList<>(places.keySet());
            wanted.ifPresent(all -> named.add("kubeadm-config"));
            verdicts.add(named.isEmpty() ? new Verdict.Manual(process, "which of the files that are read starts " + process
                    + " is not known: it has no manifest, no mirror pod and no systemd service of its name, and there is "
                    + "no kubeadm-config. Does it run with the flags that the next start would give it?",
                    evidence(context, process)) : verdict(process, String.join(", ", named).replaceFirst(
                    ", ([^,]*)$", " and $1"), differences, evidence(context, process)));
        });
        return verdicts;
    }

    private List<Evidence> evidence(Context context, String process) {
        List<Evidence> evidence = new ArrayList<>(context.sources(running, process).stream()
                .map(source -> source.evidence(0, "")).toList());
        for (Need.Own<?> need : List.of(manifest, mirror, unit)) {
            context.sources(need).forEach(source -> evidence.add(source.evidence(0, "")));
        }
        context.get(kubeadm).keySet().forEach(cluster -> context.sources(kubeadm, cluster).forEach(source ->
                evidence.add(source.evidence(0, "kube-system/kubeadm-config"))));
        return evidence.stream().distinct().toList();
    }

    private static Verdict verdict(String process, String places, List<String> differences, List<Evidence> evidence) {
        return Verdict.of(differences.isEmpty(), process, differences.isEmpty() ? "no differences"
                : differences.size() + " differences", "the flags of " + places, process + (differences.isEmpty()
                ? " runs with the flags of " + places : " " + String.join("; ", differences)), evidence);
    }

    /** What the flag comes to; the order of a list matters to no rule but the one on controllers. */
    private Object value(Flags flags, String flag) {
        FlagKind kind = component.kind(flag).orElseThrow();
        return !flags.has(flag) ? "" : switch (kind) {
            case BOOLEAN -> flags.bool(flag, false);
            case SCALAR -> flags.text(flag).orElseThrow();
            case LIST -> flag.equals("controllers") ? flags.list(flag).orElseThrow()
                    : Set.copyOf(flags.list(flag).orElseThrow());
            case ARRAY -> Set.copyOf(flags.array(flag));
            case GATES -> flags.gates(flag);
        };
    }

    private static String shown(Flags flags, String flag) {
        return flags.has(flag) ? flags.written(flag) : "no --" + flag;
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String node = context.target().name();
        String process = component.process();
        if (context.get(unit).flags().isPresent() && context.get(manifest).flags().isEmpty()) {
            return List.of(Step.prose("Decide which of the values that differ is the wanted one, and put it into the "
                            + "service of " + process + " on " + node + ", its drop-ins or its environment files; Base "
                            + "Command Manager up to 9.2 writes them from the cluster's roles: change these. Then load "
                            + "and start it anew, one node at a time."),
                    Step.command(node, "systemctl cat " + process + ".service"),
                    Step.command(node, "systemctl daemon-reload && systemctl restart " + process + ".service"));
        }
        return List.of(Step.prose("Decide which of the values that differ is the wanted one, and put it into "
                        + "kubeadm-config and into " + ManifestFlags.path(component) + " on " + node + ". Where the live "
                        + "process differs from its manifest, see why the kubelet did not restart it."),
                Step.command(node, "diff <(tr '\\0' '\\n' </proc/$(pgrep -xo " + process + ")/cmdline | sort) <(grep -oP "
                        + "'^ *- \\K--.*' " + ManifestFlags.path(component) + " | sort)"),
                Step.command("the head node", "kubectl -n kube-system get cm kubeadm-config -o yaml"));
    }
}

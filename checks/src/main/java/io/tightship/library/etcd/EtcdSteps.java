package io.tightship.library.etcd;

import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Steps that change what an etcd was set to, at the place that it reads. */
public final class EtcdSteps {

    private EtcdSteps() {
    }

    /** @param wanted what to set, by flag; an empty text where the way is to remove it */
    public static List<Step> set(String node, EtcdSettings settings, Map<String, String> wanted) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.prose("On " + node + ", change "
                + settings.file().map(file -> file + ", which etcd reads alone: it ignores flags and environment.")
                .orElse("what starts etcd there (/etc/kubernetes/manifests/etcd.yaml, or its unit), and take out other "
                        + "settings of the same names, ETCD_ variables among them.")
                + " One member at a time, and see that the cluster is healthy before the next."));
        // In an order of its own: that of a map of literals is another one in each process.
        new TreeMap<>(wanted).forEach((flag, value) -> steps.add(settings.file().isPresent()
                ? Step.setting(Step.Place.file(settings.file().get()), inFile(flag) + ": "
                        + (flag.equals(EtcdTls.SUITES) ? "[" + value.replace(",", ", ") + "]" : value))
                : Step.setting(Step.Place.argument("etcd"), "--" + flag + "=" + value)));
        steps.add(Step.command(node, "tr '\\0' '\\n' </proc/$(pgrep -xo etcd)/cmdline"));
        return steps;
    }

    /** The key of the configuration file, with a dot into its section. */
    private static String inFile(String flag) {
        return flag.startsWith("peer-") ? "peer-transport-security." + flag.substring(5)
                : flag.endsWith("-file") || flag.endsWith("-auth") || flag.equals("auto-tls")
                ? "client-transport-security." + flag : flag;
    }
}

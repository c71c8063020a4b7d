package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.PerSubject;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.SessionId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The newest revision of each release, as it was stored. One that cannot be unpacked leaves it open which charts are there. */
final class HelmSecrets {

    static final KubernetesProbe PROBE = new KubernetesProbe.HelmReleases();

    private HelmSecrets() {
    }

    /**
     * What the releases say, as one member: it is unknown where they were not read, or hold what the function refuses by an
     * IllegalArgumentException, and what else is known of the target is judged without it.
     */
    static <T> Fact<PerSubject<T>> member(String name, Target target, Readings readings, Function<List<Data>, T> said) {
        Fact<T> member;
        try {
            member = newest(target, readings).map(said);
        } catch (IllegalArgumentException e) {
            member = Fact.unavailable(target.id(), Reason.UNPARSABLE, e.getMessage());
        }
        return Fact.known(PerSubject.of(Map.of(name, member)),
                member instanceof Fact.Known<T> known ? known.sources() : List.of());
    }

    static Fact<List<Data>> newest(Target target, Readings readings) {
        Reading reading = readings.get(SessionId.kubernetes((Target.Cluster) target), PROBE);
        switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> {
                return reading.unavailable(reason, detail);
            }
            case Reading.Status.Absent(String proof) -> {
                return reading.unavailable(Reason.BLIND, proof);
            }
            case Reading.Status.Read read -> { }
        }
        Map<String, Data> newest = new TreeMap<>();
        List<Data> broken = new ArrayList<>();
        try {
            for (Data item : Json.parse(reading.text()).get("items").list()) {
                if (!item.get("broken").isAbsent()) {
                    broken.add(item);
                } else if (item.get("foreign").isAbsent()) {
                    revision(item);
                    newest.merge(id(item), item, (a, b) -> revision(a) >= revision(b) ? a : b);
                }
            }
            for (Data item : broken) {
                if (!replaced(item, newest)) {
                    return reading.unavailable(Reason.UNPARSABLE, "the Secret " + secret(item) + " of Helm's: "
                            + item.get("broken").text().orElse(""));
                }
            }
        } catch (MalformedDocument | IllegalArgumentException | ArithmeticException e) {
            return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
        return Fact.known(new ArrayList<>(newest.values()), reading.source(Witness.DESIRED));
    }

    /** Whether Helm's own labels say that a newer revision of the same release is there, which could be read. */
    private static boolean replaced(Data broken, Map<String, Data> newest) {
        String revision = ApiLists.labels(broken).getOrDefault("version", "");
        Data newer = newest.get(broken.path("metadata", "namespace").text().orElse("") + "/"
                + ApiLists.labels(broken).getOrDefault("name", ""));
        return newer != null && revision.matches("[0-9]{1,9}") && Long.parseLong(revision) < revision(newer);
    }

    private static String secret(Data item) {
        return item.path("metadata", "namespace").text().orElse("") + "/" + ApiLists.name(item);
    }

    /** {@code NAMESPACE/NAME} of the release. */
    static String id(Data item) {
        return text(item, "namespace") + "/" + text(item, "name");
    }

    static long revision(Data item) {
        return item.get("revision").number().map(BigDecimal::longValueExact).orElseThrow(() ->
                new IllegalArgumentException(secret(item) + " has no revision"));
    }

    static String text(Data item, String key) {
        return item.get(key).text().orElseThrow(() -> new IllegalArgumentException("a release of Helm's has no " + key));
    }

    /** Taken away, and kept for its history: nothing of it is in the cluster. */
    static boolean isUninstalled(Data release) {
        return text(release, "status").equals("uninstalled");
    }

    /** The policies of its manifest. */
    static List<Data> policies(Data release) {
        release.get("brokenPolicies").text().ifPresent(why -> {
            throw new IllegalArgumentException("the manifest of the release " + id(release) + ": " + why);
        });
        return release.get("policies").list();
    }
}

package io.tightship.scan.kube;

import io.tightship.fact.kubernetes.PodShape;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.WrappedCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a pod, so that replicas are the same: everything that rules ask about, and nothing that is only of this
 * pod. What is not in the API's form is kept as it is, for the reader to refuse.
 */
public final class PodForm {

    /** The fields of a pod that are needed for it. */
    public static final List<String> PATHS = paths();

    private static final Pattern KEPT_ANNOTATION = Pattern.compile("container\\.apparmor\\.security\\.beta\\."
            + "kubernetes\\.io/.*|kubernetes\\.io/psp|gpu-fraction|gpu-memory|runai/.*");
    private static final Pattern TOKEN_VOLUME = Pattern.compile("(kube-api-access)-[a-z0-9]{5}");
    private static final Set<String> KEPT_VALUES = Set.of("NVIDIA_VISIBLE_DEVICES", "NIM_CACHE_PATH",
            "NIM_SERVER_PORT", "NIM_HTTP_API_PORT", "NIM_GRPC_API_PORT",
            "FELIX_DEFAULTENDPOINTTOHOSTACTION", "FELIX_FAILSAFEINBOUNDHOSTPORTS");
    private static final List<String> CONTAINERS = List.of("initContainers", "containers", "ephemeralContainers");

    /** The components whose mirror pods are a witness of what they were started with. */
    private static final Set<String> MIRRORED = Set.of("kube-apiserver", "kube-controller-manager", "kube-scheduler");

    private PodForm() {
    }

    private static List<String> paths() {
        List<String> paths = new ArrayList<>(List.of("metadata.labels", "metadata.annotations", "status.phase",
                "spec.hostPID", "spec.hostIPC", "spec.hostNetwork", "spec.nodeName", "spec.runtimeClassName",
                "spec.schedulerName", "spec.serviceAccountName", "spec.securityContext", "spec.volumes",
                "spec.resourceClaims[].name"));
        for (String field : List.of("apiVersion", "kind", "name", "uid", "controller")) {
            paths.add("metadata.ownerReferences[]." + field);
        }
        for (String containers : List.of("initContainers", "containers", "ephemeralContainers")) {
            for (String field : List.of("name", "image", "command", "args", "restartPolicy", "securityContext", "resources",
                    "volumeDevices[].name", "volumeMounts[].name", "volumeMounts[].mountPath",
                    "volumeMounts[].readOnly", "ports", "env[].name", "env[].value",
                    "env[].valueFrom.secretKeyRef.name", "envFrom[].secretRef.name",
                    "envFrom[].configMapRef.name")) {
                paths.add("spec." + containers + "[]." + field);
            }
        }
        return List.copyOf(paths);
    }

    public static Map<String, Object> of(Data pod) {
        Data metadata = pod.get("metadata");
        String name = metadata.get("name").text().orElse("");
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("namespace", metadata.get("namespace").plain());
        kept.put("owner", owner(pod, name));
        kept.put("finished", Set.of(Optional.of("Succeeded"), Optional.of("Failed"))
                .contains(pod.path("status", "phase").text()));
        kept.put("labels", texts(metadata.get("labels"), key -> !PodShape.ofOnePod(key)));
        kept.put("annotations", texts(metadata.get("annotations"), key -> KEPT_ANNOTATION.matcher(key).matches()));
        Data spec = pod.get("spec");
        for (String field : List.of("hostPID", "hostIPC", "hostNetwork", "runtimeClassName", "schedulerName",
                "serviceAccountName", "securityContext", "resourceClaims")) {
            put(kept, field, spec.get(field));
        }
        each(kept, "volumes", spec, volume -> volume(volume, name));
        mirror(pod).ifPresent(mirror -> kept.put("mirror", mirror));
        CONTAINERS.forEach(containers -> each(kept, containers, spec, PodForm::container));
        return kept;
    }

    /** Of a component of the control plane that a kubelet started from a manifest: its node and its command line. */
    private static Optional<Map<String, Object>> mirror(Data pod) {
        boolean mirrors = !pod.path("metadata", "annotations", "kubernetes.io/config.mirror").isAbsent()
                && pod.path("metadata", "namespace").text().equals(Optional.of("kube-system"))
                && pod.path("metadata", "ownerReferences").list().stream().anyMatch(owner ->
                owner.get("kind").text().equals(Optional.of("Node")) && owner.get("controller").bool().orElse(false));
        for (Data container : mirrors ? pod.path("spec", "containers").list() : List.<Data>of()) {
            List<String> words = WrappedCommand.of(container, MIRRORED);
            if (!words.isEmpty() && MIRRORED.contains(words.getFirst().replaceFirst(".*/", ""))) {
                return Optional.of(Map.of("node", text(pod.path("spec", "nodeName")), "words",
                        words.stream().map(ProcessTable::masked).toList()));
            }
        }
        return Optional.empty();
    }

    private static void each(Map<String, Object> kept, String field, Data of, Function<Data, Object> form) {
        if (of.get(field).isList()) {
            kept.put(field, of.get(field).list().stream().map(form).toList());
        } else {
            put(kept, field, of.get(field));
        }
    }

    /** A mirror pod is named for its static pod and its node; the node that owns it is not what it is. */
    private static Map<String, Object> owner(Data pod, String name) {
        String ending = "-" + pod.path("spec", "nodeName").text().orElse("");
        for (Data owner : pod.path("metadata", "ownerReferences").list()) {
            if (owner.get("controller").bool().orElse(false)) {
                if (!owner.get("kind").text().equals(Optional.of("Node"))) {
                    Map<String, Object> kept = new LinkedHashMap<>();
                    for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                        put(kept, field, owner.get(field));
                    }
                    return kept;
                }
                if (name.endsWith(ending) && name.length() > ending.length()
                        && !pod.path("metadata", "annotations", "kubernetes.io/config.mirror").isAbsent()) {
                    return named("StaticPod", name.substring(0, name.length() - ending.length()));
                }
            }
        }
        return named("Pod", name);
    }

    private static Map<String, Object> named(String kind, String name) {
        Map<String, Object> owner = new LinkedHashMap<>();
        owner.put("kind", kind);
        owner.put("name", name);
        return owner;
    }

    private static Object container(Data container) {
        Map<String, Object> kept = new LinkedHashMap<>();
        for (String field : List.of("name", "image", "restartPolicy", "securityContext", "resources", "volumeDevices",
                "ports", "envFrom")) {
            put(kept, field, container.get(field));
        }
        each(kept, "volumeMounts", container, mount -> {
            Map<String, Object> renamed = new LinkedHashMap<>();
            mount.map().forEach((key, value) -> renamed.put(key, key.equals("name")
                    ? value.text().<Object>map(PodForm::volumeName).orElse(value.plain()) : value.plain()));
            return renamed;
        });
        each(kept, "env", container, variable -> {
            Map<String, Object> known = new LinkedHashMap<>();
            variable.map().forEach((key, value) -> {
                if (!key.equals("value") || KEPT_VALUES.contains(variable.get("name").text().orElse("")
                        .toUpperCase(Locale.ROOT))) {
                    known.put(key, value.plain());
                }
            });
            return known;
        });
        return kept;
    }

    /** Name, kind and what it holds; a volume has one field besides its name, and it is called by its kind. */
    private static Object volume(Data volume, String pod) {
        List<String> kinds = volume.map().keySet().stream().filter(key -> !key.equals("name")).toList();
        if (kinds.size() != 1) {
            return volume.plain();
        }
        String kind = kinds.getFirst();
        Data held = volume.get(kind);
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("name", volume.get("name").text().<Object>map(PodForm::volumeName).orElse(""));
        kept.put("kind", kind);
        kept.put("source", switch (kind) {
            case "hostPath" -> text(held.get("path"));
            case "persistentVolumeClaim" -> claim(text(held.get("claimName")), pod);
            case "nfs" -> text(held.get("server")) + ":" + text(held.get("path"));
            case "csi" -> text(held.get("driver"));
            case "secret" -> text(held.get("secretName"));
            case "configMap" -> text(held.get("name"));
            case "projected" -> held.get("sources").list().stream().anyMatch(source ->
                    source.get("serviceAccountToken").isMap()) ? "serviceAccountToken" : "";
            default -> "";
        });
        kept.put("readOnly", held.get("readOnly").bool().orElse(false));
        return kept;
    }

    /** A StatefulSet names the claims of its pods TEMPLATE-POD: they are the same but for the pod's number. */
    private static String claim(String claim, String pod) {
        int number = pod.lastIndexOf('-');
        return number > 0 && claim.endsWith("-" + pod) && pod.substring(number + 1).matches("[0-9]+")
                ? claim.substring(0, claim.length() - pod.length() + number) + "-*" : claim;
    }

    private static String volumeName(String name) {
        Matcher token = TOKEN_VOLUME.matcher(name);
        return token.matches() ? token.group(1) : name;
    }

    private static String text(Data value) {
        return value.text().orElse("");
    }

    private static Map<String, Object> texts(Data map, Predicate<String> wanted) {
        Map<String, Object> kept = new TreeMap<>();
        map.map().forEach((key, value) -> {
            if (wanted.test(key)) {
                kept.put(key, value.plain());
            }
        });
        return kept;
    }

    private static void put(Map<String, Object> kept, String field, Data value) {
        if (!value.isAbsent()) {
            kept.put(field, value.plain());
        }
    }
}

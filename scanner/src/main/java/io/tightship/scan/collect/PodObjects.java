package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.PodContainer;
import io.tightship.fact.kubernetes.PodContainer.Role;
import io.tightship.fact.kubernetes.PodContainer.Security;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.scan.data.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Pods in the form that their probe keeps. What is not in the form that the API has is an IllegalArgumentException. */
final class PodObjects {

    private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost", "Unconfined");

    private PodObjects() {
    }

    static PodShape shape(Data pod) {
        Map<String, String> annotations = texts(pod.get("annotations"));
        List<PodContainer> containers = new ArrayList<>();
        for (Data container : items(pod, "initContainers")) {
            containers.add(container(pod, container, container.get("restartPolicy").text()
                    .equals(Optional.of("Always")) ? Role.SIDECAR : Role.INIT, annotations));
        }
        items(pod, "containers").forEach(container -> containers.add(container(pod, container, Role.MAIN, annotations)));
        items(pod, "ephemeralContainers").forEach(container ->
                containers.add(container(pod, container, Role.EPHEMERAL, annotations)));
        if (containers.stream().noneMatch(container -> container.role() == Role.MAIN)) {
            throw new IllegalArgumentException("a pod has no container");
        }
        return new PodShape(number(pod, "count").orElseThrow(() -> new IllegalArgumentException("a pod is not counted")),
                text(pod, "example"), flag(pod, "finished").orElse(false), texts(pod.get("labels")), annotations,
                pod.get("serviceAccountName").text().filter(name -> !name.isEmpty()).orElse("default"),
                flag(pod, "hostPID").orElse(false), flag(pod, "hostIPC").orElse(false),
                flag(pod, "hostNetwork").orElse(false), pod.get("runtimeClassName").text(),
                pod.get("schedulerName").text().orElse("default-scheduler"), !items(pod, "resourceClaims").isEmpty(),
                items(pod, "volumes").stream().map(volume -> new PodShape.Volume(text(volume, "name"),
                        text(volume, "kind"), text(volume, "source"), flag(volume, "readOnly").orElse(false))).toList(),
                containers);
    }

    private static PodContainer container(Data pod, Data container, Role role, Map<String, String> annotations) {
        String name = text(container, "name");
        List<PodContainer.Variable> variables = new ArrayList<>();
        for (Data variable : items(container, "env")) {
            variables.add(new PodContainer.Variable(text(variable, "name"), variable.get("value").text(),
                    variable.path("valueFrom", "secretKeyRef", "name").text(), Optional.empty()));
        }
        for (Data all : items(container, "envFrom")) {
            variables.add(new PodContainer.Variable("", Optional.empty(), all.path("secretRef", "name").text(),
                    all.path("configMapRef", "name").text()));
        }
        return new PodContainer(name, role, text(container, "image"),
                security(pod.get("securityContext"), container.get("securityContext"),
                        Optional.ofNullable(annotations.get(APP_ARMOR + name))),
                items(container, "volumeMounts").stream().map(mount -> new PodContainer.Mount(text(mount, "name"),
                        text(mount, "mountPath"), flag(mount, "readOnly").orElse(false))).toList(),
                items(container, "volumeDevices").stream().map(device -> text(device, "name")).toList(),
                items(container, "ports").stream().map(port -> new PodContainer.Port(
                        port.get("name").text().orElse(""),
                        number(port, "containerPort").orElse(0L), number(port, "hostPort").orElse(0L),
                        port.get("protocol").text().orElse("TCP"))).toList(),
                variables, amounts(container.path("resources", "limits")),
                amounts(container.path("resources", "requests")));
    }

    /** As the kubelet joins them: what the container says, else what the pod says. */
    private static Security security(Data pod, Data container, Optional<String> appArmor) {
        for (Data context : List.of(pod, container)) {
            if (!context.isAbsent() && !context.isMap()) {
                throw new IllegalArgumentException("a security context is '" + context + "'");
            }
        }
        Data capabilities = container.get("capabilities");
        return new Security(!pod.map().isEmpty() || !container.map().isEmpty(),
                flag(container, "privileged").orElse(false), flag(container, "allowPrivilegeEscalation"),
                flag(container, "runAsNonRoot").or(() -> flag(pod, "runAsNonRoot")),
                number(container, "runAsUser").or(() -> number(pod, "runAsUser")),
                names(capabilities, "add").stream().map(name -> name.replaceFirst("^CAP_", ""))
                        .collect(Collectors.toSet()),
                names(capabilities, "drop"),
                profile(container.get("seccompProfile")).or(() -> profile(pod.get("seccompProfile"))),
                profile(container.get("appArmorProfile")).or(() -> appArmor.map(PodObjects::annotated))
                        .or(() -> profile(pod.get("appArmorProfile"))),
                flag(container, "readOnlyRootFilesystem").orElse(false),
                flag(container.get("windowsOptions"), "hostProcess")
                        .or(() -> flag(pod.get("windowsOptions"), "hostProcess")).orElse(false),
                container.get("procMount").text().orElse("Default"));
    }

    private static Optional<String> profile(Data profile) {
        if (profile.isAbsent()) {
            return Optional.empty();
        }
        String type = text(profile, "type");
        if (!PROFILES.contains(type)) {
            throw new IllegalArgumentException("no profile is of the type '" + type + "'");
        }
        return Optional.of(type);
    }

    /** The annotation writes {@code runtime/default}, {@code localhost/NAME} and {@code unconfined}. */
    private static String annotated(String value) {
        return value.equals("runtime/default") ? "RuntimeDefault" : value.startsWith("localhost/") ? "Localhost"
                : "Unconfined";
    }

    private static Set<String> names(Data capabilities, String field) {
        return items(capabilities, field).stream().map(name -> name.text().orElseThrow(() ->
                new IllegalArgumentException("'" + name + "' is no capability")).toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static List<Data> items(Data of, String field) {
        Data list = of.get(field);
        if (!list.isAbsent() && !list.isNull() && !list.isList()) {
            throw new IllegalArgumentException(field + " of a pod is '" + list + "'");
        }
        return list.list();
    }

    private static String text(Data of, String field) {
        return of.get(field).text().orElseThrow(() -> new IllegalArgumentException("a part of a pod has no " + field));
    }

    private static Optional<Boolean> flag(Data of, String field) {
        Data value = of.get(field);
        if (!value.isAbsent() && value.bool().isEmpty()) {
            throw new IllegalArgumentException(field + " of a pod is '" + value + "'");
        }
        return value.bool();
    }

    private static Optional<Long> number(Data of, String field) {
        Data value = of.get(field);
        if (!value.isAbsent() && value.number().isEmpty()) {
            throw new IllegalArgumentException(field + " of a pod is '" + value + "'");
        }
        try {
            return value.number().map(java.math.BigDecimal::longValueExact);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(field + " of a pod is '" + value + "'");
        }
    }

    private static Map<String, String> texts(Data map) {
        Map<String, String> texts = new TreeMap<>();
        map.map().forEach((key, value) -> value.text().ifPresent(text -> texts.put(key, text)));
        return texts;
    }

    private static Map<String, String> amounts(Data map) {
        Map<String, String> amounts = new TreeMap<>();
        map.map().forEach((key, value) -> amounts.put(key, value.toString()));
        return amounts;
    }
}

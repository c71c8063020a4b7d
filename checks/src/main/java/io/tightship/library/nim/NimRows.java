package io.tightship.library.nim;

import static io.tightship.model.Severity.CRITICAL;
import static io.tightship.model.Severity.HIGH;
import static io.tightship.model.Severity.LOW;
import static io.tightship.model.Severity.MEDIUM;

import io.tightship.check.Check;
import io.tightship.fact.kubernetes.ImageName;
import io.tightship.fact.kubernetes.PodContainer;
import io.tightship.fact.kubernetes.PodContainer.Security;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.library.nim.NimRule.Fix;
import io.tightship.library.nim.NimRule.Judge;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The rows on the pods of NIMs. */
final class NimRows {

    static final ValueKey<Set<String>> ADDED = ValueKey.withFallback("nim-added-capabilities", ValueType.TEXTS,
            Set.of("NET_BIND_SERVICE"), "which capabilities NIMs may add (without CAP_)");
    static final ValueKey<Set<String>> MAP = ValueKey.withFallback("nim-capabilities", ValueType.TEXTS,
            Set.of("NET_BIND_SERVICE"), "which capabilities each NIM is known to need: NAMESPACE/KIND/NAME=CAPABILITY, or a "
                    + "capability alone for all of them");
    static final ValueKey<Set<String>> REPOSITORIES = ValueKey.withFallback("nim-image-repositories", ValueType.TEXTS,
            new TreeSet<>(Set.of("nvcr.io/nim/", "nvcr.io/nvidia/", "gcr.io/knative-releases/")),
            "below which repositories (HOST/PATH/) the images of NIM pods lie");

    private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");

    private NimRows() {
    }

    static List<Check> all() {
        return List.of(
                NimRule.of("nim-runs-as-non-root", HIGH, "NIM containers do not run as root", each(NimRows::root),
                        "runAsNonRoot: true, or a runAsUser that is not 0", """
                        A served model reads whatever strangers send. Root in the container is root for the kernel of a
                        node with GPUs.""",
                        Fix.pod("Set runAsNonRoot: true and runAsUser: 1000 in the pod's security context.")
                                .service("Set spec.userID to a user other than 0 (1000 where it is not stated).")),
                NimRule.of("nim-no-privilege-escalation", HIGH, "NIM containers may not gain privileges", each(container ->
                        said(container.security().privileged() || !container.security().privilegeEscalation()
                                .equals(Optional.of(false)), "allowPrivilegeEscalation is "
                                + container.security().privilegeEscalation().map(String::valueOf)
                                .orElse("not stated, so true"))), "allowPrivilegeEscalation: false", """
                        A program with the setuid bit in the image makes root of the user that the container was given.""",
                        Fix.pod("Set allowPrivilegeEscalation: false in each container's security context.")),
                NimRule.of("nim-capabilities-dropped", HIGH, "NIM containers drop all capabilities", ADDED, (nim, all,
                        approved) -> each(nim, container -> capabilities(container.security(), approved)),
                        "drop ALL, add none but those of the value " + ADDED.id(), """
                        A GPU needs a resource request or CDI, not a capability. That the container runtime for GPUs would
                        need SYS_ADMIN of a served model is a rumour.""",
                        Fix.pod("Set capabilities: drop: [ALL] in each container's security context, and add only what the "
                                + "image cannot run without.")),
                NimRule.of("nim-capabilities-map", LOW, "Each capability that a NIM adds is known to be needed", MAP, (nim,
                        all, map) -> each(nim, container -> {
                            Set<String> unknown = new TreeSet<>(container.security().added());
                            unknown.removeIf(capability -> map.contains(capability)
                                    || map.contains(nim.workload().id() + "=" + capability));
                            return said(!unknown.isEmpty(), "adds " + String.join(", ", unknown)
                                    + ", of which nobody has said that it needs it");
                        }), "only what the value " + MAP.id() + " names for this NIM", """
                        Which right which model needs is found out once, and forgotten: written down, a right that is left
                        over is seen.""",
                        Fix.pod("Take the capability out of the containers' security contexts, or name it for this NIM in "
                                + "the value " + MAP.id() + ".")),
                NimRule.of("nim-seccomp", MEDIUM, "The system calls of NIM containers are filtered", each(NimRows::seccomp),
                        "a seccompProfile of the type RuntimeDefault, or Localhost with SYS_ADMIN", """
                        The runtime's own profile refuses the calls by which containers were left before. With SYS_ADMIN it
                        lets most of them pass, so that needs a profile of one's own; and a privileged container is not
                        filtered at all, whatever it states.""",
                        Fix.pod("Set seccompProfile: {type: RuntimeDefault} in the pod's security context.")),
                NimRule.of("nim-apparmor", MEDIUM, "AppArmor confines NIM containers", each(NimRows::appArmor),
                        "an appArmorProfile of the type RuntimeDefault or Localhost", """
                        AppArmor keeps a container from files of its node that a mount or a fault of the runtime shows it.
                        A privileged container gets no profile but one that is named.""",
                        Fix.pod("Set appArmorProfile: {type: RuntimeDefault} in the pod's security context (before "
                                + "Kubernetes 1.30 by the annotation container.apparmor.security.beta.kubernetes.io/NAME).")),
                NimRule.of("nim-root-filesystem-read-only", MEDIUM, "NIM containers cannot change their own files", servers(
                        (shape, container) -> said(!container.security().readOnlyRoot(),
                                "has a writable root file system")), "readOnlyRootFilesystem: true", """
                        Who breaks into the server leaves nothing behind, and cannot change the code that the next request
                        runs.""", Fix.pod("Set readOnlyRootFilesystem: true in the container's security context, and give "
                        + "it an emptyDir where it writes, such as /tmp.")),
                NimRule.of("nim-model-store-read-only", MEDIUM, "Nobody who serves a model can change it",
                        new ModelStores(), "every claim, NFS and hostPath mount of the NIM readOnly, and no other pod that "
                        + "mounts the claim writable", """
                        A model that its server can write is a model that an intruder can replace, for every pod that loads
                        it after.""", Fix.pod("Mount the model store readOnly: true, and fetch models by a job of its own.")
                                .service("Set spec.storage.readOnly: true and fetch the model by a NIMCache "
                                        + "(spec.storage.nimCache).")),
                NimRule.of("nim-not-privileged", CRITICAL, "NIM pods have nothing of their node", (nim, all, approved) -> {
                    List<String> faults = new ArrayList<>(each(nim, container -> said(container.security().privileged(),
                            "is privileged")));
                    faults.addAll(each(nim, container -> said(!container.devices().isEmpty(), "gets the device of "
                            + String.join(", ", container.devices()))));
                    nim.shapes().forEach(shape -> faults.addAll(ofNode(shape)));
                    return faults;
                }, "no privileged container, host namespace, hostPath or device", """
                        Each of these is the node: its devices, processes, network or files, with the GPUs and the data of
                        all who share it. A NIM needs none of them.""",
                        Fix.pod("Take privileged, hostPID, hostIPC, hostNetwork, hostPath volumes and volumeDevices out of "
                                + "the pod's template; ask for GPUs by resources (nvidia.com/gpu).")
                                .service("Take spec.storage.hostPath out, and use spec.storage.pvc or spec.storage.nimCache.")),
                NimRule.of("nim-images-trusted", MEDIUM, "NIM images are from trusted repositories, and pinned", REPOSITORIES,
                        (nim, all, repositories) -> each(nim, container -> image(container.image(), repositories)),
                        "an image below the value " + REPOSITORIES.id() + ", by digest or a tag other than latest", """
                        Code and model come with the image. One that is not pinned is another one tomorrow, and nobody has
                        looked at that.""", Fix.pod("Name each image by a repository that the site trusts, with a digest or a "
                        + "version.").service("Set spec.image.repository and spec.image.tag.")));
    }

    private static Optional<String> said(boolean fault, String words) {
        return fault ? Optional.of(words) : Optional.empty();
    }

    private static Judge each(Function<PodContainer, Optional<String>> fault) {
        return (nim, all, value) -> each(nim, fault);
    }

    private static List<String> each(Nim nim, Function<PodContainer, Optional<String>> fault) {
        return nim.shapes().stream().flatMap(shape -> shape.containers().stream()).flatMap(container ->
                fault.apply(container).map(words -> "container " + container.name() + " " + words).stream()).toList();
    }

    /** Of those that serve the model. */
    private static Judge servers(BiFunction<PodShape, PodContainer, Optional<String>> fault) {
        return (nim, all, value) -> nim.shapes().stream().flatMap(shape -> Nim.servers(shape).stream().flatMap(container ->
                fault.apply(shape, container).map(words -> "container " + container.name() + " " + words).stream())).toList();
    }

    private static Optional<String> root(PodContainer container) {
        Security security = container.security();
        return security.user().isPresent() ? said(security.user().get() == 0, "runs as user 0")
                : said(!security.nonRoot().equals(Optional.of(true)), "may run as root: neither runAsNonRoot nor runAsUser "
                + "is stated");
    }

    private static Optional<String> capabilities(Security security, Set<String> approved) {
        if (security.privileged()) {
            return Optional.of("is privileged and has all capabilities");
        }
        Set<String> added = new TreeSet<>(security.added());
        added.removeAll(approved);
        List<String> faults = new ArrayList<>();
        if (!security.dropped().contains("ALL")) {
            faults.add("does not drop ALL");
        }
        if (!added.isEmpty()) {
            faults.add("adds " + String.join(", ", added));
        }
        return said(!faults.isEmpty(), String.join(" and ", faults));
    }

    private static Optional<String> seccomp(PodContainer container) {
        Security security = container.security();
        if (security.privileged()) {
            return Optional.of("is privileged and so not filtered");
        }
        String profile = security.seccomp().orElse("not stated");
        if (security.added().contains("SYS_ADMIN") || security.added().contains("ALL")) {
            return said(!profile.equals("Localhost"), "has SYS_ADMIN and a seccompProfile that is " + profile);
        }
        return said(!PROFILES.contains(profile), "has a seccompProfile that is " + profile);
    }

    private static Optional<String> appArmor(PodContainer container) {
        String profile = container.security().appArmor().orElse("not stated");
        return said(!PROFILES.contains(profile) || container.security().privileged() && !profile.equals("Localhost"),
                (container.security().privileged() ? "is privileged and " : "") + "has an appArmorProfile that is " + profile);
    }

    private static List<String> ofNode(PodShape shape) {
        List<String> faults = new ArrayList<>();
        if (shape.hostPid()) {
            faults.add("hostPID is true");
        }
        if (shape.hostIpc()) {
            faults.add("hostIPC is true");
        }
        if (shape.hostNetwork()) {
            faults.add("hostNetwork is true");
        }
        shape.volumes().stream().filter(volume -> volume.kind().equals("hostPath")).forEach(volume ->
                faults.add("volume " + volume.name() + " is " + volume.source() + " of the node"));
        return faults;
    }

    private static Optional<String> image(String text, Set<String> repositories) {
        ImageName image = ImageName.of(text);
        List<String> faults = new ArrayList<>();
        if (repositories.stream().map(place -> place.endsWith("/") ? place : place + "/").noneMatch(place ->
                (image.repository() + "/").startsWith(place))) {
            faults.add("is from " + image.repository());
        }
        if (!image.pinned()) {
            faults.add("is not pinned: " + text);
        }
        return said(!faults.isEmpty(), String.join(" and ", faults));
    }
}

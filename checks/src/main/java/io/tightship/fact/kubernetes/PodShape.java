package io.tightship.fact.kubernetes;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What pods of one owner have in common: all that rules ask about, and nothing that differs between replicas.
 *
 * @param pods           how many there are
 * @param example        the name of one of them
 * @param finished       they have ended and run nothing any more
 * @param labels         without those that number or hash
 * @param annotations    only those that rules ask about
 * @param serviceAccount its name; {@code default} where none is stated
 * @param runtimeClass   empty where none is named
 * @param scheduler      its name
 * @param claimsDevices  asks for devices by resource claims
 */
public record PodShape(long pods, String example, boolean finished, Map<String, String> labels,
                       Map<String, String> annotations, String serviceAccount, boolean hostPid, boolean hostIpc,
                       boolean hostNetwork, Optional<String> runtimeClass, String scheduler, boolean claimsDevices,
                       List<Volume> volumes, List<PodContainer> containers) {

    private static final Pattern OF_ONE_POD = Pattern.compile("pod-template-hash|controller-revision-hash"
            + "|pod-template-generation|statefulset\\.kubernetes\\.io/pod-name|apps\\.kubernetes\\.io/pod-index"
            + "|(batch\\.kubernetes\\.io/)?(controller-uid|job-name)|batch\\.kubernetes\\.io/job-completion-index");

    public PodShape {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
        volumes = List.copyOf(volumes);
        containers = List.copyOf(containers);
    }

    /** By this label a pod differs from its replicas, so that it is not among the labels of a shape. */
    public static boolean ofOnePod(String label) {
        return OF_ONE_POD.matcher(label).matches();
    }

    /**
     * A volume.
     *
     * @param kind     as the API calls the field: {@code hostPath}, {@code persistentVolumeClaim}, {@code nfs}
     * @param source   the path, the claim, {@code server:/path}, the driver, the name of the Secret or ConfigMap; empty
     *                 for other kinds. A claim that a StatefulSet makes for each pod ends in {@code -*}
     * @param readOnly stated for the volume itself
     */
    public record Volume(String name, String kind, String source, boolean readOnly) {
    }

    /** The same for another number of pods. */
    public PodShape withPods(long number, String one) {
        return new PodShape(number, one, finished, labels, annotations, serviceAccount, hostPid, hostIpc, hostNetwork,
                runtimeClass, scheduler, claimsDevices, volumes, containers);
    }

    /** The token of its service account is mounted where clients look for it, by what was really put into the pod. */
    public boolean mountsToken() {
        return containers.stream().flatMap(container -> container.mounts().stream()).anyMatch(mount ->
                mount.path().equals("/var/run/secrets/kubernetes.io/serviceaccount") && volumes.stream().anyMatch(volume -> volume.name().equals(mount.volume())
                        && volume.kind().equals("projected") && volume.source().equals("serviceAccountToken")));
    }

    /** Where a container mounts a volume; empty where none does. */
    public List<PodContainer.Mount> mountsOf(Volume volume) {
        return containers.stream().flatMap(container -> container.mounts().stream())
                .filter(mount -> mount.volume().equals(volume.name())).toList();
    }
}

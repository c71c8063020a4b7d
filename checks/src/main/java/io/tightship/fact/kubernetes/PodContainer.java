package io.tightship.fact.kubernetes;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A container of a pod.
 *
 * @param image    as the pod states it
 * @param devices  names of block volumes that it gets as devices
 * @param limits   amounts as written, by resource
 * @param requests amounts as written, by resource
 */
public record PodContainer(String name, Role role, String image, Security security, List<Mount> mounts,
                           List<String> devices, List<Port> ports, List<Variable> environment,
                           Map<String, String> limits, Map<String, String> requests) {

    public PodContainer {
        mounts = List.copyOf(mounts);
        devices = List.copyOf(devices);
        ports = List.copyOf(ports);
        environment = List.copyOf(environment);
        limits = Collections.unmodifiableMap(new TreeMap<>(limits));
        requests = Collections.unmodifiableMap(new TreeMap<>(requests));
    }

    /** When a container runs. */
    public enum Role { MAIN, INIT, SIDECAR, EPHEMERAL }

    /**
     * What holds for the container: its own security context, and what it leaves open from the pod's.
     *
     * @param stated    it or its pod states anything at all
     * @param user      the uid; empty where the image decides
     * @param added     capabilities in upper case, without CAP_
     * @param dropped   capabilities in upper case, as written
     * @param seccomp   RuntimeDefault, Localhost or Unconfined; empty where neither says
     * @param appArmor  the same, also by the annotation of older versions
     * @param procMount Default or Unmasked
     */
    public record Security(boolean stated, boolean privileged, Optional<Boolean> privilegeEscalation,
                           Optional<Boolean> nonRoot, Optional<Long> user, Set<String> added, Set<String> dropped,
                           Optional<String> seccomp, Optional<String> appArmor, boolean readOnlyRoot,
                           boolean hostProcess, String procMount) {
        public Security {
            added = Collections.unmodifiableSet(new TreeSet<>(added));
            dropped = Collections.unmodifiableSet(new TreeSet<>(dropped));
        }

        /** Nothing is stated: the defaults of the API and of the runtime hold. */
        public static final Security DEFAULTS = new Security(false, false, Optional.empty(), Optional.empty(),
                Optional.empty(), Set.of(), Set.of(), Optional.empty(), Optional.empty(), false, false, "Default");
    }

    /** @param volume its name in the pod */
    public record Mount(String volume, String path, boolean readOnly) {
    }

    /**
     * @param name empty for a port without one
     * @param host the port of the node; 0 for none
     */
    public record Port(String name, long container, long host, String protocol) {
        public Port(long container, long host, String protocol) {
            this("", container, host, protocol);
        }
    }

    /**
     * An environment variable, or all keys of an object as variables.
     *
     * @param name   empty for all keys
     * @param value  only of the few variables that rules ask about, where it stands in the pod
     * @param secret the Secret that it comes from; empty for other origins
     * @param config the ConfigMap whose keys these are; empty for a single variable
     */
    public record Variable(String name, Optional<String> value, Optional<String> secret, Optional<String> config) {
    }
}

package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One setting of a running kubelet, from everything that may set it: flags stand above drop-ins, these above the
 * configuration file, and it above the default. Above all stands the kubelet's own word, where it is asked for.
 *
 * @param field  of KubeletConfiguration, {@code podPidsLimit}; dots lead into its structure
 * @param places where it is set, the one that counts first; never empty, since the default is a place. Where a flag
 *               counts, files that could not be read are left out
 * @param file   the configuration file that the process names
 */
public record KubeletSetting(String field, List<Place> places, Optional<String> file) {

    /** The fields that can be asked for, with their flags; empty for a field that has none. */
    private static final Map<String, String> FLAGS = Map.ofEntries(
            Map.entry("address", "address"),
            Map.entry("authentication.anonymous.enabled", "anonymous-auth"),
            Map.entry("authentication.x509.clientCAFile", "client-ca-file"),
            Map.entry("authorization.mode", "authorization-mode"),
            Map.entry("eventRecordQPS", "event-qps"),
            Map.entry("featureGates.RotateKubeletServerCertificate", "feature-gates"),
            Map.entry("makeIPTablesUtilChains", "make-iptables-util-chains"),
            Map.entry("podPidsLimit", "pod-max-pids"),
            Map.entry("port", "port"),
            Map.entry("readOnlyPort", "read-only-port"),
            Map.entry("rotateCertificates", "rotate-certificates"),
            Map.entry("seccompDefault", "seccomp-default"),
            Map.entry("serverTLSBootstrap", "rotate-server-certificates"),
            Map.entry("streamingConnectionIdleTimeout", "streaming-connection-idle-timeout"),
            Map.entry("tlsCertFile", "tls-cert-file"),
            Map.entry("tlsCipherSuites", "tls-cipher-suites"),
            Map.entry("tlsMinVersion", "tls-min-version"),
            Map.entry("tlsPrivateKeyFile", "tls-private-key-file"));

    public KubeletSetting {
        places = List.copyOf(places);
    }

    /**
     * By process, {@code kubelet}.
     *
     * @throws IllegalArgumentException for a field whose flag and defaults are not known: a defect of the check
     */
    public static FactKey<PerSubject<KubeletSetting>> key(String field) {
        if (!FLAGS.containsKey(field)) {
            throw new IllegalArgumentException("no such setting of the kubelet: " + field);
        }
        return FactKey.perSubject("kubelet-setting", field, KubeletSetting.class);
    }

    /** The flag that sets the field, without dashes. Source: kubernetes 1.24 to 1.36, cmd/kubelet/app/options. */
    public static Optional<String> flag(String field) {
        return Optional.of(FLAGS.get(field)).filter(flag -> !flag.isEmpty());
    }

    /** Every field that can be asked for, sorted. */
    public static SortedSet<String> fields() {
        return new TreeSet<>(FLAGS.keySet());
    }

    /** The place to change; where nothing is set it is the default. */
    public Place changeable() {
        return places.stream().filter(place -> place.origin() != Origin.CONFIGZ).findFirst().orElse(places.getFirst());
    }

    /** The place that counts. */
    public Place effective() {
        return places.getFirst();
    }

    /** From the strongest to the weakest. */
    public enum Origin {
        /** The kubelet's own answer, where the inventory says that it is the witness. */
        CONFIGZ,
        FLAG, DROP_IN, FILE, DEFAULT
    }

    /**
     * @param where the flag, the path, or "the kubelet's default"
     * @param line  of the file, from 1; 0 where there is none
     * @param text  a flag's own, of a list its items with commas; JSON for a value out of a file: a text stands in
     *              quotes
     */
    public record Place(Origin origin, String where, int line, String text) {

        /** A text without the quotes that JSON puts around it; any other value as it stands. */
        public String words() {
            return origin != Origin.FLAG && text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                    ? text.substring(1, text.length() - 1) : text;
        }
    }
}

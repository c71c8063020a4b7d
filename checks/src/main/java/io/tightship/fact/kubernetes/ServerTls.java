package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.tls.CipherSuites;
import io.tightship.fact.tls.GoTls;
import io.tightship.fact.tls.TlsVersion;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The TLS that a running component's flags ask for, with the defaults of its version where they say nothing.
 *
 * @param port     where it serves; 0 where it was told to serve nothing
 * @param minimum  effective
 * @param list     {@code --tls-cipher-suites} as given; empty where the flag is absent or empty
 * @param defaults the version's own list, where no list is given and the minimum lets suites matter
 * @param http2    false only where it is switched off
 * @param written  the flags that decide, for evidence; may be empty
 */
public record ServerTls(int port, TlsVersion minimum, List<String> list, Optional<GoTls.Defaults> defaults,
                        boolean http2, String written) {

    private static final String MINIMUM = "tls-min-version";
    private static final String SUITES = "tls-cipher-suites";

    public ServerTls {
        list = List.copyOf(list);
    }

    /** By process, as {@link Flags#of}. */
    public static FactKey<PerSubject<ServerTls>> of(Component component) {
        return FactKey.perSubject("server-tls", component.process(), ServerTls.class);
    }

    /** All processes of a node, known only where each of them is. */
    public static FactKey<Instances> instances(Component component) {
        return FactKey.of("server-tls-instances", component.process(), Instances.class);
    }

    /** The processes of one component on one node, at least one. */
    public record Instances(List<ServerTls> all) {
        public Instances {
            all = List.copyOf(all);
        }
    }

    /** The effective minimum; empty for a text that keeps the component from starting. */
    public static Optional<TlsVersion> minimum(Flags flags) {
        String text = flags.text(MINIMUM).orElse("");
        return text.isEmpty() ? Optional.of(GoTls.DEFAULT_MINIMUM) : TlsVersion.ofFlag(text);
    }

    /** True where only the version tells which suites are accepted. */
    public static boolean dependsOnVersion(Flags flags) {
        return flags.list(SUITES).orElse(List.of()).isEmpty()
                && minimum(flags).filter(version -> version == TlsVersion.TLS13).isEmpty();
    }

    /** False for a component that was told to open no port. */
    public static boolean serves(Flags flags) {
        return !port(flags).equals(OptionalInt.of(0));
    }

    /** Empty for a text that keeps the component from starting; the API server cannot be told to open no port. */
    public static OptionalInt port(Flags flags) {
        int usual = switch (flags.component()) {
            case KUBE_APISERVER -> 6443;
            case KUBE_CONTROLLER_MANAGER -> 10257;
            case KUBE_SCHEDULER -> 10259;
            case KUBELET, KUBE_PROXY -> throw new IllegalArgumentException("the port is no flag alone");
        };
        int least = flags.component() == Component.KUBE_APISERVER ? 1 : 0;
        return flags.text("secure-port").map(text -> FlagValues.integer(text).stream()
                .filter(number -> number >= least && number < 65536).mapToInt(number -> (int) number).findFirst())
                .orElse(OptionalInt.of(usual));
    }

    /**
     * @param defaults of the component's version; must be given where {@link #dependsOnVersion}
     * @return empty where the minimum is no version, or the port no port
     */
    public static Optional<ServerTls> of(Flags flags, Optional<GoTls.Defaults> defaults) {
        boolean dependent = dependsOnVersion(flags);
        OptionalInt port = port(flags);
        return port.isEmpty() ? Optional.empty() : minimum(flags).map(minimum -> new ServerTls(port.getAsInt(), minimum,
                flags.list(SUITES).orElse(List.of()),
                dependent ? Optional.of(defaults.orElseThrow()) : Optional.empty(),
                !flags.bool("disable-http2-serving", false), flags.written(MINIMUM, SUITES)));
    }

    /** What can be negotiated below TLS 1.3. */
    public SortedSet<String> suitesUpToTls12() {
        if (minimum == TlsVersion.TLS13) {
            return Collections.emptySortedSet();
        }
        return defaults.map(GoTls.Defaults::suites).orElseGet(() -> CipherSuites.upToTls12(list));
    }

    /** Listed names that no Go server knows, as given: the component does not start with one. */
    public SortedSet<String> unknownNames() {
        SortedSet<String> unknown = new TreeSet<>(list);
        unknown.removeIf(GoTls::takes);
        return unknown;
    }

    /** True for a list that HTTP/2 refuses: the component does not start with it. */
    public boolean refusedByHttp2() {
        return http2 && !list.isEmpty() && minimum != TlsVersion.TLS13 && !GoTls.servesHttp2(list);
    }
}

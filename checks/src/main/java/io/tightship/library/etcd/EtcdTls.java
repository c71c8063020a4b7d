package io.tightship.library.etcd;

import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.tls.GoTls;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What etcd makes of its settings on TLS. Source: etcd 3.4 to 3.6, server/embed/config.go and pkg/tlsutil. */
public final class EtcdTls {

    public static final String MINIMUM = "tls-min-version";
    public static final String SUITES = "cipher-suites";

    private EtcdTls() {
    }

    /** Whether it has a certificate for its clients, given or made by itself. */
    static boolean speaksTls(EtcdSettings settings) {
        return settings.text("cert-file").isPresent() || settings.bool("auto-tls");
    }

    /** The effective minimum; empty for a text with which etcd does not start. */
    public static Optional<TlsVersion> minimum(EtcdSettings settings) {
        return switch (settings.text(MINIMUM).orElse("")) {
            case "" -> Optional.of(GoTls.DEFAULT_MINIMUM);
            case "TLS1.2" -> Optional.of(TlsVersion.TLS12);
            case "TLS1.3" -> Optional.of(TlsVersion.TLS13);
            default -> Optional.empty();
        };
    }

    /** As etcd takes it, which knows no version below 1.2. */
    public static String word(TlsVersion version) {
        return version == TlsVersion.TLS13 ? "TLS1.3" : "TLS1.2";
    }

    /** With TLS 1.3 alone the list of suites must go. */
    static List<Step> minimum(String node, EtcdSettings settings, TlsVersion version) {
        return EtcdSteps.set(node, settings, version == TlsVersion.TLS13 && settings.text(SUITES).isPresent()
                ? Map.of(MINIMUM, word(version), SUITES, "") : Map.of(MINIMUM, word(version)));
    }

    /** The setting with its place; empty where nobody set it. */
    public static String written(EtcdSettings settings, String flag) {
        return settings.text(flag).map(value -> settings.given().get(flag).where()
                + (settings.file().isPresent() ? " " + flag + ": " : "=") + value).orElse("");
    }
}

package io.tightship.fact.tls;

import io.tightship.model.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A version of the protocol, oldest first: the order is the strength. */
public enum TlsVersion {
    SSL30("SSLv3", "", 0x0300),
    TLS10("TLSv1.0", "VersionTLS10", 0x0301),
    TLS11("TLSv1.1", "VersionTLS11", 0x0302),
    TLS12("TLSv1.2", "VersionTLS12", 0x0303),
    TLS13("TLSv1.3", "VersionTLS13", 0x0304);

    /** How values and flags of Kubernetes name a version. */
    public static final ValueType<TlsVersion> TYPE = new ValueType<>("one of VersionTLS10, VersionTLS11, VersionTLS12, "
            + "VersionTLS13", false, TlsVersion::stated, TlsVersion::flag);

    private final String words;
    private final String flag;
    private final int code;

    TlsVersion(String words, String flag, int code) {
        this.words = words;
        this.flag = flag;
        this.code = code;
    }

    /** As people and OpenSSL write it, {@code TLSv1.2}. */
    public String words() {
        return words;
    }

    /** As {@code --tls-min-version} takes it; empty for SSL 3.0, which Go does not speak. */
    public String flag() {
        return flag;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** What a Kubernetes component makes of {@code --tls-min-version}; the case of letters matters. */
    public static Optional<TlsVersion> ofFlag(String text) {
        return Arrays.stream(values()).filter(v -> !v.flag.isEmpty() && v.flag.equals(text)).findFirst();
    }

    public static Optional<TlsVersion> ofWords(String text) {
        return Arrays.stream(values()).filter(v -> v.words.equals(text)).findFirst();
    }

    public static Optional<TlsVersion> ofCode(int code) {
        return Arrays.stream(values()).filter(v -> v.code == code).findFirst();
    }

    private static TlsVersion stated(List<String> items) {
        String text = items.stream().map(String::strip).collect(Collectors.joining(","));
        return ofFlag(text).orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a version: "
                + "VersionTLS10, VersionTLS11, VersionTLS12 or VersionTLS13"));
    }
}

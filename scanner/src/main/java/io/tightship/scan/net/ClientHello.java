package io.tightship.scan.net;

import io.tightship.fact.IpAddress;
import io.tightship.fact.tls.TlsVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;

/**
 * Makes the first message of a handshake by hand, since no library offers a version or a suite that it thinks unsafe.
 * One version is offered, as far as the protocol lets a client say so: a server may answer an offer up to TLS 1.2 with
 * an older version, and then has not accepted this one.
 */
final class ClientHello {

    static final int SUPPORTED_VERSIONS = 43;

    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int POINT_FORMATS = 11;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int EXTENDED_MASTER_SECRET = 23;
    private static final int PSK_MODES = 45;
    private static final int KEY_SHARE = 51;
    private static final int RENEGOTIATION_INFO = 0xff01;

    /** The suite that stands for secure renegotiation where there are no extensions. */
    private static final int RENEGOTIATION_SUITE = 0x00ff;

    /**
     * x25519, the NIST and brainpool curves, x448 and the small ones of old servers. The named groups of finite fields
     * are left out: a server that does not have them must then refuse all its DHE suites (RFC 7919).
     */
    private static final int[] GROUPS = {29, 23, 24, 25, 30, 26, 27, 28, 22, 21, 19};

    /** Also finite fields and the hybrids with ML-KEM. */
    private static final int[] GROUPS_OF_TLS13 = {29, 23, 24, 25, 30, 256, 257, 258, 259, 260, 0x11ec, 0x11eb, 0x11ed,
        0x6399, 31, 32, 33};

    private static final int[] SIGNATURES = {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804,
        0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0402, 0x0502, 0x0602, 0x0303, 0x0301, 0x0302, 0x0203, 0x0201, 0x0202,
        0x0904, 0x0905, 0x0906};

    /** No secret is ever derived, so the curves' own base points are keys as good as any. */
    private static final byte[] X25519_POINT =
            HexFormat.of().parseHex("0900000000000000000000000000000000000000000000000000000000000000");
    private static final byte[] P256_POINT = HexFormat.of().parseHex("04"
            + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
            + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

    private ClientHello() {
    }

    /**
     * The record to send.
     *
     * @param random 32 bytes
     * @param host   named in the hello where it is a name and no address
     */
    static byte[] record(TlsVersion version, Collection<Integer> suites, String host, byte[] random) {
        boolean tls13 = version == TlsVersion.TLS13;
        Bytes hello = new Bytes().number(Math.min(version.code(), TlsVersion.TLS12.code())).raw(random).small(0);
        Bytes offered = new Bytes();
        suites.forEach(offered::number);
        if (version == TlsVersion.SSL30) {
            offered.number(RENEGOTIATION_SUITE);
        }
        hello.block(offered).small(1).small(0);
        if (version != TlsVersion.SSL30) {
            Bytes extensions = new Bytes();
            if (isName(host)) {
                byte[] name = host.replaceFirst("\\.$", "").getBytes(StandardCharsets.US_ASCII);
                extensions.extension(SERVER_NAME, new Bytes().block(new Bytes().small(0).block(new Bytes().raw(name))));
            }
            extensions.extension(SUPPORTED_GROUPS,
                    new Bytes().block(new Bytes().numbers(tls13 ? GROUPS_OF_TLS13 : GROUPS)));
            if (tls13) {
                extensions.extension(SUPPORTED_VERSIONS, new Bytes().small(2).number(version.code()));
                extensions.extension(PSK_MODES, new Bytes().small(1).small(1));
                extensions.extension(KEY_SHARE, new Bytes().block(new Bytes()
                        .number(29).block(new Bytes().raw(X25519_POINT))
                        .number(23).block(new Bytes().raw(P256_POINT))));
            } else {
                extensions.extension(POINT_FORMATS, new Bytes().small(1).small(0));
                extensions.extension(EXTENDED_MASTER_SECRET, new Bytes());
                extensions.extension(RENEGOTIATION_INFO, new Bytes().small(0));
            }
            if (version.compareTo(TlsVersion.TLS12) >= 0) {
                extensions.extension(SIGNATURE_ALGORITHMS, new Bytes().block(new Bytes().numbers(SIGNATURES)));
            }
            hello.block(extensions);
        }
        Bytes message = new Bytes().small(1).small(hello.size() >> 16).number(hello.size() & 0xffff)
                .raw(hello.bytes());
        int outer = version == TlsVersion.SSL30 ? TlsVersion.SSL30.code() : TlsVersion.TLS10.code();
        return new Bytes().small(22).number(outer).block(message).bytes();
    }

    private static boolean isName(String host) {
        return IpAddress.parse(host).isEmpty() && host.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?");
    }

    /** Bytes as the protocol writes them. */
    private static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes small(int value) {
            out.write(value);
            return this;
        }

        Bytes number(int value) {
            return small(value >> 8).small(value);
        }

        Bytes numbers(int... values) {
            for (int value : values) {
                number(value);
            }
            return this;
        }

        Bytes raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        /** The content with its length before it, in two bytes. */
        Bytes block(Bytes content) {
            return number(content.size()).raw(content.bytes());
        }

        Bytes extension(int type, Bytes content) {
            return number(type).block(content);
        }

        int size() {
            return out.size();
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}

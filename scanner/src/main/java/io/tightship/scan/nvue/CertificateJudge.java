package io.tightship.scan.nvue;

import io.tightship.model.Digest;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Accepts the pinned certificate and no other, or what authorities vouch for under the name that was asked for; and
 * remembers why it refused, with the fingerprint that was seen.
 */
final class CertificateJudge extends X509ExtendedTrustManager {

    private final String host;
    private final Optional<String> pinned;
    private final X509ExtendedTrustManager authorities;
    private volatile String refusal = "";
    private final AtomicInteger handshakes = new AtomicInteger();

    /**
     * @param pinned      64 hex digits in lower case; where given, neither name nor chain nor date are asked
     * @param authorities decides where nothing is pinned
     */
    CertificateJudge(String host, Optional<String> pinned, X509ExtendedTrustManager authorities) {
        this.host = host;
        this.pinned = pinned;
        this.authorities = authorities;
    }

    /** Why the last certificate was refused; empty where none was. */
    String refusal() {
        return refusal;
    }

    /** How many certificates were shown: one per full handshake. */
    int handshakes() {
        return handshakes.get();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        handshakes.incrementAndGet();
        String seen = Digest.sha256(chain[0].getEncoded());
        if (pinned.isPresent()) {
            if (!pinned.get().equals(seen)) {
                refusal = host + " shows the certificate with SHA-256 " + seen + ", and " + pinned.get()
                        + " is pinned";
                throw new CertificateException(refusal);
            }
            return;
        }
        try {
            authorities.checkServerTrusted(chain, type, engine);
        } catch (CertificateException e) {
            refusal = "the certificate of " + host + " with SHA-256 " + seen + " is not trusted: " + e.getMessage()
                    + "; if it is the switch's own, state it as certificate-sha256";
            throw e;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("not asked through a socket");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("not asked without a connection");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}

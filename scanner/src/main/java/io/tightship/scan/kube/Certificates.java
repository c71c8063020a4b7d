package io.tightship.scan.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certificates and keys of a kubeconfig for the TLS of this platform. */
final class Certificates {

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

    private Certificates() {
    }

    /** Trusts these authorities and no others; the client library would trust the platform's besides. */
    static TrustManager[] authorities(String pem) throws GeneralSecurityException, IOException {
        Collection<? extends Certificate> authorities = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        if (authorities.isEmpty()) {
            throw new GeneralSecurityException("it holds no certificate");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Certificate authority : authorities) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** A client certificate with its key: PKCS#8 by this platform, PKCS#1 and SEC 1 by the client library. */
    static KeyManager[] client(String certificatePem, String keyPem) throws GeneralSecurityException, IOException {
        Certificate[] chain = CertificateFactory.getInstance("X.509").generateCertificates(
                new ByteArrayInputStream(certificatePem.getBytes(StandardCharsets.UTF_8))).toArray(Certificate[]::new);
        if (chain.length == 0) {
            throw new GeneralSecurityException("it holds no certificate");
        }
        Matcher pkcs8 = PKCS8.matcher(keyPem);
        if (!pkcs8.find()) {
            String key = base64(keyPem);
            return SSLUtils.keyManagers(base64(certificatePem), null, key, null, Config.getKeyAlgorithm(null, key), "",
                    null, null);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("client", KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm()).generatePrivate(
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pkcs8.group(1)))), new char[0], chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

package io.tightship.scan.nvue;

import io.tightship.model.Digest;
import io.tightship.scan.inventory.Inventory.SwitchEntry;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Which certificate of a switch is believed: the pinned one, or one that chains to an authority and names the switch. */
final class Trust {

    private final SSLContext context;
    private final AtomicReference<String> refusal = new AtomicReference<>("");

    Trust(SwitchEntry entry) throws GeneralSecurityException, IOException {
        context = SSLContext.getInstance("TLS");
        context.init(null, entry.certificateSha256().isPresent()
                ? new TrustManager[] {new Pinned(entry.certificateSha256().get(), refusal)}
                : authorities(entry), null);
    }

    private static TrustManager[] authorities(SwitchEntry entry) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        Optional<KeyStore> store = Optional.empty();
        if (entry.authorities().isPresent()) {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            int number = 0;
            try (InputStream pem = Files.newInputStream(entry.authorities().get())) {
                for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                    own.setCertificateEntry("authority-" + number++, authority);
                }
            }
            store = Optional.of(own);
        }
        factory.init(store.orElse(null));
        return factory.getTrustManagers();
    }

    SSLContext context() {
        return context;
    }

    /** What was wrong with the pinned certificate; empty where nothing was. */
    String refusal() {
        return refusal.get();
    }

    /** The pin alone decides: a switch's own certificate chains to nobody and names nobody. */
    private static final class Pinned extends X509ExtendedTrustManager {
        private final String sha256;
        private final AtomicReference<String> refusal;

        Pinned(String sha256, AtomicReference<String> refusal) {
            this.sha256 = sha256;
            this.refusal = refusal;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            String seen = Digest.sha256(Arrays.copyOf(chain, 1)[0].getEncoded());
            if (!seen.equals(sha256)) {
                refusal.set("it shows the certificate " + seen + ", and " + sha256 + " is pinned");
                throw new CertificateException("not the pinned certificate");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("only servers are asked");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("only servers are asked");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("only servers are asked");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

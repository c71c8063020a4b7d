package io.tightship.scan.nvue;

import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.Inventory.SwitchEntry;
import io.tightship.scan.inventory.SwitchConnection;
import io.tightship.scan.probe.Secrets;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Opens sessions with switches. HTTP knows no login: what is wrong with one shows in the first reading. */
public final class SwitchSessions implements SessionOpener {

    private final Inventory inventory;
    private final Clock clock;
    private final Duration connect;
    private final Duration answer;

    /**
     * @param connect how long a connection may take
     * @param answer  how long one whole answer may take, connection and body included
     */
    public SwitchSessions(Inventory inventory, Clock clock, Duration connect, Duration answer) {
        this.inventory = inventory;
        this.clock = clock;
        this.connect = connect;
        this.answer = answer;
    }

    @Override
    public Session open(SessionId id, Deadline deadline) throws SessionFailure {
        if (!(id.target() instanceof Target.Switch device)) {
            throw new SessionFailure(Reason.INTERNAL, id.target().id() + " is no switch");
        }
        SwitchEntry entry = inventory.entry(device);
        SwitchConnection.Rest how = switch (entry.connection()) {
            case SwitchConnection.Rest rest -> rest;
            case SwitchConnection.Ssh ssh -> throw new SessionFailure(Reason.INTERNAL, device.name()
                    + " is spoken to over SSH and not by its REST API");
        };
        URI root = root(entry.address(), how.port());
        CertificateJudge judge = new CertificateJudge(entry.address(), how.certificateSha256(),
                authorities(how.authorities()));
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                // A credential goes to the switch that the inventory names, and to no proxy that the machine names.
                .proxy(HttpClient.Builder.NO_PROXY).connectTimeout(connect).sslContext(context(judge)).build();
        String credential = how.credential().user() + ":" + Secrets.read(how.credential().password());
        return new SwitchSession(id, root, client, judge, "Basic " + Base64.getEncoder()
                .encodeToString(credential.getBytes(StandardCharsets.UTF_8)), clock, deadline, answer);
    }

    /** Sessions share nothing. */
    @Override
    public void close() {
        // nothing is left
    }

    private static URI root(String address, int port) throws SessionFailure {
        String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        try {
            URI root = URI.create("https://" + host + ":" + port);
            if (root.getHost() != null) {
                return root;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new SessionFailure(Reason.NOT_STATED, "'" + address + "' is no address of a switch");
    }

    private static SSLContext context(CertificateJudge judge) throws SessionFailure {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {judge}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new SessionFailure(Reason.INTERNAL, "TLS cannot be set up: " + e.getMessage());
        }
    }

    private static X509ExtendedTrustManager authorities(Optional<Path> file) throws SessionFailure {
        try {
            KeyStore store = null; // the platform's
            if (file.isPresent()) {
                store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                try (InputStream pem = Files.newInputStream(file.get())) {
                    int number = 0;
                    for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                        store.setCertificateEntry("authority-" + number++, authority);
                    }
                }
                if (store.size() == 0) {
                    throw new SessionFailure(Reason.NOT_STATED, "the file " + file.get() + " holds no certificate");
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers()).filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast).findFirst()
                    .orElseThrow(() -> new SessionFailure(Reason.INTERNAL, "the platform verifies no certificates"));
        } catch (IOException | GeneralSecurityException e) {
            throw new SessionFailure(Reason.NOT_STATED, "the authorities cannot be read: "
                    + file.map(Path::toString).orElse("the platform's") + ": " + e);
        }
    }
}

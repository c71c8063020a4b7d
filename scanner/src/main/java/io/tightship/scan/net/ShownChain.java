package io.tightship.scan.net;

import io.tightship.model.Reason;
import io.tightship.scan.data.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Takes down the certificates that a server shows, by a handshake that trusts whoever answers and then says nothing. A
 * server that wants a certificate of ours ends the handshake afterwards: its own have been seen by then.
 */
final class ShownChain {

    /** More than any chain has. */
    private static final int MOST = 16;

    private final String host;
    private final int port;
    private final List<X509Certificate> shown = new ArrayList<>();

    ShownChain(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /** How a connection is made and ended. */
    interface Connections {
        void with(Sockets.Conversation conversation) throws ExchangeFailure, IOException;
    }

    byte[] bytes(Connections connections) throws ExchangeFailure {
        String trouble = "it showed no certificate";
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Witness()}, null);
            connections.with(socket -> shake(context, socket));
        } catch (SocketTimeoutException e) {
            if (shown.isEmpty()) {
                throw new ExchangeFailure(Reason.TIMED_OUT, "it did not answer a TLS handshake in time");
            }
        } catch (IOException | GeneralSecurityException e) {
            trouble = "it showed no certificate in a handshake of TLS 1.2 or 1.3: " + e.getMessage();
        }
        if (shown.isEmpty() || shown.size() > MOST) {
            throw new ExchangeFailure(Reason.UNPARSABLE, shown.isEmpty() ? trouble : "it showed " + shown.size()
                    + " certificates");
        }
        List<String> stored = new ArrayList<>();
        try {
            for (X509Certificate certificate : shown) {
                stored.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new ExchangeFailure(Reason.UNPARSABLE, "it showed something that is no certificate: "
                    + e.getMessage());
        }
        return Json.write(Map.of("certificates", stored)).getBytes(StandardCharsets.UTF_8);
    }

    private void shake(SSLContext context, Socket socket) throws IOException {
        try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true)) {
            tls.startHandshake();
        }
    }

    /** Keeps what it sees and objects to nothing: nothing is ever sent over the connection. */
    private final class Witness extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            shown.clear();
            shown.addAll(List.of(chain));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            shown.addAll(List.of(chain));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            shown.addAll(List.of(chain));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new UnsupportedOperationException("this is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new UnsupportedOperationException("this is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException("this is no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

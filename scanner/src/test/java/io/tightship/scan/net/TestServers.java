package io.tightship.scan.net;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Servers on the loopback address, each in a thread of its own until it is closed. */
public final class TestServers {

    private TestServers() {
    }

    /** What is done with each connection; it is closed afterwards. */
    public interface Conversation {
        void with(Socket socket) throws IOException;
    }

    /** A running server and the number of connections that it took. */
    public record Running(ServerSocket socket, AtomicInteger connections) implements AutoCloseable {
        public int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    public static Running plain(Conversation conversation) throws IOException {
        return serve(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), conversation);
    }

    /** The JDK's own server with a self-signed RSA certificate. */
    public static Running tls(String protocol, String... suites) throws Exception {
        SSLServerSocket socket = (SSLServerSocket) context().getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setEnabledProtocols(new String[] {protocol});
        if (suites.length > 0) {
            socket.setEnabledCipherSuites(suites);
        }
        return serve(socket, connection -> ((SSLSocket) connection).startHandshake());
    }

    /** Says nothing until the scanner hangs up. */
    public static void drain(Socket socket) throws IOException {
        InputStream stream = socket.getInputStream();
        while (stream.read() >= 0) {
            // What it says does not matter.
        }
    }

    static byte[] readHello(Socket socket) throws IOException {
        byte[] header = socket.getInputStream().readNBytes(5);
        return header.length < 5 ? header
                : socket.getInputStream().readNBytes((header[3] & 0xff) << 8 | header[4] & 0xff);
    }

    static void answer(Socket socket, String hex) throws IOException {
        readHello(socket);
        socket.getOutputStream().write(HexFormat.of().parseHex(hex));
        drain(socket);
    }

    /** Takes the first suite of whatever version is offered. */
    static void acceptFirst(Socket socket) throws IOException {
        byte[] hello = readHello(socket);
        byte[] suite = Arrays.copyOfRange(hello, 41, 43);
        boolean tls13 = HexFormat.of().formatHex(hello).contains("002b0003020304");
        String version = HexFormat.of().formatHex(hello, 4, 6);
        String body = version + "00".repeat(32) + "00" + HexFormat.of().formatHex(suite) + "00"
                + (tls13 ? "0006002b00020304" : "");
        String message = "02" + String.format("%06x", body.length() / 2) + body;
        socket.getOutputStream().write(HexFormat.of().parseHex("160303" + String.format("%04x", message.length() / 2)
                + message));
        drain(socket);
    }

    private static Running serve(ServerSocket socket, Conversation conversation) {
        AtomicInteger connections = new AtomicInteger();
        Thread.ofPlatform().daemon().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket connection = socket.accept();
                    connections.incrementAndGet();
                    Thread.ofPlatform().daemon().start(() -> {
                        try (connection) {
                            conversation.with(connection);
                        } catch (IOException e) {
                            // The scanner hangs up in the middle: that is its way.
                        }
                    });
                } catch (IOException e) {
                    return;
                }
            }
        });
        return new Running(socket, connections);
    }

    private static SSLContext context() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=localhost");
        Instant now = Instant.now();
        X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(
                new JcaX509v3CertificateBuilder(name, BigInteger.ONE, Date.from(now.minusSeconds(60)),
                        Date.from(now.plusSeconds(3600)), name, pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", pair.getPrivate(), new char[0], new X509Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}

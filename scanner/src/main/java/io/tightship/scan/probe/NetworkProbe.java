package io.tightship.scan.probe;

/** Tried from where the scanner runs. No request is ever sent over the connection. */
public sealed interface NetworkProbe extends Probe {

    String host();

    int port();

    @Override
    default String place() {
        return host() + ":" + port();
    }

    /** A TCP connect, closed at once. What is stored is one word of {@link io.tightship.fact.reach.Connection}. */
    record TcpConnect(String host, int port) implements NetworkProbe {
        @Override
        public String command() {
            return "nc -z -v -w 3 " + host + " " + port;
        }
    }

    /**
     * Which TLS versions and suites an endpoint accepts, each offered alone in a hello that is given up after the
     * server's answer. What is stored is the offer as JSON.
     */
    record TlsHello(String host, int port) implements NetworkProbe {
        @Override
        public String command() {
            return "openssl s_client -connect " + host + ":" + port + " -tls1_2 -cipher SUITE";
        }
    }

    /**
     * The certificates that an endpoint shows in a handshake of TLS 1.2 or 1.3, unverified; it ends there. What is stored
     * is {@code {"certificates": ["BASE64", …]}}, the server's own first.
     */
    record ServedCertificates(String host, int port) implements NetworkProbe {
        @Override
        public String command() {
            return "openssl s_client -showcerts -connect " + host + ":" + port + " </dev/null";
        }
    }

    /** The addresses of a host name, as the scanner's own resolver gives them, one a line. */
    record Resolve(String host) implements NetworkProbe {
        @Override
        public int port() {
            return 0;
        }

        @Override
        public String place() {
            return host;
        }

        @Override
        public String command() {
            return "getent ahosts " + host;
        }
    }
}

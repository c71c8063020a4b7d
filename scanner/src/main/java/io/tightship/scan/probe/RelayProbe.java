package io.tightship.scan.probe;

/**
 * A TLS endpoint that the scanner asks through its session with a node: the node makes the connection on, and what is
 * said over it is what {@link NetworkProbe} says. Nothing is executed on the node.
 *
 * @param host     as the node is asked to connect to; a loopback address is the node's own
 * @param filtered true where the scanner first tries to connect by itself, and asks the node only where a filter keeps
 *                 that from being answered
 */
public record RelayProbe(Question question, String host, int port, boolean filtered) implements Probe {

    /** What the endpoint is asked. */
    public enum Question {
        /** As {@link NetworkProbe.TlsHello}, and stored like its answer. */
        OFFER,
        /** As {@link NetworkProbe.ServedCertificates}, and stored like its answer. */
        CERTIFICATES;

        /** The same, asked by the scanner itself. */
        public NetworkProbe directly(String host, int port) {
            return switch (this) {
                case OFFER -> new NetworkProbe.TlsHello(host, port);
                case CERTIFICATES -> new NetworkProbe.ServedCertificates(host, port);
            };
        }
    }

    /** As {@code PermitOpen} of sshd takes it. */
    public String endpoint() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String command() {
        return "ssh -N -L 127.0.0.1:" + port + ":" + endpoint() + " NODE & "
                + question.directly("127.0.0.1", port).command();
    }

    @Override
    public String place() {
        return endpoint() + " through the node's SSH connection";
    }
}

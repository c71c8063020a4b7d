package io.tightship.scan.ssh;

import io.tightship.model.Reason;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.probe.SessionFailure;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.common.Buffer;

/** An ssh-agent behind its Unix socket: lists its keys and has it sign (RFC draft-miller-ssh-agent). */
final class Agent {

    private static final byte REQUEST_IDENTITIES = 11;
    private static final byte IDENTITIES_ANSWER = 12;
    private static final byte SIGN_REQUEST = 13;
    private static final byte SIGN_RESPONSE = 14;
    private static final int MAX_ANSWER = 1 << 20;

    private final Path socket;

    /** @param blob the public key in SSH's wire form */
    record Identity(byte[] blob, String keyType) {

        /** The signature algorithm: RSA keys sign with SHA-2, since servers refuse SHA-1. */
        String algorithm() {
            return keyType.equals("ssh-rsa") ? "rsa-sha2-512" : keyType;
        }

        private int flags() {
            return keyType.equals("ssh-rsa") ? 4 : 0;
        }
    }

    private Agent(Path socket) {
        this.socket = socket;
    }

    static Agent of(Credential.SshAgent credential) throws SessionFailure {
        String fromEnvironment = System.getenv().getOrDefault("SSH_AUTH_SOCK", "");
        if (credential.socket().isEmpty() && fromEnvironment.isEmpty()) {
            throw new SessionFailure(Reason.AUTHENTICATION, "credential " + credential.name()
                    + " asks for an ssh-agent, but SSH_AUTH_SOCK is not set");
        }
        return new Agent(credential.socket().orElseGet(() -> Path.of(fromEnvironment)));
    }

    List<Identity> identities() throws SessionFailure {
        try {
            Buffer.PlainBuffer answer = ask(new Buffer.PlainBuffer().putByte(REQUEST_IDENTITIES), IDENTITIES_ANSWER);
            long count = answer.readUInt32();
            List<Identity> identities = new ArrayList<>();
            for (long i = 0; i < count && i < 64; i++) {
                byte[] blob = answer.readBytes();
                answer.readString(); // the comment
                identities.add(new Identity(blob, new Buffer.PlainBuffer(blob).readString()));
            }
            if (identities.isEmpty()) {
                throw new SessionFailure(Reason.AUTHENTICATION, "the ssh-agent at " + socket + " holds no key");
            }
            return identities;
        } catch (IOException e) {
            throw new SessionFailure(Reason.AUTHENTICATION, "the ssh-agent at " + socket + " does not answer: "
                    + e.getMessage());
        }
    }

    /** The signature in SSH's wire form. */
    byte[] sign(Identity identity, byte[] data) throws IOException {
        Buffer.PlainBuffer request = new Buffer.PlainBuffer().putByte(SIGN_REQUEST).putString(identity.blob())
                .putString(data).putUInt32(identity.flags());
        return ask(request, SIGN_RESPONSE).readBytes();
    }

    private Buffer.PlainBuffer ask(Buffer.PlainBuffer request, byte expected) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            byte[] message = request.getCompactData();
            ByteBuffer framed = ByteBuffer.allocate(4 + message.length).putInt(message.length).put(message).flip();
            while (framed.hasRemaining()) {
                channel.write(framed);
            }
            int length = read(channel, 4).getInt();
            if (length < 1 || length > MAX_ANSWER) {
                throw new IOException("it gave an answer of " + length + " bytes");
            }
            Buffer.PlainBuffer answer = new Buffer.PlainBuffer(read(channel, length).array());
            if (answer.readByte() != expected) {
                throw new IOException("it refused");
            }
            return answer;
        }
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IOException("it closed the connection");
            }
        }
        return buffer.flip();
    }
}

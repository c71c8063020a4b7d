package io.tightship.scan.net;

import io.tightship.model.Reason;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** What a server says to a hello, up to the one message that matters. */
sealed interface ServerAnswer {

    /**
     * A ServerHello, or the HelloRetryRequest of TLS 1.3, which settles version and suite as well.
     *
     * @param version the number on the wire, that of the extension where there is one
     */
    record Hello(int version, int suite) implements ServerAnswer {
    }

    /** A fatal alert. */
    record Alert(int description) implements ServerAnswer {
    }

    /** The connection ended without a word. */
    record Closed() implements ServerAnswer {
    }

    /** No server's first message is longer. */
    int MAX_MESSAGE = 1 << 16;

    /** Reads record by record; blocks as long as the stream does. */
    static ServerAnswer read(InputStream stream) throws IOException, ExchangeFailure {
        ByteArrayOutputStream handshake = new ByteArrayOutputStream();
        while (true) {
            byte[] header = stream.readNBytes(5);
            if (header.length == 0) {
                return new Closed();
            }
            int length = header.length < 5 ? 0 : (header[3] & 0xff) << 8 | header[4] & 0xff;
            boolean known = header[0] == 21 || header[0] == 22;
            if (!known || header.length > 1 && header[1] != 3 || length > (1 << 14) + 2048) {
                throw new ExchangeFailure(Reason.UNPARSABLE, "it does not speak TLS: the answer to a hello begins with "
                        + printable(header));
            }
            byte[] body = stream.readNBytes(length);
            if (header.length < 5 || body.length < length || length == 0) {
                return new Closed();
            }
            if (header[0] == 21) {
                boolean warning = body[0] == 1;
                if (length < 2 || warning && body[1] == 0) {
                    return new Closed();
                }
                if (!warning) {
                    return new Alert(body[1] & 0xff);
                }
            } else {
                handshake.write(body);
                byte[] message = handshake.toByteArray();
                if (message.length >= 4) {
                    int size = (message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | message[3] & 0xff;
                    if (message[0] != 2 || size > MAX_MESSAGE) {
                        throw new ExchangeFailure(Reason.UNPARSABLE, "its first handshake message is no ServerHello");
                    }
                    if (message.length >= 4 + size) {
                        return hello(Arrays.copyOfRange(message, 4, 4 + size));
                    }
                }
            }
        }
    }

    private static Hello hello(byte[] message) throws ExchangeFailure {
        try {
            int version = number(message, 0);
            int at = 34;
            at += 1 + (byteAt(message, at) & 0xff);
            int suite = number(message, at);
            at += 3;
            if (at < message.length) {
                int end = at + 2 + number(message, at);
                at += 2;
                while (at < end) {
                    int length = number(message, at + 2);
                    version = number(message, at) == ClientHello.SUPPORTED_VERSIONS ? number(message, at + 4) : version;
                    at += 4 + length;
                }
            }
            return new Hello(version, suite);
        } catch (EOFException e) {
            throw new ExchangeFailure(Reason.UNPARSABLE, "its ServerHello ends too early");
        }
    }

    private static int number(byte[] message, int at) throws EOFException {
        return (byteAt(message, at) & 0xff) << 8 | byteAt(message, at + 1) & 0xff;
    }

    private static byte byteAt(byte[] message, int at) throws EOFException {
        if (at >= message.length) {
            throw new EOFException();
        }
        return message[at];
    }

    private static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder("'");
        for (byte b : bytes) {
            text.append(b >= 32 && b < 127 ? (char) b : '?');
        }
        return text.append('\'').toString();
    }
}

package io.tightship.report.json;

import io.tightship.report.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** UUIDs of version 5, made of names: the same thing has the same one every night. The JDK's own are version 3. */
final class NameUuid {

    /** Of this program's names; any fixed one would do. */
    private static final UUID NAMES = UUID.fromString("6f1f0e5e-7d3b-4a57-9a55-0c3a1c9b7e21");

    private NameUuid() {
    }

    /** A part cannot run into the next. */
    static UUID of(String... parts) {
        StringBuilder joined = new StringBuilder();
        for (String part : parts) {
            String sound = Text.encodable(part); // as a stored assessment gives it back
            joined.append(sound.length()).append(':').append(sound);
        }
        return of(NAMES, joined.toString());
    }

    static UUID of(UUID namespace, String name) {
        byte[] bytes = Text.encodable(name).getBytes(StandardCharsets.UTF_8);
        try {
            ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(ByteBuffer
                    .allocate(16 + bytes.length).putLong(namespace.getMostSignificantBits())
                    .putLong(namespace.getLeastSignificantBits()).put(bytes).array()));
            long high = hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x5000L;
            long low = hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}

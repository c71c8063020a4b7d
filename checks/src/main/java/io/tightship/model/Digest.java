package io.tightship.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, for identities that stay the same between runs and for the content of readings. */
public final class Digest {

    private Digest() {
    }

    /** 64 hex digits. */
    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * 20 hex digits over the parts; a part cannot run into the next. Half a surrogate pair counts as U+FFFD, which is what
     * stands in a file in its place: so what is read back has the identity that it had.
     */
    public static String identity(String... parts) {
        StringBuilder joined = new StringBuilder();
        for (String part : parts) {
            joined.append(part.length()).append(':').append(part);
        }
        for (int i = 0; i < joined.length(); i++) {
            int point = joined.codePointAt(i);
            if (Character.isSupplementaryCodePoint(point)) {
                i++;
            } else if (Character.isSurrogate(joined.charAt(i))) {
                joined.setCharAt(i, '\uFFFD');
            }
        }
        return sha256(joined.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 20);
    }
}

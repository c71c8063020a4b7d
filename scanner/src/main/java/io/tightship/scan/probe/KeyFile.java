package io.tightship.scan.probe;

import io.tightship.fact.linux.RootKeys;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is stored of a file of authorized keys (sshd(8)): for each line its options and the key's fingerprint. */
public final class KeyFile {

    private KeyFile() {
    }

    /** One line as it is kept; {@code key} is empty where the line is no key that is understood. */
    public record Line(int number, Optional<RootKeys.Key> key) {
    }

    static byte[] project(byte[] raw) {
        List<Object> kept = new ArrayList<>();
        String[] lines = new String(raw, StandardCharsets.UTF_8).split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("line", i + 1);
            int options = 0;
            Optional<String[]> key = key(line);
            if (key.isEmpty()) {
                options = options(line);
                key = key(line.substring(options).strip());
            }
            if (key.isPresent()) {
                one.put("type", key.get()[0]);
                one.put("fingerprint", key.get()[1]);
                one.put("comment", key.get()[2]);
                // An environment may be a secret; the rest of the options says how far the key reaches.
                one.put("options", line.substring(0, options).strip()
                        .replaceAll("(?i)(environment=)\"(?:[^\"\\\\]|\\\\.)*\"", "$1(masked)"));
            }
            kept.add(one);
        }
        return Json.write(Map.of("lines", kept)).getBytes(StandardCharsets.UTF_8);
    }

    /** Where the options end: at the first white space that is not within quotes. */
    private static int options(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ' ' || c == '\t')) {
                return i;
            }
        }
        return line.length();
    }

    /** Type, fingerprint and comment: a key says its own type in its first field. */
    private static Optional<String[]> key(String text) {
        String[] words = text.split("[ \t]+", 3);
        if (words.length < 2) {
            return Optional.empty();
        }
        try {
            byte[] blob = Base64.getDecoder().decode(words[1]);
            int length = blob.length < 4 ? -1 : ByteBuffer.wrap(blob).getInt();
            if (length < 1 || length > blob.length - 4
                    || !new String(blob, 4, length, StandardCharsets.US_ASCII).equals(words[0])) {
                return Optional.empty();
            }
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
            return Optional.of(new String[] {words[0], "SHA256:" + Base64.getEncoder().withoutPadding()
                    .encodeToString(digest), words.length > 2 ? words[2].strip() : ""});
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a reading of the file holds. */
    public static List<Line> lines(Reading reading) throws MalformedDocument {
        List<Line> lines = new ArrayList<>();
        for (Data line : Json.parse(reading.text()).get("lines").list()) {
            int number = line.get("line").number().orElseThrow().intValue();
            lines.add(new Line(number, line.get("fingerprint").text().map(fingerprint -> new RootKeys.Key(fingerprint,
                    line.get("options").text().orElse(""), line.get("comment").text().orElse(""), number))));
        }
        return lines;
    }
}

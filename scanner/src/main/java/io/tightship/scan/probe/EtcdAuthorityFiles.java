package io.tightship.scan.probe;

import io.tightship.scan.data.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How the answer to {@link ProcessProbe.EtcdFileAuthorities} is stored: {@code {"files": {"/…/ca.crt": ["HEX", …]}}}, the
 * fingerprints of each file that etcd's configuration may mean.
 */
final class EtcdAuthorityFiles {

    private static final Pattern NAME = Pattern.compile("(?m)^file (.+)$");

    private EtcdAuthorityFiles() {
    }

    static byte[] project(byte[] raw) {
        Map<String, Object> files = new TreeMap<>();
        String[] parts = new String(raw, StandardCharsets.UTF_8).split("(?m)^(?=file )");
        for (String part : parts) {
            var name = NAME.matcher(part);
            if (name.lookingAt()) {
                files.put(name.group(1), NamedFileContent.fingerprints(part));
            }
        }
        return Json.write(Map.of("files", files)).getBytes(StandardCharsets.UTF_8);
    }
}

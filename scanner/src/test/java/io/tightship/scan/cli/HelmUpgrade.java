package io.tightship.scan.cli;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Fragment;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What {@code helm upgrade} leaves in a cluster's list of Secrets: one revision more, with the values and the version. */
final class HelmUpgrade {

    private HelmUpgrade() {
    }

    /**
     * @param secrets the list before
     * @param chart   the file that is installed, {@code ./NAME-VERSION.tgz}
     * @param values  the file of values, line by line
     * @return the list after
     */
    @SuppressWarnings("unchecked") // documents are maps with text keys
    static String of(String secrets, String namespace, String name, String chart, List<String> values)
            throws MalformedDocument {
        Data list = Json.parse(secrets);
        List<Object> items = new ArrayList<>(list.get("items").list().stream().map(Data::plain).toList());
        Data newest = list.get("items").list().stream().filter(secret -> secret.path("metadata", "labels", "name").text()
                .orElseThrow().equals(name) && secret.path("metadata", "namespace").text().orElseThrow().equals(namespace))
                .max(java.util.Comparator.comparing(secret -> secret.path("metadata", "name").text().orElseThrow()))
                .orElseThrow();
        Data release = Json.parse(unpacked(newest.path("data", "release").text().orElseThrow()));
        int revision = release.get("version").number().orElseThrow().intValueExact() + 1;
        Map<String, Object> changed = (Map<String, Object>) release.plain();
        changed.put("version", revision);
        ((Map<String, Object>) changed.get("info")).put("status", "deployed");
        ((Map<String, Object>) release.path("chart", "metadata").plain()).put("version",
                chart.replaceFirst("^.*-([0-9][^-]*)\\.tgz$", "$1"));
        for (String value : values) {
            Fragment.parse("config." + value).into(changed);
        }
        Map<String, Object> secret = (Map<String, Object>) Json.parse(Json.write(newest)).plain();
        ((Map<String, Object>) secret.get("metadata")).put("name", "sh.helm.release.v1." + name + ".v" + revision);
        ((Map<String, Object>) ((Map<String, Object>) secret.get("metadata")).get("labels")).put("status", "deployed");
        ((Map<String, Object>) secret.get("data")).put("release", packed(Json.write(changed)));
        items.add(secret);
        ((Map<String, Object>) list.plain()).put("items", items);
        return Json.write(list);
    }

    private static String unpacked(String data) {
        byte[] inner = Base64.getDecoder().decode(Base64.getDecoder().decode(data));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(inner))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packed(String release) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(release.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(Base64.getEncoder().encode(bytes.toByteArray()));
    }
}

package io.tightship.scan.dist;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.harrel.jsonschema.SchemaResolver;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A software bill of materials as the build writes it (CycloneDX, JSON). */
record Sbom(String text) {

    /**
     * A thing that is shipped.
     *
     * @param licences by their SPDX ids where they have one, else by their names
     * @param sha256   empty where none is told
     */
    record Component(String group, String name, String version, List<String> licences, String sha256) {
    }

    static Sbom of(Path file) throws IOException {
        return new Sbom(Files.readString(file));
    }

    /** What it describes, and what that consists of. */
    List<Component> components() {
        JsonObject root = JsonParser.parseString(text).getAsJsonObject();
        List<Component> all = new ArrayList<>();
        if (root.has("metadata")) {
            all.add(component(root.getAsJsonObject("metadata").getAsJsonObject("component")));
        }
        root.getAsJsonArray("components").forEach(each -> all.add(component(each.getAsJsonObject())));
        return all;
    }

    private static Component component(JsonObject json) {
        List<String> licences = new ArrayList<>();
        for (JsonElement each : list(json, "licenses")) {
            JsonObject licence = each.getAsJsonObject();
            if (licence.has("expression")) {
                licences.add(licence.get("expression").getAsString());
            } else {
                JsonObject one = licence.getAsJsonObject("license");
                licences.add(one.get(one.has("id") ? "id" : "name").getAsString());
            }
        }
        String sha256 = list(json, "hashes").asList().stream().map(JsonElement::getAsJsonObject)
                .filter(hash -> hash.get("alg").getAsString().equals("SHA-256"))
                .map(hash -> hash.get("content").getAsString()).findFirst().orElse("");
        return new Component(json.has("group") ? json.get("group").getAsString() : "", json.get("name").getAsString(),
                json.get("version").getAsString(), licences, sha256);
    }

    private static JsonArray list(JsonObject json, String name) {
        return json.has(name) ? json.getAsJsonArray(name) : new JsonArray();
    }

    /** What the official schema does not accept. */
    List<String> errors() {
        SchemaResolver beside = uri -> uri.startsWith("http://cyclonedx.org/schema/")
                ? SchemaResolver.Result.fromString(schema(uri.replaceFirst(".*/", ""))) : SchemaResolver.Result.empty();
        Validator.Result result = new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory())
                .withSchemaResolver(beside).validate(schema("bom-1.6.schema.json"), text);
        return result.getErrors().stream().map(error -> error.getInstanceLocation() + ": " + error.getError()).toList();
    }

    private static String schema(String name) {
        try (InputStream content = Sbom.class.getResourceAsStream("/" + name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

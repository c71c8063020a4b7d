package io.tightship.report.json;

import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Validates JSON against a schema of the class path. */
final class JsonSchema {

    private JsonSchema() {
    }

    /** What the schema does not accept. */
    static List<String> errors(String schema, String json) {
        try (InputStream content = JsonSchema.class.getResourceAsStream(schema)) {
            Validator.Result result = new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory())
                    .validate(new String(content.readAllBytes(), StandardCharsets.UTF_8), json);
            return result.getErrors().stream().map(error -> error.getInstanceLocation() + ": " + error.getError())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

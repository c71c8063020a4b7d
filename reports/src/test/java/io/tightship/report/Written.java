package io.tightship.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a writer wrote, for reading it back. */
public record Written(byte[] bytes) {

    public static Written by(ReportWriter writer, SampleAssessment sample) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(sample.assessment(), sample.findings(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Written(out.toByteArray());
    }

    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

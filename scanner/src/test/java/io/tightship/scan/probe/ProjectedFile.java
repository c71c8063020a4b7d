package io.tightship.scan.probe;

import io.tightship.scan.data.MalformedDocument;
import java.nio.charset.StandardCharsets;

/** What a reading of a file would store. */
public final class ProjectedFile {

    private ProjectedFile() {
    }

    /** Of the files of a service, as tar gives them. */
    public static String units(byte[] tar) throws MalformedDocument {
        return new String(UnitDocument.units(tar), StandardCharsets.UTF_8);
    }

    public static String environment(String file) {
        return new String(UnitDocument.environment(file.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    public static String text(NamedFileContent content, String document) {
        return new String(content.project(document.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}

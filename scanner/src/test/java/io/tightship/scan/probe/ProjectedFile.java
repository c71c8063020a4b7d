package io.tightship.scan.probe;

import java.nio.charset.StandardCharsets;

/** What a reading of a file would store. */
public final class ProjectedFile {

    private ProjectedFile() {
    }

    public static String text(NamedFileContent content, String document) {
        return new String(content.project(document.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}

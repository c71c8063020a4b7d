package io.tightship.report.xlsx;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.poi.util.DefaultTempFileCreationStrategy;
import org.apache.poi.util.TempFile;

/** Findings are sensitive: the library's temporary files go to a folder that only the owner can enter. */
final class PrivateTemporaryFiles {

    private static boolean set;

    private PrivateTemporaryFiles() {
    }

    static synchronized void use() throws IOException {
        if (!set) {
            File folder = Files.createTempDirectory("tightship-").toFile();
            folder.deleteOnExit();
            TempFile.setTempFileCreationStrategy(new DefaultTempFileCreationStrategy(folder));
            set = true;
        }
    }
}

package io.tightship.scan.bundle;

import java.io.IOException;
import java.nio.file.Path;

/** A file is not an evidence bundle as this version writes it; the message names the entry and what is wrong. */
public final class DamagedBundle extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedBundle(Path file, String what) {
        super(file + " is refused: " + what);
    }
}

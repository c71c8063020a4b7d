package io.tightship.scan.collect;

import io.tightship.scan.probe.Reader;
import java.util.List;

/** The readers of files' owners and modes, and of what is exported. */
final class FileReaders {

    private FileReaders() {
    }

    static List<Reader<?>> all() {
        return List.of(new PathStatReader(), new CmdDirectivesReader(), new ExportsReader());
    }
}

package io.tightship.library.file;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The table's rows; their sections are those of the components that own the files. */
public final class FileChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return FileRows.all();
    }
}

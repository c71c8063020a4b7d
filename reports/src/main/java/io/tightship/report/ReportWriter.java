package io.tightship.report;

import io.tightship.model.Assessment;
import java.io.IOException;
import java.io.OutputStream;

/** Writes an assessment in one format. */
@FunctionalInterface
public interface ReportWriter {

    /** Leaves {@code out} open. The assessment's totals are those of the findings. */
    void write(Assessment assessment, Findings findings, OutputStream out) throws IOException;
}

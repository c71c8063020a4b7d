package io.tightship.report.files;

import io.tightship.model.Outcome;
import io.tightship.report.Findings;
import io.tightship.report.ReportFormat;
import io.tightship.report.SampleAssessment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Measures what each format takes: arguments are the number of findings (100,000 where none is given) and, where
 * wished, a folder that keeps the files. Heap is the peak, findings and garbage
 * included: run it with a small -Xmx.
 */
public final class ReportsBenchmark {

    private static final int RULES = 200;

    private ReportsBenchmark() {
    }

    public static void main(String[] arguments) throws IOException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        Path folder = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("tightship-bench-");
        SampleAssessment sample = SampleAssessment.ofSize(RULES, count / RULES);
        Findings findings = sample.findings();
        System.out.printf(Locale.ROOT, "%,d findings: %d rules, %d nodes; %d failed, %d not judged%n", findings.count(),
                RULES, count / RULES, findings.totals().count(Outcome.FAIL),
                findings.totals().count(Outcome.ERROR));
        System.out.printf("%-16s %9s %10s %10s%n", "file", "seconds", "megabytes", "peak MiB");
        for (ReportFormat format : ReportFormat.values()) {
            resetPeaks();
            long from = System.nanoTime();
            Path file = folder.resolve(format.fileName());
            ReportFiles.write(file, ReportFiles.writer(format), sample.assessment(), findings);
            double seconds = (System.nanoTime() - from) / 1e9;
            System.out.printf(Locale.ROOT, "%-16s %9.2f %10.2f %10d%n", file.getFileName(), seconds,
                    Files.size(file) / 1e6, peak());
        }
    }

    private static void resetPeaks() {
        System.gc();
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static long peak() {
        return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20;
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }
}

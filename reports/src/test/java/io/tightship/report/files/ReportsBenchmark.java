package io.tightship.report.files;

import io.tightship.model.Outcome;
import io.tightship.report.ReportFormat;
import io.tightship.report.SampleAssessment;
import io.tightship.report.json.StoredAssessment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures what each format takes, for each number of findings among the arguments (1,000, 100,000 and 1,000,000 where
 * there is none). The reports are made as {@code tightship report} makes them: of an {@code assessment.json}, which is
 * read anew for each pass. Heap is the peak, garbage included, so run it with a small -Xmx:
 * <pre>
 * mvn -q -pl checks,reports test-compile dependency:build-classpath -Dmdep.outputFile=/tmp/class-path
 * java -Xmx512m -cp reports/target/test-classes:reports/target/classes:checks/target/classes:$(cat /tmp/class-path) \
 *     io.tightship.report.files.ReportsBenchmark
 * </pre>
 */
public final class ReportsBenchmark {

    private static final int RULES = 200;

    private ReportsBenchmark() {
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("tightship-bench-");
        try {
            for (String count : arguments.length > 0 ? arguments : new String[] {"1000", "100000", "1000000"}) {
                measure(Integer.parseInt(count), folder);
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void measure(int count, Path folder) throws IOException {
        SampleAssessment made = SampleAssessment.ofSize(RULES, count / RULES);
        System.out.printf(Locale.ROOT, "%n%,d findings: %d rules, %,d nodes; %,d failed, %,d not judged%n",
                made.findings().count(), RULES, count / RULES, made.findings().totals().count(Outcome.FAIL),
                made.findings().totals().count(Outcome.ERROR));
        System.out.printf("%-30s %9s %10s %10s%n", "file", "seconds", "megabytes", "peak MiB");
        Path stored = folder.resolve("stored.json");
        ReportFiles.write(stored, ReportFiles.writer(ReportFormat.JSON, List.of()), made.assessment(), made.findings());
        try (StoredAssessment assessment = StoredAssessment.open(stored)) {
            for (ReportFormat format : ReportFormat.values()) {
                resetPeaks();
                long from = System.nanoTime();
                Path file = folder.resolve(format.fileName());
                ReportFiles.write(file, ReportFiles.writer(format, List.of()), assessment.assessment(), assessment);
                double seconds = (System.nanoTime() - from) / 1e9;
                System.out.printf(Locale.ROOT, "%-30s %9.2f %10.2f %10d%n", file.getFileName(), seconds,
                        Files.size(file) / 1e6, peak());
                Files.delete(file);
            }
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

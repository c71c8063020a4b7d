package io.tightship.report;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The formats of a report, by the words of {@code --format}. */
public enum ReportFormat {
    HTML("html", "report.html"),
    XLSX("xlsx", "report.xlsx"),
    CSV("csv", "findings.csv"),
    JSON("json", "assessment.json"),
    JUNIT("junit", "junit.xml"),
    SARIF("sarif", "report.sarif"),
    OSCAL("oscal", "oscal-assessment-results.json"),
    MARKDOWN("markdown", "summary.md"),
    PROMETHEUS("prometheus", "tightship.prom");

    private final String word;
    private final String fileName;

    ReportFormat(String word, String fileName) {
        this.word = word;
        this.fileName = fileName;
    }

    public String word() {
        return word;
    }

    public String fileName() {
        return fileName;
    }

    /**
     * Reads words separated by commas; {@code all} is every format.
     *
     * @throws IllegalArgumentException naming the word that is no format and those that are
     */
    public static Set<ReportFormat> parse(String words) {
        Set<ReportFormat> formats = EnumSet.noneOf(ReportFormat.class);
        for (String item : words.split(",", -1)) {
            String wanted = item.strip().toLowerCase(Locale.ROOT);
            if (wanted.equals("all")) {
                formats.addAll(EnumSet.allOf(ReportFormat.class));
            } else {
                formats.add(Arrays.stream(values()).filter(format -> format.word.equals(wanted)).findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("'" + item.strip() + "' is not a report format;"
                                + " these are: " + known())));
            }
        }
        return formats;
    }

    private static String known() {
        return Arrays.stream(values()).map(ReportFormat::word).collect(Collectors.joining(", ")) + ", all";
    }
}

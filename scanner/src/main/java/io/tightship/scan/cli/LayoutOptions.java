package io.tightship.scan.cli;

import io.tightship.report.files.Layout;
import picocli.CommandLine.Option;

/** How reports that may be several files are laid out. */
final class LayoutOptions {

    @Option(names = "--junit", paramLabel = "FORM", defaultValue = "single",
            description = "single: junit.xml; split: one file for each target in the folder junit "
                    + "(default: ${DEFAULT-VALUE}).")
    private String junit;

    @Option(names = "--html-assets", paramLabel = "FORM", defaultValue = "inline",
            description = "inline: report.html alone; external: style and script in files beside it, for servers that "
                    + "refuse what is written in a page, as Jenkins does (default: ${DEFAULT-VALUE}).")
    private String htmlAssets;

    Layout layout() {
        return new Layout(isSecond("--junit", junit, "single", "split"),
                isSecond("--html-assets", htmlAssets, "inline", "external"));
    }

    private static boolean isSecond(String option, String word, String first, String second) {
        if (!word.equals(first) && !word.equals(second)) {
            throw new UsageError(option + ": '" + word + "' is neither " + first + " nor " + second);
        }
        return word.equals(second);
    }
}

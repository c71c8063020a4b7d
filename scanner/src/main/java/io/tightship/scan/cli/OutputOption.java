package io.tightship.scan.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where reports go. */
final class OutputOption {

    @Option(names = {"-o", "--output"}, paramLabel = "DIR", defaultValue = "tightship-reports",
            description = "The folder for the reports (default: ${DEFAULT-VALUE}).")
    Path folder;
}

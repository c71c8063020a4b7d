package io.tightship.scan.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options on what of the findings counts. */
final class JudgementOptions {

    @Option(names = "--waivers", paramLabel = "FILE",
            description = "Waivers and attestations, YAML or CSV; may be repeated.")
    List<Path> waivers = new ArrayList<>();

    @Option(names = "--no-waivers", description = "Nothing is waived, not even by maintenance.")
    boolean noWaivers;
}

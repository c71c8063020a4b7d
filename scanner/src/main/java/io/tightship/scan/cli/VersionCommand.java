package io.tightship.scan.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code tightship version}. */
@Command(name = "version", mixinStandardHelpOptions = true, description = "Prints the version.")
final class VersionCommand implements Runnable {

    @ParentCommand
    private Main main;

    @Override
    public void run() {
        main.console().print(new Version().getVersion()[0]);
    }
}

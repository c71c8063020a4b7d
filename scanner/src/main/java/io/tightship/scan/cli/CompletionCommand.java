package io.tightship.scan.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code tightship completion}: for {@code source <(tightship completion)} in bash and zsh. */
@Command(name = "completion", mixinStandardHelpOptions = true, description = "Prints completions for bash and zsh.")
final class CompletionCommand implements Runnable {

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        main.console().print(AutoComplete.bash("tightship", spec.root().commandLine()));
    }
}

package io.tightship.scan.cli;

import io.tightship.scan.access.ClusterAccess;
import io.tightship.scan.access.HostAccess;
import io.tightship.scan.access.RelayAccess;
import io.tightship.scan.access.SwitchAccess;
import io.tightship.scan.probe.DryRun;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tightship access}: what an operator installs so that the plan can be carried out, and nothing beyond it. */
@Command(name = "access", mixinStandardHelpOptions = true,
        description = "Prints what must be granted for the plan of an inventory, and sends nothing.")
final class AccessCommand implements Runnable {

    /** What can be printed. */
    enum Grant {
        SUDOERS, HELPER, SSHD, RBAC, SWITCH
    }

    @ParentCommand
    private Main main;

    @Option(names = {"-i", "--inventory"}, paramLabel = "FILE", required = true, description = "The inventory.")
    private Path file;

    @Parameters(paramLabel = "WHAT", description = "sudoers: rules for hosts whose connections say privilege: helper "
            + "or commands. helper: the script that the rule of privilege: helper runs. sshd: for each node the places that its "
            + "sshd must let us connect to, where it forbids forwarding. rbac: a ClusterRole and its "
            + "binding. switch: commands for the switches.")
    private Grant grant;

    @Option(names = "--allow-dry-run", description = "For runs of scan with the same option: the dry run of a pod, too.")
    private boolean allowDryRun;

    @Mixin
    private ScanOptions options = new ScanOptions();

    @Override
    public void run() {
        Audit audit = Audit.prepare(file, options, new JudgementOptions(), DryRun.of(allowDryRun));
        HostAccess access = HostAccess.of(audit.plan(), audit.inventory());
        try {
            switch (grant) {
                case SUDOERS -> print(access.sudoers(), "privilege: helper or privilege: commands");
                case HELPER -> print(access.helper(), "privilege: helper");
                case SSHD -> print(RelayAccess.of(audit.plan(), audit.inventory()).configuration());
                case RBAC -> print(ClusterAccess.of(audit.plan()).rbac());
                case SWITCH -> print(SwitchAccess.of(audit.plan(), audit.inventory()).commands());
            }
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage());
        }
    }

    /** Byte for byte: a digest is made of it. */
    private void print(Optional<String> text, String wanted) {
        print(text.orElseThrow(() -> new UsageError("no connection of a planned host says " + wanted)));
    }

    private void print(Optional<String> text) {
        print(text.orElseThrow(() -> new UsageError("the plan asks none of these")));
    }

    private void print(String text) {
        main.console().out().print(text);
        main.console().out().flush();
    }
}

package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.LoginProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.List;
import java.util.regex.Pattern;

/** Where the configuration of each running sshd tells connections apart. */
record SshdMatchFiles() implements Derived {

    @Override
    public NodeProbe source() {
        return SshdDaemons.PROCESSES;
    }

    @Override
    public Pattern allowed() {
        return SshdDaemons.CONFIGURATION;
    }

    @Override
    public int max() {
        return 4;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of(new LoginProbe.SshdMatches(path));
    }

    @Override
    public List<NodeProbe> usual() {
        return shapes(SshdDaemons.USUAL);
    }

    @Override
    public String description() {
        return "the Match blocks of the FILE of each running sshd, at most " + max();
    }

    @Override
    public List<NodeProbe> derive(Reading processes) {
        return ProcessTable.visible(processes) instanceof Fact.Known<ProcessTable>(ProcessTable table, var sources)
                ? SshdDaemons.daemons(table).values().stream().map(SshdDaemons.Daemon::file).distinct()
                .map(file -> (NodeProbe) new LoginProbe.SshdMatches(file)).toList() : List.of();
    }
}

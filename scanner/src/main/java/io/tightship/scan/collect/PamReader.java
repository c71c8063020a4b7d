package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.PamStack;
import io.tightship.fact.linux.SshdBlocks;
import io.tightship.fact.linux.SshdConfiguration;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.LoginProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.Tar;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the account stack of the PAM service that each running sshd uses. */
final class PamReader implements Reader<PerSubject<PamStack>> {

    /** sshd's keyword for the PAM service, which releases before 9.8 do not have. */
    private static final String SERVICE = "pamservicename";
    private static final NodeProbe LOCAL = new FileProbe.ReadTree("/etc/pam.d");
    /** Where newer distributions keep what packages bring; a file of the same name in /etc/pam.d wins. */
    private static final NodeProbe VENDOR = new FileProbe.ReadTree("/usr/lib/pam.d");

    @Override
    public String family() {
        return PamStack.OF_SSHD.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<PamStack>> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), SshdDaemons.PROCESSES, LOCAL, VENDOR)
                .with(SshdReader.visitor(site), new SshdMatchFiles()));
    }

    @Override
    public Fact<PerSubject<PamStack>> read(Target target, FactKey<PerSubject<PamStack>> key, SiteView site,
                                           Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        Reading local = readings.get(session, LOCAL);
        Map<String, String> files = new TreeMap<>();
        StringBuilder words = new StringBuilder();
        for (Reading reading : List.of(local, readings.get(session, VENDOR))) {
            switch (reading.status()) {
                case Reading.Status.Unread unread -> {
                    return reading.unavailable(unread.reason(), unread.detail());
                }
                case Reading.Status.Absent absent -> { }
                case Reading.Status.Read read -> {
                    words.append(read.words()).append('\n');
                    try {
                        Tar.entries(reading.body()).values().stream().filter(entry -> !entry.folder())
                                .forEach(entry -> files.put(entry.path(), entry.text()));
                    } catch (MalformedDocument e) {
                        return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                    }
                }
            }
        }
        if (files.isEmpty()) {
            return local.unavailable(Reason.BLIND, "no PAM service file was found in /etc/pam.d or /usr/lib/pam.d");
        }
        String unreadable = words.toString().strip();
        return SshdReader.daemons(session, readings).map(daemons -> {
            Map<String, Fact<PamStack>> members = new TreeMap<>();
            daemons.forEach((name, daemon) -> {
                Fact<SshdConfiguration> told = SshdReader.configuration(daemon, readings.get(session,
                        SshdReader.visitor(site).probe(daemon)));
                members.put(name, switch (told) {
                    case Fact.Known<SshdConfiguration> known -> stack(known.value().value(SERVICE).orElse(daemon.service()),
                            files, local, unreadable);
                    case Fact.Unavailable<SshdConfiguration>(String where, Reason reason, String detail) ->
                            Fact.unavailable(where, reason, detail);
                });
                if (told instanceof Fact.Known<SshdConfiguration> known && known.value().value(SERVICE).isPresent()) {
                    members.putAll(ofBlocks(name, SshdBlocksReader.blocks(daemon.file(), readings.get(session,
                            new LoginProbe.SshdMatches(daemon.file()))), files, local, unreadable));
                }
            });
            return PerSubject.of(members);
        });
    }

    /** From OpenSSH 9.8 on a Match block may name another service. */
    private static Map<String, Fact<PamStack>> ofBlocks(String name, Fact<SshdBlocks> blocks, Map<String, String> files,
                                                        Reading reading, String unreadable) {
        Map<String, Fact<PamStack>> members = new TreeMap<>();
        switch (blocks) {
            case Fact.Unavailable<SshdBlocks>(String where, Reason reason, String detail) ->
                    members.put(name + ", Match blocks", Fact.unavailable(where, reason, detail));
            case Fact.Known<SshdBlocks> known -> known.value().setting(SERVICE).forEach(block -> members.put(name + ", Match "
                    + block.criteria(), stack(block.keywords().get(SERVICE), files, reading, unreadable)));
        }
        return members;
    }

    private static Fact<PamStack> stack(String service, Map<String, String> files, Reading reading, String unreadable) {
        if (unreadable.lines().anyMatch(line -> line.contains("/" + service + ": "))) {
            return reading.unavailable(Reason.FORBIDDEN, unreadable.lines().findFirst().orElse(unreadable));
        }
        try {
            return Fact.known(new PamStack(service, new PamFiles(files, List.of("/etc/pam.d", "/usr/lib/pam.d"))
                    .account(service)), reading.source(Witness.ON_DISK, "/etc/pam.d/" + service));
        } catch (MalformedDocument e) {
            return reading.unavailable(unreadable.isEmpty() ? Reason.UNPARSABLE : Reason.FORBIDDEN,
                    e.getMessage() + (unreadable.isEmpty() ? "" : " (" + unreadable.lines().findFirst().orElse("")
                    + ")"));
        }
    }
}

package io.tightship.scan.probe;

import io.tightship.fact.reach.Connection;
import io.tightship.model.Reason;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.inventory.NodeConnection.Privilege;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes readings of what a shell printed for a {@link ShellScript}. Only whole frames in the script's own order count;
 * for everything else there is the reason why the session ended.
 */
final class ShellAnswers {

    private static final Pattern PORT = Pattern.compile("([0-9]{1,5}) ([0-9]{1,3}) ?(.*)");
    private static final Pattern END = Pattern.compile("E ([0-9]{1,6}) ([0-9.]{1,20}) ([0-9.]{1,20}) ([0-9]{1,3})");

    /** One whole frame. */
    private record Frame(int exit, Duration duration, byte[] output, String words) {
    }

    private ShellAnswers() {
    }

    /**
     * @param output what the shell printed until it, or the session, ended
     * @param end    why a frame may be missing: the reason and words of the session's end
     */
    static List<Reading> readings(SessionId session, ShellScript script, byte[] output, Instant at,
                                  SessionFailure end) {
        Map<Integer, Frame> frames = frames(script, output);
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < script.probes().size(); i++) {
            NodeProbe probe = script.probes().get(i);
            Frame frame = frames.get(i);
            readings.add(frame == null
                    ? Reading.unread(session, probe, at, Duration.ZERO, end)
                    : reading(session, probe, frame, script.privilege(), at));
        }
        return readings;
    }

    private static Map<Integer, Frame> frames(ShellScript script, byte[] output) {
        Map<Integer, Frame> frames = new HashMap<>();
        String mark = script.nonce() + " ";
        int expected = 0;
        StringBuilder body = new StringBuilder();
        StringBuilder words = new StringBuilder();
        Matcher ended = null;
        boolean begun = false;
        for (String line : new String(output, StandardCharsets.ISO_8859_1).split("\n")) {
            if (!line.startsWith(mark)) {
                if (begun) {
                    (ended == null ? body : words).append(line.strip());
                }
                continue;
            }
            String rest = line.substring(mark.length()).strip();
            if (begun && ended != null) { // the words of the frame before end where the next mark begins
                put(frames, expected, ended, body, words);
                expected++;
                begun = false;
                ended = null;
            }
            if (rest.equals("B " + expected)) {
                begun = true;
                body.setLength(0);
                words.setLength(0);
            } else if (begun && rest.startsWith("E " + expected + " ") && END.matcher(rest) instanceof Matcher end
                    && end.matches()) {
                ended = end;
            } else {
                break; // "D", or something that no script of ours prints
            }
        }
        return frames;
    }

    private static void put(Map<Integer, Frame> frames, int index, Matcher end, StringBuilder body,
                            StringBuilder words) {
        try {
            double seconds = Double.parseDouble(end.group(3)) - Double.parseDouble(end.group(2));
            frames.put(index, new Frame(Integer.parseInt(end.group(4)),
                    Duration.ofMillis(Math.max(0, Math.round(seconds * 1000))),
                    Base64.getDecoder().decode(body.toString()),
                    new String(Base64.getDecoder().decode(words.toString()), StandardCharsets.UTF_8).strip()));
        } catch (IllegalArgumentException broken) {
            // Not base64, or no number: the frame is not whole, and its probe stays unread.
        }
    }

    private static Reading reading(SessionId session, NodeProbe probe, Frame frame, Privilege privilege, Instant at) {
        boolean cut = frame.output().length > probe.cap();
        Optional<Reading.Status.Unread> trouble = refusal(probe, frame, privilege)
                .or(() -> trouble(probe, frame, cut));
        if (trouble.isPresent()) {
            return Reading.unread(session, probe, at, frame.duration(), trouble.get().reason(),
                    trouble.get().detail());
        }
        return switch (probe) {
            case FileProbe.ReadFile file when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, file.path() + ": No such file or directory");
            case ProcessProbe.ProcessStart start when frame.exit() != 0 -> absentOrUnread(session, probe, frame, at,
                    "'" + start.path() + "' for reading: No such file or directory");
            case ProcessProbe.ProcessStart start -> read(session, probe, frame, at, frame.output());
            case FileProbe.NamedFile file when frame.exit() != 0 -> absentOrUnread(session, probe, frame, at,
                    file.paths().getFirst() + ": No such file or directory");
            case FileProbe.NamedFile file -> read(session, probe, frame, at,
                    file.content().project(frame.output()));
            case ProcessProbe.EtcdAuthority authority when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case ProcessProbe.EtcdAuthority authority -> read(session, probe, frame, at,
                    NamedFileContent.CERTIFICATES.project(frame.output()));
            case ProcessProbe.EtcdFileAuthorities authorities when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, authorities.file() + ": No such file or directory");
            case ProcessProbe.EtcdFileAuthorities authorities -> read(session, probe, frame, at,
                    EtcdAuthorityFiles.project(frame.output()));
            case FileProbe.ReadTree tree when frame.exit() != 0 && frame.words().lines().anyMatch(line ->
                    line.contains(tree.path() + ": Cannot stat: ") || line.contains(tree.path() + ": Cannot open: ")) ->
                    absentOrUnread(session, probe, frame, at,
                            tree.path() + ": Cannot stat: No such file or directory");
            case FileProbe.ReadTree tree when frame.output().length == 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case LoginProbe.AuthorizedKeys keys when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, keys.path() + ": No such file or directory");
            case LoginProbe.AuthorizedKeys keys -> read(session, probe, frame, at,
                    KeyFile.project(frame.output()));
            case LoginProbe.UserEntry user when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case LoginProbe.UserEntry user -> read(session, probe, frame, at, frame.output());
            case ProcessProbe.Processes processes -> read(session, probe, frame, at,
                    ProcessTable.project(frame.output()));
            case HostNetworkProbe.Connect connect -> connection(session, connect, frame, at);
            case HostNetworkProbe.Connects connects when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case HostNetworkProbe.Connects connects -> read(session, probe, frame, at, results(frame.output()));
            case BcmProbe.Cmsh cmsh when frame.exit() != 0 -> absentOrUnread(session, probe, frame, at, "\u0000");
            case FileProbe.ReadFile file -> read(session, probe, frame, at, frame.output());
            case FileProbe.ReadTree tree -> read(session, probe, frame, at, frame.output());
            // 1 is grep's word for "no such line"; what it could not read it says with another one.
            case ProcessProbe.EtcdEnvironment environment when frame.exit() > 1 || !frame.words().isEmpty() ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case FileProbe.ClientCertificates certificates when frame.exit() > 1 || !frame.words().isEmpty() ->
                    absentOrUnread(session, probe, frame, at, certificates.path() + ": No such file or directory");
            case FileProbe.ClientCertificates certificates -> read(session, probe, frame, at,
                    KubeconfigCertificates.project(frame.output()));
            case BcmProbe.CmdDirectives directives when frame.exit() > 1 || !frame.words().isEmpty() ->
                    absentOrUnread(session, probe, frame, at, directives.place() + ": No such file or directory");
            case BcmProbe.CmdDirectives directives -> read(session, probe, frame, at, frame.output());
            // 1 is grep's word for "no such line".
            case BcmProbe.ModuleKubeconfigs modules when frame.exit() > 1 || !frame.words().isEmpty() ->
                    absentOrUnread(session, probe, frame, at, modules.place() + ": No such file or directory");
            case BcmProbe.ModuleKubeconfigs modules -> read(session, probe, frame, at, frame.output());
            // 2 is grep's word for a file that it could not read; which one stands on stderr.
            case HostNetworkProbe.NginxConfiguration nginx when frame.exit() > 2 || frame.output().length == 0 ->
                    absentOrUnread(session, probe, frame, at, nginx.place() + ": No such file or directory");
            case HostNetworkProbe.NginxConfiguration nginx -> read(session, probe, frame, at,
                    NginxFiles.project(frame.output()));
            case ProcessProbe.EtcdEnvironment environment -> read(session, probe, frame, at, frame.output());
            case FileProbe.Paths paths when frame.words().lines().anyMatch(line ->
                    line.contains("'" + paths.root() + "': ")) -> absentOrUnread(session, probe, frame, at,
                    "'" + paths.root() + "': No such file or directory");
            // find says 1 where it could not look somewhere, and names the place on stderr.
            case FileProbe.Paths paths when frame.exit() > 1 || frame.exit() == 1 && frame.words().isEmpty() ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case FileProbe.Paths paths -> read(session, probe, frame, at, frame.output());
            case HostNetworkProbe.FirewallRules rules when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case HostNetworkProbe.FirewallRules rules -> read(session, probe, frame, at, frame.output());
            case HostNetworkProbe.LegacyRules rules when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case HostNetworkProbe.LegacyRules rules -> read(session, probe, frame, at, frame.output());
            case HostNetworkProbe.NftablesRules rules when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case HostNetworkProbe.NftablesRules rules -> read(session, probe, frame, at, frame.output());
            case HostNetworkProbe.AddressSets sets when frame.exit() != 0 -> absentOrUnread(session, probe, frame, at, "\u0000");
            case HostNetworkProbe.AddressSets sets -> read(session, probe, frame, at, frame.output());
            case HostNetworkProbe.Listeners listeners when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case HostNetworkProbe.Listeners listeners -> read(session, probe, frame, at, frame.output());
            case BcmProbe.FirewallRole role when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case BcmProbe.FirewallRole role -> read(session, probe, frame, at, frame.output());
            case RuntimeProbe.DriverGpus gpus when frame.exit() != 0 || !frame.words().isEmpty() -> absentOrUnread(session,
                    probe, frame, at, "'" + gpus.place() + "': No such file or directory");
            case RuntimeProbe.DriverGpus gpus -> read(session, probe, frame, at, frame.output());
            case RuntimeProbe.ToolkitVersion version when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case RuntimeProbe.ToolkitVersion version -> read(session, probe, frame, at, frame.output());
            case BcmProbe.DeviceRoles roles when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case BcmProbe.DeviceRoles roles -> read(session, probe, frame, at, frame.output());
            case BcmProbe.AdmissionControl role when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case BcmProbe.AdmissionControl role -> read(session, probe, frame, at, frame.output());
            case ProcessProbe.ProxyConfiguration file when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, file.path() + ": No such file or directory");
            case ProcessProbe.ProxyConfiguration file -> read(session, probe, frame, at,
                    ProxyDocument.project(frame.output()));
            case FileProbe.Changed changed when frame.exit() != 0 || !frame.words().isEmpty() ->
                    absentOrUnread(session, probe, frame, at, "'" + changed.path() + "': No such file or directory");
            case FileProbe.Changed changed -> read(session, probe, frame, at, frame.output());
            case ProcessProbe.BootTime time when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case ProcessProbe.BootTime time -> read(session, probe, frame, at, frame.output());
            case RuntimeProbe.CniConfigurations cni when frame.exit() > 1 || !frame.words().isEmpty() ->
                    absentOrUnread(session, probe, frame, at, "'" + cni.folder() + "': No such file or directory");
            case RuntimeProbe.CniConfigurations cni -> read(session, probe, frame, at,
                    CniDocuments.project(frame.output()));
            // A folder that is not there is one that containerd does not have: the other one may tell.
            case RuntimeProbe.ContainerdFolders folders when frame.exit() > 2 || frame.words().lines().anyMatch(line ->
                    !line.endsWith(": No such file or directory")) ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case RuntimeProbe.ContainerdFolders folders -> read(session, probe, frame, at, frame.output());
            case ServiceProbe.ServiceState state when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case ServiceProbe.ServiceState state -> read(session, probe, frame, at, frame.output());
            case ServiceProbe.UnitFiles unit when frame.exit() > 2 || frame.words().lines().anyMatch(line ->
                    !line.endsWith(": No such file or directory")
                            && !line.endsWith("Exiting with failure status due to previous errors")) ->
                    absentOrUnread(session, probe, frame, at, "\u0000");
            case ServiceProbe.UnitFiles unit -> units(session, unit, frame, at);
            case ServiceProbe.UnitEnvironment file when frame.exit() != 0 ->
                    absentOrUnread(session, probe, frame, at, file.path() + ": No such file or directory");
            case ServiceProbe.UnitEnvironment file -> read(session, probe, frame, at,
                    UnitDocument.environment(frame.output()));
            case LoginProbe.SshdTest test -> read(session, probe, frame, at, frame.output());
            // A place that is not there is one that nothing is included from.
            case LoginProbe.SshdMatches matches when frame.exit() > 2 || frame.words().lines().anyMatch(line ->
                    !line.endsWith(": No such file or directory")) -> absentOrUnread(session, probe, frame, at, "\u0000");
            case LoginProbe.SshdMatches matches -> read(session, probe, frame, at, SshdLines.project(frame.output()));
            case BcmProbe.Cmsh cmsh -> read(session, probe, frame, at, frame.output());
        };
    }

    private static Reading units(SessionId session, ServiceProbe.UnitFiles unit, Frame frame, Instant at) {
        try {
            return read(session, unit, frame, at, UnitDocument.units(frame.output()));
        } catch (MalformedDocument e) {
            return Reading.unread(session, unit, at, frame.duration(), Reason.UNPARSABLE, e.getMessage());
        }
    }

    /** What the way to the needed rights refused, before the command itself could say anything. */
    private static Optional<Reading.Status.Unread> refusal(NodeProbe probe, Frame frame, Privilege privilege) {
        return switch (privilege) {
            case NONE, ROOT_LOGIN -> Optional.empty();
            case HELPER -> frame.exit() == HelperScript.REFUSED && frame.words().startsWith(HelperScript.REFUSES)
                    ? Optional.of(new Reading.Status.Unread(Reason.REFUSED, Ungranted.why(probe, privilege).map(why ->
                    HelperScript.REFUSES + why).orElse(frame.words()))) : Optional.empty();
            case COMMANDS -> frame.exit() == 127 && probe.privileged()
                    ? Optional.of(new Reading.Status.Unread(Reason.TOOL_MISSING, "the host has no sudo" + says(frame)))
                    : frame.exit() != 1 || !probe.privileged() ? Optional.empty()
                    : SudoCommand.refusal(frame.words()).map(words -> words.endsWith(": command not found")
                    ? new Reading.Status.Unread(Reason.TOOL_MISSING, words)
                    : new Reading.Status.Unread(Reason.FORBIDDEN, "sudo does not run '"
                    + ShellWords.quoted(SudoCommand.words(probe)) + "': " + words
                    + Ungranted.why(probe, privilege).map(why -> " (" + why + ")").orElse("")));
        };
    }

    private static Optional<Reading.Status.Unread> trouble(NodeProbe probe, Frame frame, boolean cut) {
        if (frame.exit() == 127) {
            return Optional.of(new Reading.Status.Unread(Reason.TOOL_MISSING, "the host has no "
                    + probe.words().getFirst() + says(frame)));
        }
        if (frame.exit() == 126) {
            return Optional.of(new Reading.Status.Unread(Reason.FORBIDDEN, probe.words().getFirst()
                    + " may not be run" + says(frame)));
        }
        if (cut) {
            return Optional.of(new Reading.Status.Unread(Reason.TRUNCATED, "the answer to '" + probe.command()
                    + "' is longer than " + probe.cap() + " bytes"));
        }
        if (frame.exit() == 124 && !(probe instanceof HostNetworkProbe.Connect)) {
            return Optional.of(new Reading.Status.Unread(Reason.TIMED_OUT, "'" + probe.command()
                    + "' gave no answer within " + probe.seconds() + " s"));
        }
        return Optional.empty();
    }

    private static Reading absentOrUnread(SessionId session, NodeProbe probe, Frame frame, Instant at,
                                          String absence) {
        String words = frame.words();
        if (words.contains(absence)) {
            return Reading.absent(session, probe, at, frame.duration(), words);
        }
        boolean denied = words.contains("Permission denied") || words.contains("Operation not permitted");
        return Reading.unread(session, probe, at, frame.duration(), denied ? Reason.FORBIDDEN : Reason.UNPARSABLE,
                "'" + probe.command() + "' ended with status " + frame.exit() + says(frame));
    }

    private static Reading connection(SessionId session, HostNetworkProbe.Connect probe, Frame frame, Instant at) {
        String words = frame.words();
        Optional<Connection> result = result(frame.exit(), words);
        if (result.isPresent()) {
            return read(session, probe, frame, at, result.get().name().getBytes(StandardCharsets.UTF_8));
        }
        boolean name = words.contains("Name or service not known") || words.contains("name resolution");
        return Reading.unread(session, probe, at, frame.duration(), name ? Reason.UNREACHABLE : Reason.UNPARSABLE,
                name ? "the host cannot resolve the name " + probe.host()
                        : "the connect to " + probe.place() + " ended with status " + frame.exit() + says(frame));
    }

    private static Optional<Connection> result(int exit, String words) {
        return switch (exit) {
            case 0 -> Optional.of(Connection.CONNECTED);
            case 124 -> Optional.of(Connection.TIMED_OUT);
            default -> words.contains("Connection refused") ? Optional.of(Connection.REFUSED)
                    : words.contains("Connection timed out") ? Optional.of(Connection.TIMED_OUT)
                    : words.contains("No route to host") || words.contains("Network is unreachable")
                    ? Optional.of(Connection.UNREACHABLE) : Optional.empty();
        };
    }

    /** Lines {@code PORT STATUS WORDS} as {@code PORT RESULT}, by port; what is not understood is left out. */
    private static byte[] results(byte[] output) {
        TreeMap<Integer, String> byPort = new TreeMap<>();
        for (String line : new String(output, StandardCharsets.UTF_8).split("\n")) {
            Matcher parts = PORT.matcher(line);
            if (parts.matches()) {
                result(Integer.parseInt(parts.group(2)), parts.group(3)).ifPresent(result ->
                        byPort.put(Integer.valueOf(parts.group(1)), result.name()));
            }
        }
        StringBuilder text = new StringBuilder();
        byPort.forEach((port, result) -> text.append(port).append(' ').append(result).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Reading read(SessionId session, NodeProbe probe, Frame frame, Instant at, byte[] body) {
        return Reading.read(session, probe, at, frame.duration(), frame.exit(), frame.words(), body);
    }

    private static String says(Frame frame) {
        return frame.words().isEmpty() ? "" : ": " + frame.words().lines().findFirst().orElse("");
    }
}

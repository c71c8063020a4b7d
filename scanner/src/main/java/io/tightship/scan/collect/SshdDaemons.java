package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.LoginProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each running sshd says of its own configuration to one kind of visitor: asked of the daemon's own file.
 *
 * @param user    who logs in
 * @param host    from which host name
 * @param address from which address
 */
record SshdDaemons(String user, String host, String address) implements Derived {

    static final NodeProbe PROCESSES = new ProcessProbe.Processes();

    /** What sshd reads where it was given no other file. */
    static final String USUAL = "/etc/ssh/sshd_config";

    /** sshd prints parsed keywords only, never the file: nothing else can be read by naming it. */
    static final Pattern CONFIGURATION = Pattern.compile("/[^\\x00-\\x1f]*sshd[A-Za-z0-9._-]*config[A-Za-z0-9._-]*");

    /** sshd's options that take a value, after any that take none. */
    private static final Pattern WITH_VALUE = Pattern.compile("-[46DGQRTdeiqrtV]*([CEbcfghkopu])(.*)", Pattern.DOTALL);

    /** What is asked of sshd's configuration, and what could change any of it. */
    private static final Set<String> ASKED = Set.of("usepam", "permitrootlogin", "passwordauthentication",
            "kbdinteractiveauthentication", "challengeresponseauthentication", "skeyauthentication", "pamservicename",
            "authorizedkeysfile", "authorizedkeyscommand", "trustedusercakeys", "include", "match");

    /**
     * A running daemon.
     *
     * @param name       stable between nights
     * @param service    the PAM service where the configuration does not name one: sshd's own program name
     * @param overridden keywords that its command line sets, lower case: asked by its file alone, sshd does not tell these
     */
    record Daemon(String name, String file, String service, SortedSet<String> overridden) {
    }

    @Override
    public NodeProbe source() {
        return PROCESSES;
    }

    @Override
    public Pattern allowed() {
        return CONFIGURATION;
    }

    @Override
    public int max() {
        return 4;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of(new LoginProbe.SshdTest(path, user, host, address));
    }

    @Override
    public List<NodeProbe> usual() {
        return shapes("/etc/ssh/sshd_config");
    }

    @Override
    public String description() {
        return "sshd -T -f FILE -C user=" + user + ",host=" + host + ",addr=" + address
                + ",… for the FILE of each running sshd, at most " + max();
    }

    @Override
    public List<NodeProbe> derive(Reading processes) {
        return ProcessTable.visible(processes) instanceof Fact.Known<ProcessTable>(ProcessTable table, var sources)
                ? daemons(table).values().stream().map(this::probe).toList() : List.of();
    }

    NodeProbe probe(Daemon daemon) {
        return new LoginProbe.SshdTest(daemon.file(), user, host, address);
    }

    /** By name. Several processes with one configuration are one daemon. */
    static SortedMap<String, Daemon> daemons(ProcessTable table) {
        SortedMap<String, Daemon> daemons = new TreeMap<>();
        for (ProcessTable.Process process : table.of("sshd")) {
            List<String> words = words(process.arguments());
            String program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
            Daemon daemon = daemon(program, words.subList(1, words.size()));
            daemons.put(daemon.name(), daemon);
        }
        return daemons;
    }

    /** As sshd's getopt takes its options: with their value in the same word or in the next. */
    private static Daemon daemon(String program, List<String> words) {
        String file = USUAL;
        SortedSet<String> overridden = new TreeSet<>();
        for (int i = 0; i < words.size(); i++) {
            Matcher option = WITH_VALUE.matcher(words.get(i));
            if (!option.matches()) {
                continue;
            }
            String value = !option.group(2).isEmpty() ? option.group(2) : i + 1 < words.size() ? words.get(++i) : "";
            if (option.group(1).equals("f")) {
                file = value;
            } else if (option.group(1).equals("o")) {
                overridden.add(value.strip().split("[\\s=\"]", 2)[0].toLowerCase(Locale.ROOT));
            }
        }
        overridden.retainAll(ASKED);
        String name = program + " (" + file + ")" + (overridden.isEmpty() ? "" : " with -o "
                + String.join(", ", overridden));
        return new Daemon(name, file, program, overridden);
    }

    /** The listener's title is its command line in one text: {@code sshd: /usr/sbin/sshd -D [listener] …}. */
    private static List<String> words(List<String> arguments) {
        String first = arguments.getFirst();
        if (!first.matches("sshd\\S*: .*")) {
            return arguments;
        }
        List<String> words = new ArrayList<>();
        for (String word : first.substring(first.indexOf(": ") + 2).split(" +")) {
            if (word.equals("[listener]")) {
                break;
            }
            words.add(word);
        }
        return words;
    }
}

package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What each running sshd says of its own configuration to one kind of visitor: asked of the daemon's own file.
 *
 * @param user    who logs in
 * @param host    from which host name
 * @param address from which address
 */
record SshdDaemons(String user, String host, String address) implements Derived {

    static final NodeProbe PROCESSES = new NodeProbe.Processes();

    /** What sshd reads where it was given no other file. */
    static final String USUAL = "/etc/ssh/sshd_config";

    /** sshd prints parsed keywords only, never the file: nothing else can be read by naming it. */
    private static final Pattern CONFIGURATION = Pattern.compile("/[^\\x00-\\x1f]*sshd_config[A-Za-z0-9._-]*");

    /**
     * A running daemon.
     *
     * @param name    stable between nights
     * @param service the PAM service where the configuration does not name one: sshd's own program name
     */
    record Daemon(String name, String file, String service) {
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
        return List.of(new NodeProbe.SshdTest(path, user, host, address));
    }

    @Override
    public List<NodeProbe> usual() {
        return shapes("/etc/ssh/sshd_config");
    }

    @Override
    public String description() {
        return "sshd -T -f FILE -C user=" + user + ",host=" + host + ",addr=" + address
                + " for the FILE of each running sshd, at most " + max();
    }

    @Override
    public List<NodeProbe> derive(Reading processes) {
        return ProcessTable.visible(processes) instanceof Fact.Known<ProcessTable>(ProcessTable table, var sources)
                ? daemons(table).values().stream().map(this::probe).toList() : List.of();
    }

    NodeProbe probe(Daemon daemon) {
        return new NodeProbe.SshdTest(daemon.file(), user, host, address);
    }

    /** By name. Several processes with one configuration are one daemon. */
    static SortedMap<String, Daemon> daemons(ProcessTable table) {
        SortedMap<String, Daemon> daemons = new TreeMap<>();
        for (ProcessTable.Process process : table.of("sshd")) {
            List<String> words = words(process.arguments());
            String file = USUAL;
            for (int i = 1; i < words.size(); i++) {
                if (words.get(i).equals("-f") && i + 1 < words.size()) {
                    file = words.get(i + 1);
                } else if (words.get(i).startsWith("-f") && words.get(i).length() > 2) {
                    file = words.get(i).substring(2);
                }
            }
            String program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
            String name = program + " (" + file + ")";
            daemons.put(name, new Daemon(name, file, program));
        }
        return daemons;
    }

    /** The listener's title is its command line in one text: {@code sshd: /usr/sbin/sshd -D [listener] …}. */
    private static List<String> words(List<String> arguments) {
        String first = arguments.getFirst();
        if (!first.startsWith("sshd: ")) {
            return arguments;
        }
        List<String> words = new ArrayList<>();
        for (String word : first.substring("sshd: ".length()).split(" +")) {
            if (word.equals("[listener]")) {
                break;
            }
            words.add(word);
        }
        return words;
    }
}

package io.tightship.scan.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Read on a host, by its SSH session or by the local one. All probes of a round go in one execution of a shell; each is
 * one command with fixed words, and what the inventory or a host named is quoted.
 */
public sealed interface NodeProbe extends Probe {

    /** The command and its arguments, unquoted; the first word is looked up in a fixed PATH. */
    List<String> words();

    /** Paths that the probe reads and that a host may have named. */
    default List<String> paths() {
        return List.of();
    }

    /** Seconds after which the command is ended on the host. */
    default int seconds() {
        return 10;
    }

    /** Bytes of output after which it is cut; a cut answer is TRUNCATED, never judged. */
    default int cap() {
        return 1 << 20;
    }

    /** Whether another user than root may see less, so that it is run by sudo where each command has its rule. */
    default boolean privileged() {
        return true;
    }

    @Override
    default String command() {
        return ShellWords.quoted(words());
    }

    /** The path where it reads one, else the command. */
    @Override
    default String place() {
        return paths().isEmpty() ? String.join(" ", words()) : paths().getFirst();
    }

    /** One file's content. A file that does not exist is a known answer. */
    record ReadFile(String path) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("cat", "--", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /**
     * A file that a process was told to read, as that process sees it: in a container another file may have the same
     * path. Of what it holds only the projection is stored.
     *
     * @param process 0 for the host's own files
     * @param path    as the process was told; a relative one is looked up from where it stands
     */
    record NamedFile(long process, String path, NamedFileContent content) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("cat", "--", seen());
        }

        @Override
        public List<String> paths() {
            return List.of(seen());
        }

        @Override
        public String place() {
            return path;
        }

        private String seen() {
            return process == 0 ? path : "/proc/" + process + (path.startsWith("/") ? "/root" + path : "/cwd/" + path);
        }
    }

    /**
     * A file or a small folder as a tar stream: names, modes, numeric owners and contents in one read, symbolic links
     * followed. {@link Tar} reads it. A path that does not exist is a known answer; members that cannot be read are
     * named on stderr.
     */
    record ReadTree(String path) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("tar", "-chPf", "-", "--numeric-owner", "--", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }

        @Override
        public String command() {
            return "ls -lanL " + ShellWords.quoted(List.of(path));
        }
    }

    /**
     * The command lines of the processes that checks ask about. What is stored is the {@link ProcessTable}: only
     * components of its fixed list, with secret-looking arguments masked.
     */
    record Processes() implements NodeProbe {
        @Override
        public List<String> words() {
            // One process reads them all: "PID/cmdline:ARGUMENT NUL" for each argument.
            return List.of("find", "/proc", "-maxdepth", "2", "-path", "/proc/[0-9]*/cmdline", "-exec", "grep",
                    "-aszH", "", "{}", "+");
        }

        /** Every user sees all command lines, or, with {@code hidepid}, not even that of process 1. */
        @Override
        public boolean privileged() {
            return false;
        }

        @Override
        public String command() {
            return "ps -eo pid,user,args";
        }

        @Override
        public String place() {
            return "/proc/*/cmdline";
        }

        @Override
        public int cap() {
            return 8 << 20;
        }
    }

    /**
     * sshd's own word on its configuration for one connection.
     *
     * @param file the daemon's {@code -f}, or {@code /etc/ssh/sshd_config}
     */
    record SshdTest(String file, String user, String host, String address) implements NodeProbe {
        @Override
        public List<String> words() {
            // Where a Match block asks for the server's address or port, sshd refuses to answer without them.
            return List.of("sshd", "-T", "-f", file, "-C", "user=" + user + ",host=" + host + ",addr=" + address
                    + ",laddr=192.0.2.2,lport=22");
        }

        @Override
        public List<String> paths() {
            return List.of(file);
        }

        /** What sshd says, not what stands in the file. */
        @Override
        public String place() {
            return String.join(" ", words());
        }
    }

    /**
     * The lines of sshd's configuration files that say which connections get other answers than the rest ({@code Match}).
     * What is stored are the {@link SshdLines}: no other line leaves the host.
     *
     * @param file the daemon's {@code -f}, or {@code /etc/ssh/sshd_config}
     */
    record SshdMatches(String file) implements NodeProbe {
        @Override
        public List<String> words() {
            List<String> words = new ArrayList<>(List.of("grep", "-aRHnZi"));
            SshdLines.KEPT.forEach(keyword -> words.addAll(List.of("-e", keyword)));
            words.addAll(List.of("--include=*sshd*config*", "--include=*.conf", "--include=opensshserver.config", "--", file));
            words.addAll(SshdLines.PLACES);
            return words;
        }

        @Override
        public List<String> paths() {
            return List.of(file);
        }
    }

    /** One of the fixed questions to Base Command Manager's database. */
    record Cmsh(CmshQuestion question) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("cmsh", "-n", "--color", "no", "--hide-events", "-c", question.text());
        }

        @Override
        public int seconds() {
            return 30;
        }
    }

    /**
     * Tries a TCP connect from the host. The exit status and bash's words tell connected, refused, timed out and
     * unreachable apart; nothing is sent over the connection.
     *
     * @param host an address or a host name
     */
    record Connect(String host, int port) implements NodeProbe {
        public Connect {
            if (!host.matches("[A-Za-z0-9:][A-Za-z0-9.:_-]{0,252}") || port < 1 || port > 65535) {
                throw new IllegalArgumentException("no endpoint: " + host + " " + port);
            }
        }

        @Override
        public List<String> words() {
            return List.of("bash", "-c", "exec 3<>\"/dev/tcp/$0/$1\"", host, String.valueOf(port));
        }

        @Override
        public boolean privileged() {
            return false;
        }

        @Override
        public String command() {
            return "timeout " + seconds() + " " + ShellWords.quoted(words());
        }

        @Override
        public String place() {
            return "tcp " + host + ":" + port;
        }

        @Override
        public int seconds() {
            return 3;
        }
    }

    /**
     * Tries TCP connects to several ports of one host at once, so that those which time out cost the time of one. What is
     * stored is a line for each port, {@code PORT RESULT}.
     *
     * @param host an address or a host name
     */
    record Connects(String host, List<Integer> ports) implements NodeProbe {
        private static final String SCRIPT = "for p; do (w=$({ timeout 3 bash -c 'exec 3<>\"/dev/tcp/$0/$1\"' \"$0\" "
                + "\"$p\"; } 2>&1); echo \"$p $? ${w##*: }\") & done; wait";

        public Connects {
            ports = List.copyOf(ports);
            ports.forEach(port -> new Connect(host, port));
        }

        @Override
        public List<String> words() {
            List<String> words = new ArrayList<>(List.of("bash", "-c", SCRIPT, host));
            ports.forEach(port -> words.add(String.valueOf(port)));
            return words;
        }

        @Override
        public boolean privileged() {
            return false;
        }

        @Override
        public String command() {
            return ports.stream().map(port -> new Connect(host, port).command()).collect(Collectors.joining("; "));
        }

        @Override
        public String place() {
            return "tcp " + host + ":" + ports.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        @Override
        public int seconds() {
            return 5;
        }
    }

    /** The variables by which a process was told to be an etcd of some kind; no others leave the host. */
    record EtcdEnvironment(long process) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("grep", "-az", "^ETCD_", path());
        }

        @Override
        public List<String> paths() {
            return List.of(path());
        }

        private String path() {
            return "/proc/" + process + "/environ";
        }
    }

    /** The certificates by which an etcd whose environment names them verifies clients; fingerprints are stored. */
    record EtcdAuthority(long process) implements NodeProbe {
        private static final String SCRIPT = "set -o pipefail; e=$(grep -az '^ETCD_TRUSTED_CA_FILE=' \"$0/environ\" "
                + "| tr -d '\\0'); [ $? -le 1 ] || exit 2; [ -z \"$e\" ] || cat -- \"$0/root${e#*=}\"";

        @Override
        public List<String> words() {
            return List.of("bash", "-c", SCRIPT, "/proc/" + process);
        }

        @Override
        public List<String> paths() {
            return List.of("/proc/" + process);
        }

        @Override
        public String place() {
            return "the file of ETCD_TRUSTED_CA_FILE";
        }
    }

    /**
     * The certificates by which an etcd whose configuration file names them verifies clients and peers: the file is
     * searched for names on the host, since a third round would be needed otherwise. What is stored are the
     * {@link EtcdAuthorityFiles}: fingerprints by the file's name; nothing but certificates leaves the host.
     *
     * @param file the configuration file, below the root that the process sees
     */
    record EtcdFileAuthorities(long process, String file) implements NodeProbe {
        private static final String SCRIPT = "set -o pipefail; sed -nE \"s/.*trusted-ca-file[\\\"']?[[:space:]]*:[[:space:]]*"
                + "[\\\"']?([^\\\"'#,}[:space:]]+).*/\\1/p\" -- \"$1\" | sort -u | head -n 4 | while IFS= read -r f; do "
                + "case $f in /*) p=$0/root$f;; *) p=$0/cwd/$f;; esac; printf 'file %s\\n' \"$f\"; "
                + "sed -n '/-BEGIN CERTIFICATE-/,/-END CERTIFICATE-/p' -- \"$p\" || :; done";

        @Override
        public List<String> words() {
            return List.of("bash", "-c", SCRIPT, "/proc/" + process, file);
        }

        @Override
        public List<String> paths() {
            return List.of(file);
        }

        @Override
        public String place() {
            return "the files of trusted-ca-file in " + file;
        }
    }

    /**
     * Mode, owner and kind of the paths that match; what they hold is not read. Links are followed.
     *
     * @param pattern as of {@link io.tightship.fact.linux.PathStat#matching}
     */
    record Paths(String pattern) implements NodeProbe {
        /** How far below its root a pattern that ends in two stars looks. */
        private static final int DEEPEST = 8;

        @Override
        public List<String> words() {
            String root = root();
            if (root.equals(pattern)) {
                return List.of("find", "-L", root, "-maxdepth", "0", "-printf", FORMAT);
            }
            boolean all = pattern.endsWith("/**");
            int depth = all ? DEEPEST : pattern.substring(root.length()).split("/").length - 1;
            return List.of("find", "-L", root, "-mindepth", "1", "-maxdepth", String.valueOf(depth), "-path",
                    all ? root + "/*" : pattern, "-printf", FORMAT);
        }

        private static final String FORMAT = "%m %U %G %Y %p\\0";

        /** The folder above the first name with a star; the pattern itself where it has none. */
        public String root() {
            int star = pattern.indexOf('*');
            return star < 0 ? pattern : pattern.substring(0, pattern.lastIndexOf('/', star));
        }

        @Override
        public List<String> paths() {
            return List.of(pattern);
        }

        @Override
        public int seconds() {
            return 20;
        }
    }

    /** The directives of CMDaemon's configuration file that rules ask about; no other line leaves the host. */
    record CmdDirectives() implements NodeProbe {
        private static final String FILE = "/cm/local/apps/cmd/etc/cmd.conf";

        @Override
        public List<String> words() {
            return List.of("grep", "-aiE", "^[[:space:]]*(CMDaemonAudit|CMDaemonAuditorFile|FrozenFile)[[:space:]]*=",
                    FILE);
        }

        @Override
        public List<String> paths() {
            return List.of(FILE);
        }
    }

    /**
     * The client certificates of a kubeconfig, which are no secret, or the files that it names for them. What is stored are
     * the {@link KubeconfigCertificates}: whom the API server takes them for; nothing else of a line leaves the host.
     */
    record ClientCertificates(String path) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("grep", "-aoE", "client-certificate(-data)?.?[[:space:]]*:[[:space:]]*[^,}[:space:]]*", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** The lines of BCM's module files that name a kubeconfig, each after its file. */
    record ModuleKubeconfigs() implements NodeProbe {
        private static final String FOLDER = "/cm/local/modulefiles/kubernetes";

        @Override
        public List<String> words() {
            return List.of("grep", "-aRZ", "KUBECONFIG", FOLDER);
        }

        @Override
        public List<String> paths() {
            return List.of(FOLDER);
        }
    }

    /**
     * nginx's configuration files. What is stored is the {@link NginxFiles}: the directives that say which connections it
     * passes on. Files that are named as keys, certificates and passwords are not read.
     */
    record NginxConfiguration() implements NodeProbe {
        static final String FOLDER = "/etc/nginx";
        /** Where Red Hat's packages keep the files that load modules: its main file includes them. */
        private static final String MODULES = "/usr/share/nginx/modules";

        @Override
        public List<String> words() {
            return List.of("grep", "-aRZ", "--exclude=*.key", "--exclude=*.pem", "--exclude=*.crt", "--exclude=*htpasswd*",
                    "--exclude=*.so", ".", FOLDER, MODULES);
        }

        @Override
        public List<String> paths() {
            return List.of(FOLDER);
        }

        @Override
        public int cap() {
            return 4 << 20;
        }
    }

    /**
     * The open ports of a firewall role, in their order, out of Base Command Manager's database.
     *
     * @param holder a device, or a configuration overlay
     */
    record FirewallRole(boolean overlay, String holder) implements NodeProbe {
        /** What is a name, and not also a word of cmsh's or of a shell's. */
        public static final java.util.regex.Pattern NAME = java.util.regex.Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

        public FirewallRole {
            if (!names(holder)) {
                throw new IllegalArgumentException("no name in Base Command Manager: " + holder);
            }
        }

        public static boolean names(String text) {
            return NAME.matcher(text).matches();
        }

        @Override
        public List<String> words() {
            return List.of("cmsh", "-n", "--color", "no", "--hide-events", "-c", (overlay ? "configurationoverlay" : "device")
                    + "; use " + holder + "; roles; use firewall; openports; list -f action,network,port,count,protocol,destination,address -d {}");
        }

        @Override
        public int seconds() {
            return 30;
        }
    }

    /** The roles of a device, each with what gives it and with which priority. */
    record DeviceRoles(String device) implements NodeProbe {
        public DeviceRoles {
            if (!FirewallRole.names(device)) {
                throw new IllegalArgumentException("no name in Base Command Manager: " + device);
            }
        }

        @Override
        public List<String> words() {
            return List.of("cmsh", "-n", "--color", "no", "--hide-events", "-c", "device; use " + device
                    + "; roles; list -p");
        }

        @Override
        public int seconds() {
            return 30;
        }
    }

    /**
     * The admission plugins in the role kubernetes::apiserver, out of Base Command Manager's database.
     *
     * @param overlay a configuration overlay
     */
    record AdmissionControl(String overlay) implements NodeProbe {
        public AdmissionControl {
            if (!FirewallRole.names(overlay)) {
                throw new IllegalArgumentException("no name in Base Command Manager: " + overlay);
            }
        }

        @Override
        public List<String> words() {
            return List.of("cmsh", "-n", "--color", "no", "--hide-events", "-c", "configurationoverlay; use " + overlay
                    + "; roles; use kubernetes::apiserver; get admissioncontrol");
        }

        @Override
        public int seconds() {
            return 30;
        }
    }

    /** The running rules of the firewall, by the tables of iptables. */
    record FirewallRules(boolean ipv6) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of(ipv6 ? "ip6tables-save" : "iptables-save");
        }

        @Override
        public int cap() {
            return 8 << 20;
        }
    }

    /**
     * The running rules of the other iptables, where iptables-save shows those that nftables keeps: a packet has to get
     * through both.
     */
    record LegacyRules(boolean ipv6) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of(ipv6 ? "ip6tables-legacy-save" : "iptables-legacy-save");
        }

        @Override
        public int cap() {
            return 8 << 20;
        }
    }

    /** All rules of nftables, with their sets: what of it iptables made is printed by the probes above as well. */
    record NftablesRules() implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("nft", "-j", "list", "ruleset");
        }

        @Override
        public int cap() {
            return 8 << 20;
        }
    }

    /** The sets of addresses that rules of the firewall ask for. */
    record AddressSets() implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("ipset", "save");
        }

        @Override
        public int cap() {
            return 8 << 20;
        }
    }

    /** Where the host listens for TCP connections. Every user sees that; whose process it is is not asked. */
    record Listeners() implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("ss", "-H", "-l", "-n", "-t");
        }

        @Override
        public boolean privileged() {
            return false;
        }
    }

    /**
     * kube-proxy's configuration file, as the process itself sees it. What is stored is the {@link ProxyDocument}: the
     * few fields that rules ask about, and nothing of a file that is no such configuration.
     */
    record ProxyConfiguration(String path) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("cat", "--", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** When a file, or each file of a folder, was last written: seconds since 1970 and the path. Links are followed. */
    record Changed(String path) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("find", "-L", path, "-maxdepth", "4", "-type", "f", "-printf", "%T@ %p\\0");
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** What the kernel tells of a process in one line, its start among it. */
    record ProcessStart(String path) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("head", "-n", "1", "--", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** When the host was started, in seconds since 1970; by it the kernel counts when processes were. */
    record BootTime() implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("grep", "-a", "^btime ", "/proc/stat");
        }

        @Override
        public boolean privileged() {
            return false;
        }

        @Override
        public String place() {
            return "/proc/stat";
        }
    }

    /**
     * The configurations of network plugins in one folder, other files not: kubeconfigs lie beside them. What is stored
     * is the {@link CniDocuments}: which plugins are called, and what they are told of.
     */
    record CniConfigurations(String folder) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("find", "-L", folder, "-maxdepth", "1", "-type", "f", "(", "-name", "*.conf", "-o", "-name",
                    "*.conflist", "-o", "-name", "*.json", ")", "-exec", "grep", "-aHZ", "", "{}", "+");
        }

        @Override
        public List<String> paths() {
            return List.of(folder);
        }

        @Override
        public String command() {
            return "ls " + ShellWords.quoted(List.of(folder));
        }
    }

    /** Where containerd was told that network plugins and their configurations are; no other line leaves the host. */
    record ContainerdFolders() implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("grep", "-rahE", "^[[:space:]]*(conf_dir|bin_dir|bin_dirs)[[:space:]]*=", "/etc/containerd",
                    "/cm/local/apps/containerd/var/etc");
        }

        @Override
        public String place() {
            return "containerd's configuration";
        }
    }

    /** Whether a service runs, and whether it is started with the host. */
    record ServiceState(String unit) implements NodeProbe {
        public ServiceState {
            if (!unit.matches("[a-z0-9@.-]+\\.service")) {
                throw new IllegalArgumentException("no service: " + unit);
            }
        }

        @Override
        public List<String> words() {
            return List.of("systemctl", "show", "-p", "LoadState,ActiveState,UnitFileState", unit);
        }

        @Override
        public boolean privileged() {
            return false;
        }
    }

    /**
     * The files of a systemd service and its drop-ins, in one stream; those that are not there are named on stderr. What
     * is stored is the {@link UnitDocument}: how it is started, and nothing else.
     *
     * @param name without {@code .service}
     */
    record UnitFiles(String name) implements NodeProbe {
        /** The strongest first. What systemd itself makes in others cannot say how a service is started. */
        public static final List<String> FOLDERS = List.of("/etc/systemd/system", "/run/systemd/system",
                "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system");

        public UnitFiles {
            if (!name.matches("[a-z]+(?:-[a-z]+)*")) {
                throw new IllegalArgumentException("no service: " + name);
            }
        }

        /** The folders of drop-ins, the strongest first: its own, those of its name's beginnings, those of all services. */
        public List<String> dropIns() {
            List<String> names = new ArrayList<>(List.of(name + ".service.d"));
            for (int dash = name.lastIndexOf('-'); dash > 0; dash = name.lastIndexOf('-', dash - 1)) {
                names.add(name.substring(0, dash + 1) + ".service.d");
            }
            names.add("service.d");
            return names.stream().flatMap(one -> FOLDERS.stream().map(folder -> folder + "/" + one)).toList();
        }

        @Override
        public List<String> words() {
            List<String> words = new ArrayList<>(List.of("tar", "-chPf", "-", "--numeric-owner", "--"));
            FOLDERS.forEach(folder -> words.add(folder + "/" + name + ".service"));
            words.addAll(dropIns());
            return words;
        }

        @Override
        public String command() {
            return "systemctl cat " + name + ".service";
        }

        @Override
        public String place() {
            return name + ".service";
        }
    }

    /**
     * A file of variables that a systemd service is given. Of what it holds the {@link UnitDocument} is stored:
     * secret-looking values are masked.
     */
    record UnitEnvironment(String path) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("cat", "--", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** The GPUs that the driver of the host runs: the names of its folders, which every user sees. */
    record DriverGpus() implements NodeProbe {
        private static final String FOLDER = "/proc/driver/nvidia/gpus";

        @Override
        public List<String> words() {
            return List.of("find", FOLDER, "-mindepth", "1", "-maxdepth", "1", "-printf", "%f\\n");
        }

        @Override
        public List<String> paths() {
            return List.of(FOLDER);
        }

        @Override
        public boolean privileged() {
            return false;
        }
    }

    /** The version of the container toolkit that is installed on the host, in its own words. */
    record ToolkitVersion() implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("nvidia-ctk", "--version");
        }

        @Override
        public boolean privileged() {
            return false;
        }
    }

    /** The fingerprints and options of the keys in a file of authorized keys; the keys themselves are not kept. */
    record AuthorizedKeys(String path) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("cat", "--", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }

        @Override
        public String command() {
            return "ssh-keygen -l -f " + ShellWords.quoted(List.of(path));
        }
    }

    /** A user's entry as the host's own resolver gives it: where its home is. */
    record UserEntry(String user) implements NodeProbe {
        @Override
        public List<String> words() {
            return List.of("getent", "passwd", user);
        }

        @Override
        public boolean privileged() {
            return false;
        }
    }
}

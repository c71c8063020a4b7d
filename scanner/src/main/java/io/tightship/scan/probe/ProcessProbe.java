package io.tightship.scan.probe;

import java.util.List;

/** Reads a node's processes: how they were started, and what they alone name. */
public sealed interface ProcessProbe extends NodeProbe {

    /**
     * The command lines of the processes that checks ask about. What is stored is the {@link ProcessTable}: only
     * components of its fixed list, with secret-looking arguments masked.
     */
    record Processes() implements ProcessProbe {
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

    /** The variables by which a process was told to be an etcd of some kind; no others leave the host. */
    record EtcdEnvironment(long process) implements ProcessProbe {
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
    record EtcdAuthority(long process) implements ProcessProbe {
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
    record EtcdFileAuthorities(long process, String file) implements ProcessProbe {
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
     * kube-proxy's configuration file, as the process itself sees it. What is stored is the {@link ProxyDocument}: the
     * few fields that rules ask about, and nothing of a file that is no such configuration.
     */
    record ProxyConfiguration(String path) implements ProcessProbe {
        @Override
        public List<String> words() {
            return List.of("cat", "--", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** What the kernel tells of a process in one line, its start among it. */
    record ProcessStart(String path) implements ProcessProbe {
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
    record BootTime() implements ProcessProbe {
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
}

package io.tightship.scan.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads what a node lets in, passes on, listens on and reaches. */
public sealed interface HostNetworkProbe extends NodeProbe {

    /**
     * Tries a TCP connect from the host. The exit status and bash's words tell connected, refused, timed out and
     * unreachable apart; nothing is sent over the connection.
     *
     * @param host an address or a host name
     */
    record Connect(String host, int port) implements HostNetworkProbe {
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
    record Connects(String host, List<Integer> ports) implements HostNetworkProbe {
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

    /**
     * nginx's configuration files. What is stored is the {@link NginxFiles}: the directives that say which connections it
     * passes on. Files that are named as keys, certificates and passwords are not read.
     */
    record NginxConfiguration() implements HostNetworkProbe {
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

    /** The running rules of the firewall, by the tables of iptables. */
    record FirewallRules(boolean ipv6) implements HostNetworkProbe {
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
    record LegacyRules(boolean ipv6) implements HostNetworkProbe {
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
    record NftablesRules() implements HostNetworkProbe {
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
    record AddressSets() implements HostNetworkProbe {
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
    record Listeners() implements HostNetworkProbe {
        @Override
        public List<String> words() {
            return List.of("ss", "-H", "-l", "-n", "-t");
        }

        @Override
        public boolean privileged() {
            return false;
        }
    }
}

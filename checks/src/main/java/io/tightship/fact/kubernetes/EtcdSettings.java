package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a running etcd was set to, by the names of its flags: from its configuration file alone where it was given one,
 * else from its command line, and from its environment for what that leaves out. What nobody set is not in it. Source:
 * etcd 3.4 to 3.6, server/etcdmain/config.go.
 *
 * @param file the configuration file, where there is one
 */
public record EtcdSettings(SortedMap<String, Given> given, Optional<String> file) {

    /** By process, {@code etcd}; without members on a node where none runs. */
    public static final FactKey<PerSubject<EtcdSettings>> KEY =
            FactKey.perSubject("etcd-settings", "", EtcdSettings.class);

    /** The flags that take no separate value. */
    private static final Set<String> BOOLEANS = Set.of("auto-tls", "client-cert-auth", "compact-hash-check-enabled",
            "debug", "disable-log-sampling", "discovery-insecure-skip-tls-verify", "discovery-insecure-transport",
            "enable-distributed-tracing", "enable-grpc-gateway", "enable-log-rotation", "enable-pprof", "enable-v2",
            "experimental-compact-hash-check-enabled", "experimental-enable-distributed-tracing",
            "experimental-enable-lease-checkpoint", "experimental-enable-lease-checkpoint-persist",
            "experimental-initial-corrupt-check", "experimental-memory-mlock", "experimental-set-member-localaddr", "experimental-peer-skip-client-san-"
            + "verification", "experimental-stop-grpc-service-on-defrag",
            "experimental-txn-mode-write-with-shared-buffer", "force-new-cluster", "help", "initial-corrupt-check",
            "initial-election-tick-advance", "memory-mlock", "peer-auto-tls", "peer-client-cert-auth",
            "peer-skip-client-san-verification", "pre-vote", "socket-reuse-address", "socket-reuse-port",
            "strict-reconfig-check", "unsafe-no-fsync", "version");

    /** Subcommands that speak for members and are none. */
    private static final Set<String> PROXIES = Set.of("gateway", "grpc-proxy");

    /** Structures of the configuration file; what stands in them are flags by another name, and nowhere else. */
    private static final Map<String, String> SECTIONS = Map.of("client-transport-security", "",
            "peer-transport-security", "peer-");

    public EtcdSettings {
        given = Collections.unmodifiableSortedMap(new TreeMap<>(given));
    }

    /** @param where the flag, the variable, or the file's path */
    public record Given(String value, String where) {
    }

    /** What reading a command line came to. */
    public sealed interface Parsed {
        record Valid(SortedMap<String, Given> flags) implements Parsed {
        }

        record Invalid(String why) implements Parsed {
        }
    }

    /** Reads a command line as Go's package flag does. @param words without the binary's own name */
    public static Parsed commandLine(List<String> words) {
        SortedMap<String, Given> flags = new TreeMap<>();
        if (!words.isEmpty() && PROXIES.contains(words.getFirst())) {
            return new Parsed.Invalid("etcd " + words.getFirst() + " is a proxy and no member: how it serves its clients "
                    + "is not judged");
        }
        for (int next = 0; next < words.size(); next++) {
            String word = words.get(next);
            if (!word.startsWith("-") || word.length() == 1 || word.equals("--")) {
                return new Parsed.Invalid("'" + word + "' is no flag: etcd does not start with it");
            }
            String text = word.substring(word.startsWith("--") ? 2 : 1);
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            if (name.isEmpty() || name.startsWith("-")) {
                return new Parsed.Invalid("'" + word + "' is no flag: etcd does not start with it");
            }
            if (equals >= 0) {
                flags.put(name, new Given(text.substring(equals + 1), "--" + name));
            } else if (BOOLEANS.contains(name)) {
                flags.put(name, new Given("true", "--" + name));
            } else if (next + 1 == words.size() || words.get(next + 1).startsWith("-")) {
                return new Parsed.Invalid("--" + name + " of etcd lacks its value, or takes none: it can be read in "
                        + "two ways");
            } else {
                flags.put(name, new Given(words.get(++next), "--" + name));
            }
        }
        return new Parsed.Valid(flags);
    }

    /** Adds what the environment says of flags that the command line leaves out; empty variables say nothing. */
    public static SortedMap<String, Given> withEnvironment(SortedMap<String, Given> flags,
                                                           Map<String, String> environment) {
        SortedMap<String, Given> all = new TreeMap<>(flags);
        environment.forEach((variable, value) -> {
            if (variable.startsWith("ETCD_") && !value.isEmpty()) {
                all.putIfAbsent(variable.substring(5).toLowerCase(Locale.ROOT).replace('_', '-'),
                        new Given(value, variable));
            }
        });
        return all;
    }

    /** Whether a key of the configuration file holds a structure of flags. */
    public static boolean isSection(String key) {
        return SECTIONS.containsKey(key);
    }

    /** The flag that a key in a section of the configuration file stands for. */
    public static String flag(String section, String key) {
        return SECTIONS.get(section) + key;
    }

    /** The value; empty where nobody set it or it was set to nothing. */
    public Optional<String> text(String flag) {
        return Optional.ofNullable(given.get(flag)).map(Given::value).filter(value -> !value.isEmpty());
    }

    /** Of a boolean flag; all of etcd's that rules ask for are false by default. */
    public boolean bool(String flag) {
        return text(flag).flatMap(FlagValues::bool).orElse(false);
    }
}

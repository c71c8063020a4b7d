package io.tightship.library.flag;

import io.tightship.fact.IpAddress;
import io.tightship.fact.kubernetes.FlagValues;
import io.tightship.fact.kubernetes.Flags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a rule asks of the flags of one process.
 *
 * @param flags    that decide, as one writes them without dashes
 * @param expected in words
 * @param absent   what the component does where none of them is given
 * @param holds    whether the process does what is asked
 * @param literals what to write instead: each takes the place of every occurrence of its flag; empty where the way is to
 *                 remove the flags
 */
record FlagDemand(List<String> flags, String expected, String absent, Predicate<Flags> holds,
                  Function<Flags, List<String>> literals) {

    private static final String ENABLE = "enable-admission-plugins";
    private static final String DISABLE = "disable-admission-plugins";
    /** The deprecated list: exactly its plugins run. kube-apiserver refuses it beside the other two. */
    private static final String ONLY = "admission-control";

    /** A boolean flag that must be true. */
    static FlagDemand on(String flag, boolean byDefault) {
        return new FlagDemand(List.of(flag), "--" + flag + "=true", "which is " + byDefault + " by default",
                flags -> flags.bool(flag, byDefault), any -> List.of("--" + flag + "=true"));
    }

    /** A boolean flag that must be false. */
    static FlagDemand off(String flag, boolean byDefault) {
        return new FlagDemand(List.of(flag), "--" + flag + "=false", "which is " + byDefault + " by default",
                flags -> !flags.bool(flag, byDefault), any -> List.of("--" + flag + "=false"));
    }

    /** Scalar flags that must all have a value. @param literals of a kubeadm installation */
    static FlagDemand set(String absent, List<String> flags, String... literals) {
        return new FlagDemand(flags, "a value for " + names(flags), absent,
                given -> flags.stream().allMatch(flag -> given.text(flag).filter(text -> !text.isEmpty()).isPresent()),
                any -> List.of(literals));
    }

    /** The API server's certificate for etcd, and no address of etcd's at which nobody asks for it. */
    static FlagDemand etcdClient(String... literals) {
        List<String> servers = List.of("etcd-servers", "etcd-servers-overrides");
        FlagDemand files = set("so it shows none", List.of("etcd-certfile", "etcd-keyfile"), literals);
        return new FlagDemand(Stream.concat(files.flags().stream(), servers.stream()).toList(), files.expected()
                + ", and no etcd at http://", files.absent(), flags -> files.holds().test(flags) && servers.stream()
                .flatMap(flag -> flags.list(flag).orElse(List.of()).stream()).noneMatch(url -> url.contains("http://")),
                flags -> Stream.concat(files.literals().apply(flags).stream(), servers.stream().filter(flags::has)
                        .map(flag -> "--" + flag + "=" + String.join(",", flags.list(flag).orElse(List.of()))
                                .replace("http://", "https://"))).toList());
    }

    /** Scalar flags of which one must have a value. @param literal of a kubeadm installation */
    static FlagDemand either(String absent, List<String> flags, String literal) {
        return new FlagDemand(flags, "a value for " + String.join(" or ", flags.stream().map(flag -> "--" + flag)
                .toList()), absent, given -> flags.stream().anyMatch(flag -> given.text(flag)
                .filter(text -> !text.isEmpty()).isPresent()), any -> List.of(literal));
    }

    /** A time that must be more than nothing, and at most so much. */
    static FlagDemand time(String flag, Duration usual, Duration most) {
        return new FlagDemand(List.of(flag), "--" + flag + " of more than 0 and at most " + most.toSeconds() + "s",
                "which is " + usual.toSeconds() + "s by default", flags -> flags.text(flag)
                .map(FlagValues::duration).orElse(Optional.of(usual))
                .filter(time -> time.isPositive() && time.compareTo(most) <= 0).isPresent(),
                any -> List.of("--" + flag + "=" + usual.toSeconds() + "s"));
    }

    /** A scalar flag that must have no value. */
    static FlagDemand unset(String flag) {
        return new FlagDemand(List.of(flag), "no --" + flag, "as it should be",
                given -> given.text(flag).filter(text -> !text.isEmpty()).isEmpty(), any -> List.of());
    }

    /**
     * A number that must be given, and be at least so much.
     *
     * @param zeroIsMost where 0 means without a limit, and that is what is wanted
     */
    static FlagDemand atLeast(String flag, long least, boolean zeroIsMost, String absent) {
        return new FlagDemand(List.of(flag), "--" + flag + " of at least " + least + (zeroIsMost ? ", or 0" : ""),
                absent, flags -> {
            OptionalLong number = flags.text(flag).map(FlagValues::integer).orElse(OptionalLong.empty());
            return number.isPresent() && (number.getAsLong() >= least || zeroIsMost && number.getAsLong() == 0);
        }, any -> List.of("--" + flag + "=" + least));
    }

    /**
     * A controller that must not run, under either of its names. The first item of the list that names it decides, and a
     * star only where none does.
     */
    static FlagDemand controllerOff(String name, String alias) {
        return new FlagDemand(List.of("controllers"), "-" + name + " before it is named otherwise",
                "so every controller runs", flags -> flags.list("controllers").orElse(List.of("*")).stream()
                .filter(item -> List.of(name, "-" + name, alias, "-" + alias).contains(item)).findFirst()
                .map(item -> item.startsWith("-")).orElseGet(() -> !flags.list("controllers").orElse(List.of("*"))
                        .contains("*")), flags -> {
            List<String> items = new ArrayList<>(flags.list("controllers").orElse(List.of("*")));
            items.removeIf(item -> List.of(name, "-" + name, alias, "-" + alias).contains(item));
            items.add("-" + name);
            return List.of("--controllers=" + String.join(",", items));
        });
    }

    /** An address that only the host itself reaches. */
    static FlagDemand loopback(String flag) {
        return new FlagDemand(List.of(flag), "--" + flag + " with a loopback address", "which is 0.0.0.0 by default",
                flags -> flags.text(flag).flatMap(IpAddress::parse).filter(IpAddress::isLoopback).isPresent(),
                any -> List.of("--" + flag + "=127.0.0.1"));
    }

    /** An admission plugin that runs only where it is asked for. */
    static FlagDemand plugin(String plugin) {
        return plugins(plugin + " among the admission plugins", "so " + plugin + " does not run", flags ->
                flags.list(ONLY).map(only -> only.contains(plugin)).orElseGet(() -> listed(flags, ENABLE, plugin)
                        && !listed(flags, DISABLE, plugin)), flags -> {
            List<String> enabled = new ArrayList<>(flags.list(ONLY).or(() -> flags.list(ENABLE)).orElse(List.of()));
            enabled.remove("AlwaysAdmit");
            if (!enabled.contains(plugin)) {
                enabled.add(plugin);
            }
            return withLists(flags, enabled, plugin);
        });
    }

    /** An admission plugin that runs unless it is taken out. */
    static FlagDemand defaultPlugin(String plugin) {
        return plugins(plugin + " among the admission plugins", "so " + plugin + " runs by default", flags ->
                flags.list(ONLY).map(only -> only.contains(plugin)).orElseGet(() ->
                        !listed(flags, DISABLE, plugin)), flags -> {
            List<String> enabled = new ArrayList<>(flags.list(ONLY).or(() -> flags.list(ENABLE)).orElse(List.of()));
            if (flags.has(ONLY) && !enabled.contains(plugin)) {
                enabled.add(plugin);
            }
            return withLists(flags, enabled, plugin);
        });
    }

    /** An admission plugin that must not run. */
    static FlagDemand noPlugin(String plugin) {
        return plugins("no " + plugin + " among the admission plugins", "so " + plugin + " does not run", flags ->
                !listed(flags, ONLY, plugin) && !listed(flags, ENABLE, plugin), flags -> {
            String flag = flags.has(ONLY) ? ONLY : ENABLE;
            List<String> enabled = new ArrayList<>(flags.list(flag).orElse(List.of()));
            enabled.removeIf(plugin::equals);
            return List.of("--" + flag + "=" + String.join(",", enabled));
        });
    }

    /** A feature in beta that is on by default and must stay so: its own word counts, else that on all of them. */
    static FlagDemand gateStaysOn(String gate) {
        return new FlagDemand(List.of("feature-gates"), "no " + gate + "=false", "so " + gate + " is on by default",
                flags -> flags.gates("feature-gates").getOrDefault(gate, flags.gates("feature-gates")
                        .getOrDefault("AllBeta", true)), flags -> {
            var gates = flags.gates("feature-gates");
            gates.put(gate, true);
            return List.of("--feature-gates=" + String.join(",", gates.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue()).toList()));
        });
    }

    private static FlagDemand plugins(String expected, String absent, Predicate<Flags> holds,
                                      Function<Flags, List<String>> literals) {
        return new FlagDemand(List.of(ENABLE, DISABLE, ONLY), expected, absent, holds, literals);
    }

    private static boolean listed(Flags flags, String list, String item) {
        return flags.list(list).orElse(List.of()).contains(item);
    }

    /** The lists with a plugin in, and without it among those that are taken out. */
    private static List<String> withLists(Flags flags, List<String> enabled, String plugin) {
        List<String> literals = new ArrayList<>();
        if (flags.has(ONLY)) {
            literals.add("--" + ONLY + "=" + String.join(",", enabled));
        } else if (!enabled.isEmpty()) {
            literals.add("--" + ENABLE + "=" + String.join(",", enabled));
        }
        Optional<List<String>> disabled = flags.list(DISABLE);
        if (disabled.isPresent() && disabled.get().contains(plugin)) {
            literals.add("--" + DISABLE + "=" + String.join(",", disabled.get().stream()
                    .filter(item -> !item.equals(plugin)).toList()));
        }
        return literals;
    }

    private static String names(List<String> flags) {
        return String.join(" and ", flags.stream().map(flag -> "--" + flag).toList());
    }
}

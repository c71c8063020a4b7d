package io.tightship.scan.benchmark;

import io.tightship.catalog.Catalog;
import io.tightship.check.Check;
import io.tightship.check.Values;
import io.tightship.fact.Need;
import io.tightship.model.Benchmark;
import io.tightship.model.Benchmark.Control;
import io.tightship.model.Benchmark.Profile;
import io.tightship.model.Benchmark.RuleUse;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.scan.SelectedRule;
import io.tightship.scan.data.Glob;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.SiteValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a run judges: rules with their values, and targets.
 *
 * @param base the values without any control's: those that readers use
 */
public record Selection(List<Benchmark> benchmarks, List<SelectedRule> rules, List<Target> targets, SiteValues base) {

    /**
     * What was asked for on the command line; lists are empty where nothing was narrowed.
     *
     * @param settings {@code id=text}
     */
    public record Wish(List<String> benchmarks, String profile, List<String> settings, List<String> checks,
                       List<String> targets) {
    }

    /** How a rule came into the run: the values that a benchmark asks for it. */
    private record Use(String benchmark, Map<String, List<String>> profile, Map<String, List<String>> control) {
    }

    /** @throws IllegalArgumentException with one sentence that names what is misspelt, and what is near to it */
    public static Selection of(Wish wish, Catalog catalog, List<Benchmark> shipped, Inventory inventory) {
        List<Benchmark> benchmarks = benchmarks(wish, shipped);
        Map<String, List<String>> commandLine = settings(wish.settings(), catalog);
        SortedMap<String, List<Use>> uses = uses(wish, benchmarks);
        if (wish.benchmarks().isEmpty()) {
            catalog.checks().forEach(check -> uses.computeIfAbsent(check.rule().id(), id -> new ArrayList<>(
                    List.of(new Use("", Map.of(), Map.of())))));
        }
        List<Check> checks = new ArrayList<>();
        uses.keySet().forEach(id -> catalog.find(id).ifPresent(checks::add));
        List<SelectedRule> rules = new ArrayList<>();
        for (Check check : narrowed(checks, wish.checks(), catalog)) {
            List<Use> all = uses.get(check.rule().id());
            Map<SiteValues, String> variants = new LinkedHashMap<>();
            Map<String, String> seen = new LinkedHashMap<>();
            for (Use use : all) {
                SiteValues values = new SiteValues(inventory, commandLine, use.profile(), use.control());
                if (seen.putIfAbsent(fingerprint(check, values, inventory), use.benchmark()) == null) {
                    variants.put(values, use.benchmark());
                }
            }
            variants.forEach((values, benchmark) -> rules.add(new SelectedRule(check,
                    variants.size() > 1 ? benchmark : "", values)));
        }
        return new Selection(benchmarks, rules, targets(inventory, wish.targets()),
                new SiteValues(inventory, commandLine, Map.of(), Map.of()));
    }

    private static List<Benchmark> benchmarks(Wish wish, List<Benchmark> shipped) {
        List<Benchmark> chosen = new ArrayList<>();
        for (String id : wish.benchmarks()) {
            chosen.add(shipped.stream().filter(benchmark -> benchmark.id().equals(id)).findFirst().orElseThrow(() ->
                    new IllegalArgumentException("there is no benchmark '" + id + "'; there are "
                            + String.join(", ", shipped.stream().map(Benchmark::id).toList()))));
        }
        List<Benchmark> used = chosen.isEmpty() ? shipped : chosen;
        if (!wish.profile().equals("all")
                && used.stream().noneMatch(benchmark -> benchmark.profiles().containsKey(wish.profile()))) {
            throw new IllegalArgumentException("no benchmark has the profile '" + wish.profile() + "'; there are "
                    + String.join(", ", used.stream().flatMap(b -> b.profiles().keySet().stream()).distinct()
                    .toList()));
        }
        return wish.profile().equals("all") ? used
                : used.stream().filter(benchmark -> benchmark.profiles().containsKey(wish.profile())).toList();
    }

    private static SortedMap<String, List<Use>> uses(Wish wish, List<Benchmark> benchmarks) {
        SortedMap<String, List<Use>> uses = new TreeMap<>();
        for (Benchmark benchmark : benchmarks) {
            Profile profile = benchmark.profiles().get(wish.profile());
            for (Control control : benchmark.controls()) {
                if (profile.controls().contains("*") || profile.controls().contains(control.id())) {
                    for (RuleUse use : control.rules()) {
                        uses.computeIfAbsent(use.rule(), id -> new ArrayList<>())
                                .add(new Use(benchmark.id(), profile.values(), use.values()));
                    }
                }
            }
        }
        return uses;
    }

    private static String fingerprint(Check check, SiteValues values, Inventory inventory) {
        List<ValueKey<?>> keys = new ArrayList<>();
        for (Need<?> need : check.needs()) {
            if (need instanceof Need.Setting<?> setting) {
                keys.add(setting.key());
            }
        }
        return values.settings(keys, inventory.targets()).stream()
                .map(setting -> setting.id() + "=" + setting.value() + "@" + setting.target())
                .toList().toString();
    }

    private static Map<String, List<String>> settings(List<String> written, Catalog catalog) {
        Map<String, List<String>> settings = new LinkedHashMap<>();
        for (String text : written) {
            int equals = text.indexOf('=');
            String id = equals < 0 ? text : text.substring(0, equals);
            ValueKey<?> key = catalog.values().get(id);
            if (equals < 0 || key == null) {
                throw new IllegalArgumentException("--set " + text + ": " + (equals < 0 ? "expected VALUE=TEXT"
                        : "there is no value '" + id + "'; there are " + String.join(", ",
                        catalog.values().keySet())));
            }
            List<String> items = key.type().many() ? List.of(text.substring(equals + 1).split(",", -1))
                    : List.of(text.substring(equals + 1));
            try {
                key.type().parse().apply(items);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("--set " + id + ": " + e.getMessage() + "; expected "
                        + key.type().form());
            }
            settings.put(id, items);
        }
        return settings;
    }

    private static List<Check> narrowed(List<Check> checks, List<String> globs, Catalog catalog) {
        List<Glob> patterns = globs.stream().map(Glob::of).toList();
        for (Glob glob : patterns) {
            if (checks.stream().noneMatch(check -> glob.matches(check.rule().id()))) {
                List<String> near = catalog.near(glob.toString());
                throw new IllegalArgumentException("--check " + glob + ": no selected rule matches"
                        + (near.isEmpty() ? "; see: tightship checks list" : "; did you mean "
                        + String.join(", ", near) + "?"));
            }
        }
        return globs.isEmpty() ? checks : checks.stream().filter(check -> patterns.stream()
                .anyMatch(glob -> glob.matches(check.rule().id()))).toList();
    }

    /** By names and ids in sets: a list of thousands of targets is not tried one by one. */
    private static List<Target> targets(Inventory inventory, List<String> globs) {
        Set<String> literal = new HashSet<>();
        List<Glob> patterns = new ArrayList<>();
        globs.stream().map(Glob::of).forEach(glob -> {
            if (glob.isLiteral()) {
                literal.add(glob.toString());
            } else {
                patterns.add(glob);
            }
        });
        Set<String> known = new HashSet<>();
        inventory.targets().forEach(target -> known.addAll(List.of(target.name(), target.id())));
        Stream.concat(literal.stream().filter(name -> !known.contains(name)), patterns.stream().filter(glob ->
                inventory.targets().stream().noneMatch(target -> matches(glob, target))).map(Glob::toString)).sorted()
                .findFirst().ifPresent(missing -> {
                    throw new IllegalArgumentException("--target " + missing + ": no target of " + inventory.file()
                            + " matches");
                });
        return globs.isEmpty() ? inventory.targets() : inventory.targets().stream()
                .filter(target -> literal.contains(target.name()) || literal.contains(target.id())
                        || patterns.stream().anyMatch(glob -> matches(glob, target))).toList();
    }

    private static boolean matches(Glob glob, Target target) {
        return glob.matches(target.name()) || glob.matches(target.id());
    }
}

package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The flags that a component was started with, read as spf13/pflag reads them. Each value of a listed kind is valid: a
 * component with an invalid one does not start. Names are written with dashes, without the two in front.
 */
public record Flags(Component component, List<Given> given) {

    /** What stands in the place of a value that must not be stored. */
    private static final String MASKED = "(masked)";

    /** With it OpenShift's builds take most of their flags from a file of another form. */
    private static final String ELSEWHERE = "openshift-config";

    public Flags {
        given = List.copyOf(given);
    }

    /** One occurrence, in the order of the command line; a bare boolean has the value {@code true}. */
    public record Given(String name, String value) {
    }

    /** Of a node that runs the component: by process, {@code kube-apiserver}, {@code kube-apiserver 2}. */
    public static FactKey<PerSubject<Flags>> of(Component component) {
        return FactKey.perSubject("component-flags", component.process(), Flags.class);
    }

    /** What reading a command line came to. */
    public sealed interface Parsed {
        record Valid(Flags flags) implements Parsed {
        }

        /**
         * @param why one sentence: the component does not start with it, it can be read in two ways, or it leaves flags
         *            to a file
         */
        record Invalid(String why) implements Parsed {
        }
    }

    /** @param words the command line without the binary's own name */
    public static Parsed parse(Component component, List<String> words) {
        List<Given> given = new ArrayList<>();
        int next = 0;
        while (next < words.size()) {
            String word = words.get(next++);
            if (word.equals("--")) {
                Optional<String> argument = words.subList(next, words.size()).stream().filter(w -> !w.isEmpty())
                        .findFirst();
                if (argument.isPresent()) {
                    return positional(component, argument.get());
                }
                break;
            }
            if (!word.startsWith("-") || word.length() == 1) {
                if (!word.isEmpty()) {
                    return positional(component, word);
                }
                continue;
            }
            if (!word.startsWith("--")) {
                // Shorthands are -h and -v alone; the level of -v may be the next word.
                next += word.equals("-v") ? 1 : 0;
                continue;
            }
            int equals = word.indexOf('=');
            String name = word.substring(2, equals < 0 ? word.length() : equals).replace('_', '-');
            if (name.isEmpty() || name.startsWith("-")) {
                return new Parsed.Invalid("'" + word + "' is no flag: " + component.process() + " does not start");
            }
            Optional<FlagKind> kind = component.kind(name);
            if (equals >= 0) {
                given.add(new Given(name, word.substring(equals + 1)));
            } else if (kind.equals(Optional.of(FlagKind.BOOLEAN)) || kind.isEmpty() && next == words.size()) {
                given.add(new Given(name, "true"));
            } else if (next == words.size()) {
                return new Parsed.Invalid("--" + name + " lacks its value: " + component.process()
                        + " does not start");
            } else if (kind.isEmpty() && words.get(next).startsWith("-")) {
                return new Parsed.Invalid("whether --" + name + " of " + component.process() + " takes a value is not "
                        + "known, so '" + words.get(next) + "' after it can be read in two ways");
            } else {
                given.add(new Given(name, words.get(next++)));
            }
        }
        Flags flags = new Flags(component, given);
        if (flags.has(ELSEWHERE)) {
            return new Parsed.Invalid(flags.written(ELSEWHERE) + " of " + component.process() + " is a file of OpenShift's "
                    + "with further flags, which is not read: what it runs with is not known");
        }
        return flags.firstInvalid().<Parsed>map(Parsed.Invalid::new).orElseGet(() -> new Parsed.Valid(flags));
    }

    private static Parsed positional(Component component, String word) {
        return new Parsed.Invalid(component.process() + " takes no arguments, and '" + word
                + "' is one: it does not start");
    }

    private Optional<String> firstInvalid() {
        for (Given flag : given) {
            FlagKind kind = component.kind(flag.name()).orElse(FlagKind.SCALAR);
            boolean valid = flag.value().equals(MASKED) || switch (kind) {
                case BOOLEAN -> FlagValues.bool(flag.value()).isPresent();
                case LIST -> FlagValues.csv(flag.value()).isPresent();
                case GATES -> FlagValues.gates(flag.value()).isPresent();
                case SCALAR, ARRAY -> true;
            };
            if (!valid) {
                return Optional.of("'--" + flag.name() + "=" + flag.value() + "' is not a value that the flag takes: "
                        + component.process() + " does not start");
            }
        }
        return Optional.empty();
    }

    public boolean has(String name) {
        return given.stream().anyMatch(flag -> flag.name().equals(name));
    }

    /** The value of a boolean flag that counts. */
    public boolean bool(String name, boolean otherwise) {
        return last(name, FlagKind.BOOLEAN).map(value -> FlagValues.bool(value).orElseThrow()).orElse(otherwise);
    }

    /** The value of a scalar flag that counts; may be empty. */
    public Optional<String> text(String name) {
        return last(name, FlagKind.SCALAR);
    }

    /** The items of all occurrences of a list flag; empty where it is absent, an empty list where it is given empty. */
    public Optional<List<String>> list(String name) {
        List<String> values = all(name, FlagKind.LIST);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.stream()
                .flatMap(value -> FlagValues.csv(value).orElseThrow().stream()).toList());
    }

    /** The items of an array flag. */
    public List<String> array(String name) {
        return all(name, FlagKind.ARRAY);
    }

    /** The pairs of a gates flag. */
    public SortedMap<String, Boolean> gates(String name) {
        SortedMap<String, Boolean> merged = new TreeMap<>();
        all(name, FlagKind.GATES).forEach(value -> merged.putAll(FlagValues.gates(value).orElseThrow()));
        return merged;
    }

    /** Every occurrence of the flags, in order, as one would write them: for evidence. Empty where there is none. */
    public String written(String... names) {
        return given.stream().filter(flag -> List.of(names).contains(flag.name()))
                .map(flag -> "--" + flag.name() + "=" + flag.value()).collect(Collectors.joining(" "));
    }

    private Optional<String> last(String name, FlagKind kind) {
        List<String> values = all(name, kind);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }

    private List<String> all(String name, FlagKind kind) {
        if (!component.kind(name).equals(Optional.of(kind))) {
            throw new IllegalArgumentException("--" + name + " is not listed as " + kind + " of " + component);
        }
        List<String> values = given.stream().filter(flag -> flag.name().equals(name)).map(Given::value).toList();
        if (values.contains(MASKED)) {
            throw new IllegalStateException("the value of --" + name + " is masked");
        }
        return values;
    }
}

package io.tightship.scan.probe;

import io.tightship.scan.data.Data;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command line of a container's program, behind what only keeps its log: a shell that starts one of the components
 * and sends its output somewhere, or Kubernetes' own log runner. What is not understood stays as it is written.
 */
public final class WrappedCommand {

    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash");
    /** Of kube-log-runner; those with a value may take it from the next word. */
    private static final Set<String> RUNNERS = Set.of("kube-log-runner", "go-runner");
    private static final Set<String> RUNNER_SWITCHES = Set.of("also-stdout", "redirect-stderr");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\$|\\$\\(([A-Za-z_][A-Za-z0-9_.-]*)\\)");

    private WrappedCommand() {
    }

    /**
     * Of a container of a pod: command and arguments with its own variables put in.
     *
     * @param components that a shell may start, by name
     */
    public static List<String> of(Data container, Set<String> components) {
        Map<String, String> variables = new HashMap<>();
        container.get("env").list().forEach(variable -> variable.get("name").text().ifPresent(name ->
                variable.get("value").text().ifPresentOrElse(value -> variables.put(name, value), () ->
                        variables.remove(name))));
        List<String> words = Stream.concat(container.get("command").texts().stream(),
                container.get("args").texts().stream()).map(word -> expanded(word, variables)).toList();
        return unwrapped(words, components).orElse(words);
    }

    /** A variable that the container does not state itself stays as it is written. */
    private static String expanded(String word, Map<String, String> variables) {
        return VARIABLE.matcher(word).replaceAll(found -> Matcher.quoteReplacement(found.group(1) == null ? "$"
                : variables.getOrDefault(found.group(1), found.group())));
    }

    private static Optional<List<String>> unwrapped(List<String> words, Set<String> components) {
        String program = words.isEmpty() ? "" : words.getFirst().replaceFirst(".*/", "");
        if (components.contains(program)) {
            return Optional.of(words);
        }
        if (RUNNERS.contains(program)) {
            return ofRunner(words).flatMap(rest -> unwrapped(rest, components));
        }
        if (SHELLS.contains(program) && words.size() > 2 && words.get(1).matches("-[eux]*c")) {
            return ShellStatements.of(words.get(2)).flatMap(statements -> {
                List<List<String>> starts = statements.stream().map(WrappedCommand::withoutPrefix).flatMap(statement ->
                        unwrapped(statement, components).stream()).toList();
                return starts.size() == 1 ? Optional.of(starts.getFirst()) : Optional.empty();
            });
        }
        return Optional.empty();
    }

    private static Optional<List<String>> ofRunner(List<String> words) {
        int next = 1;
        while (next < words.size() && words.get(next).startsWith("-")) {
            String flag = words.get(next++).replaceFirst("^--?", "");
            if (flag.isEmpty()) {
                break; // the end of its own flags
            }
            next += flag.contains("=") || RUNNER_SWITCHES.contains(flag) ? 0 : 1;
        }
        return next < words.size() ? Optional.of(words.subList(next, words.size())) : Optional.empty();
    }

    /** Without {@code exec} and the variables in front of a command. */
    private static List<String> withoutPrefix(List<String> statement) {
        List<String> rest = new ArrayList<>(statement);
        while (!rest.isEmpty() && (rest.getFirst().equals("exec") || rest.getFirst().matches("[A-Za-z_][A-Za-z0-9_]*=.*"))) {
            rest.removeFirst();
        }
        return rest;
    }
}

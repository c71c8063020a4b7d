package io.tightship.scan.collect;

import io.tightship.fact.linux.PamLine;
import io.tightship.fact.linux.PamLine.Action;
import io.tightship.scan.data.MalformedDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves the stack of a service as libpam does (pam.conf(5), libpam/pam_handlers.c): continuation lines, comments,
 * {@code @include}, include, substack, optional types with a leading dash, one-word and bracketed controls.
 */
final class PamFiles {

    /** libpam's PAM_SUBSTACK_MAX_LEVEL. */
    private static final int DEPTH = 16;

    private static final Pattern ENTRY = Pattern.compile(
            "(-?)([A-Za-z]+)\\s+(\\[(?:[^\\]\\\\]|\\\\.)*\\]|\\S+)\\s+(\\S+)(?:\\s.*)?", Pattern.DOTALL);
    private static final Map<String, String> WORDS = Map.of(
            "required", "success=ok new_authtok_reqd=ok ignore=ignore default=bad",
            "requisite", "success=ok new_authtok_reqd=ok ignore=ignore default=die",
            "sufficient", "success=done new_authtok_reqd=done default=ignore",
            "optional", "success=ok new_authtok_reqd=ok default=ignore");

    private final Map<String, String> files;
    private final List<String> folders;

    /**
     * @param files   contents by path
     * @param folders that hold service files, the one that is looked at first first
     */
    PamFiles(Map<String, String> files, List<String> folders) {
        this.files = files;
        this.folders = folders;
    }

    /** @throws MalformedDocument where libpam would refuse, or something lies outside of what was read */
    List<PamLine> account(String service) throws MalformedDocument {
        Optional<String> path = find(service.toLowerCase(Locale.ROOT));
        if (path.isEmpty()) {
            path = find("other");
        }
        List<PamLine> lines = read(path.orElseThrow(() -> new MalformedDocument("there is neither a PAM service "
                + service + " nor the service other")), 0);
        if (lines.isEmpty()) { // a service without lines of the type falls back to other
            Optional<String> other = find("other");
            if (other.isPresent() && !other.equals(path)) {
                return read(other.get(), 0);
            }
        }
        return lines;
    }

    private Optional<String> find(String name) {
        return folders.stream().map(folder -> folder + "/" + name).filter(files::containsKey).findFirst();
    }

    private List<PamLine> read(String path, int depth) throws MalformedDocument {
        if (depth > DEPTH) {
            throw new MalformedDocument("PAM includes are nested deeper than " + DEPTH + " at " + path);
        }
        List<PamLine> lines = new ArrayList<>();
        String[] physical = files.get(path).split("\n", -1);
        for (int i = 0; i < physical.length; i++) {
            int number = i + 1;
            StringBuilder logical = new StringBuilder();
            while (taken(physical[i], logical) && i + 1 < physical.length) {
                i++;
            }
            String text = logical.toString().strip().replaceAll("\\s+", " ");
            if (text.isEmpty()) {
                continue;
            }
            if (text.startsWith("@include ")) {
                lines.addAll(read(included(text.substring(9).strip(), path, number), depth + 1));
                continue;
            }
            entry(text, path, number, depth, lines);
        }
        return lines;
    }

    private void entry(String text, String path, int number, int depth, List<PamLine> lines)
            throws MalformedDocument {
        Matcher entry = ENTRY.matcher(text);
        if (!entry.matches()) {
            throw new MalformedDocument(path + ":" + number + ": not a PAM entry: " + text);
        }
        if (!entry.group(2).equalsIgnoreCase("account")) {
            return;
        }
        String control = entry.group(3).toLowerCase(Locale.ROOT);
        String argument = entry.group(4);
        switch (control) {
            case "include" -> lines.addAll(read(included(argument, path, number), depth + 1));
            case "substack" -> lines.add(new PamLine(path, number, text, new TreeMap<>(), "",
                    read(included(argument, path, number), depth + 1)));
            default -> lines.add(new PamLine(path, number, text, control(control, path, number),
                    argument.substring(argument.lastIndexOf('/') + 1), List.of()));
        }
    }

    private String included(String name, String path, int number) throws MalformedDocument {
        if (name.startsWith("/")) {
            if (!files.containsKey(name)) {
                throw new MalformedDocument(path + ":" + number + ": includes " + name
                        + ", which is not a file of " + String.join(" or ", folders) + " that could be read");
            }
            return name;
        }
        return find(name).orElseThrow(() -> new MalformedDocument(path + ":" + number + ": includes " + name
                + ", which does not exist or could not be read; there are "
                + String.join(", ", new TreeSet<>(files.keySet()))));
    }

    private static SortedMap<String, Action> control(String control, String path, int number)
            throws MalformedDocument {
        String pairs = control.startsWith("[") ? control.substring(1, control.length() - 1)
                : WORDS.get(control);
        if (pairs == null) {
            throw new MalformedDocument(path + ":" + number + ": '" + control + "' is not a PAM control");
        }
        SortedMap<String, Action> actions = new TreeMap<>();
        for (String pair : pairs.replaceAll("\\s*=\\s*", "=").strip().split("\\s+")) {
            int equals = pair.indexOf('=');
            String word = equals < 0 ? "" : pair.substring(equals + 1);
            Optional<Action> action = word.matches("[1-9][0-9]{0,4}")
                    ? Optional.of(new Action(Action.Kind.JUMP, Integer.parseInt(word)))
                    : java.util.Arrays.stream(Action.Kind.values()).filter(kind -> kind != Action.Kind.JUMP
                    && kind.name().toLowerCase(Locale.ROOT).equals(word)).findFirst().map(Action::of);
            actions.put(equals < 0 ? pair : pair.substring(0, equals), action.orElseThrow(() ->
                    new MalformedDocument(path + ":" + number + ": '" + pair + "' is not a PAM control")));
        }
        return actions;
    }

    /**
     * Adds a line to what it belongs to, as libpam does: within a line that goes on, blank ones and those that are comments
     * are passed over, and a backslash before a comment does not continue a line.
     *
     * @return whether the next line belongs to it as well
     */
    private static boolean taken(String line, StringBuilder logical) {
        int hash = line.indexOf('#');
        String text = (hash < 0 ? line : line.substring(0, hash)).strip();
        boolean blank = text.isEmpty();
        boolean goesOn = hash < 0 && text.endsWith("\\");
        logical.append(' ').append(goesOn ? text.substring(0, text.length() - 1) : text);
        return goesOn || blank && !logical.toString().isBlank();
    }
}

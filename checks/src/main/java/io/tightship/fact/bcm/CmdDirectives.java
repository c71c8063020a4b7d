package io.tightship.fact.bcm;

import io.tightship.fact.FactKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some directives of CMDaemon's configuration file: those on auditing and on files that it leaves alone. The others, with
 * the passwords among them, are never read. Source: BCM Administrator Manual, "CMDaemon Configuration File Directives".
 *
 * @param written by name in lower case, as they stand after the equals sign; the last of a name counts
 */
public record CmdDirectives(SortedMap<String, String> written) {

    public static final FactKey<CmdDirectives> KEY = FactKey.of("cmd-directives", CmdDirectives.class);

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    public CmdDirectives {
        written = Collections.unmodifiableSortedMap(new TreeMap<>(written));
    }

    /** Without the quotes around it. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(written.get(name.toLowerCase(Locale.ROOT)))
                .map(text -> text.strip().replaceAll("^\"|\"$", ""));
    }

    /** Of a truth value, which BCM writes in many ways; empty where it is absent or none. */
    public Optional<Boolean> bool(String name) {
        return text(name).map(text -> text.toLowerCase(Locale.ROOT)).flatMap(text ->
                List.of("yes", "1", "on", "true").contains(text) ? Optional.of(true)
                        : List.of("no", "0", "off", "false").contains(text) ? Optional.of(false) : Optional.empty());
    }

    /** The paths, and the patterns with a leading bar, of {@code FrozenFile}. */
    public List<String> frozen() {
        List<String> paths = new ArrayList<>();
        Matcher quoted = QUOTED.matcher(written.getOrDefault("frozenfile", ""));
        while (quoted.find()) {
            paths.add(quoted.group(1));
        }
        return paths;
    }
}

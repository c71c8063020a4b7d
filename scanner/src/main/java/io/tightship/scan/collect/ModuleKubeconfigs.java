package io.tightship.scan.collect;

import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mode and owner of the kubeconfigs that BCM's module files name, Tcl or Lua. A user's own, below {@code HOME}, is taken as
 * root's: those of others are another rule's.
 */
record ModuleKubeconfigs() implements Derived {

    static final NodeProbe LINES = new BcmProbe.ModuleKubeconfigs();

    private static final Pattern SETS = Pattern.compile("\\s*(?:setenv|pushenv|prepend-path|append-path|prepend_path"
            + "|append_path)[\\s(]+[\"{']?KUBECONFIG[\"}']?[\\s,]+[\"{']?([^\"{}'\\s()]+(?:\\(HOME\\))?[^\"{}'\\s()]*)[\"}']?\\s*\\)?\\s*;?");
    private static final Pattern SILENT = Pattern.compile("\\s*(?:#|--|unsetenv|module-whatis|whatis|puts|help).*");
    private static final Pattern HOME = Pattern.compile("^(?:~|\\$HOME|\\$\\{HOME\\}|\\$(?:::)?env\\(HOME\\))(?=/)");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9_.@+/-]+");

    /** What the module files say. */
    record Named(List<String> paths, SortedMap<String, String> unclear) {
    }

    @Override
    public NodeProbe source() {
        return LINES;
    }

    @Override
    public Pattern allowed() {
        return PATH;
    }

    @Override
    public int max() {
        return 32;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of(new FileProbe.Paths(path));
    }

    @Override
    public String description() {
        return "mode and owner of each kubeconfig that BCM's module files name";
    }

    @Override
    public List<NodeProbe> derive(Reading lines) {
        return lines.status() instanceof Reading.Status.Read ? named(lines.text()).paths().stream()
                .<NodeProbe>map(FileProbe.Paths::new).toList() : List.of();
    }

    /** @param printed a path, a zero byte and a line, again and again */
    static Named named(String printed) {
        List<String> paths = new ArrayList<>();
        SortedMap<String, String> unclear = new TreeMap<>();
        for (String found : printed.split("\n")) {
            String file = found.substring(0, Math.max(0, found.indexOf('\0')));
            String line = found.substring(found.indexOf('\0') + 1);
            if (found.isEmpty() || SILENT.matcher(line).matches()) {
                continue;
            }
            Matcher sets = SETS.matcher(line);
            if (!sets.matches()) {
                unclear.put(file, line.strip());
                continue;
            }
            for (String written : sets.group(1).split(":")) {
                String path = HOME.matcher(written).replaceFirst("/root");
                if (!PATH.matcher(path).matches()) {
                    unclear.put(file, line.strip());
                } else if (!paths.contains(path)) {
                    paths.add(path);
                }
            }
        }
        return new Named(paths, unclear);
    }
}

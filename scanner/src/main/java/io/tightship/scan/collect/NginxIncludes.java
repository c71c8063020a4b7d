package io.tightship.scan.collect;

import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.NginxBlock;
import io.tightship.scan.probe.NginxFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Puts included files in the place of nginx's {@code include} directives, as nginx does: relative to the main file's
 * folder, by the patterns of glob(3), in their order. What it includes and was not read ends the reading.
 */
final class NginxIncludes {

    private static final String FOLDER = "/etc/nginx/";
    private static final String MODULES = "/usr/share/nginx/modules/";
    private static final int DEEPEST = 10;
    private static final int MOST = 1000;

    private final NginxFiles files;
    private int taken;

    NginxIncludes(NginxFiles files) {
        this.files = files;
    }

    /** The directives of a file, those of its includes among them; empty where it is not there. */
    Optional<List<NginxBlock>> file(String path) throws MalformedDocument {
        if (files.unparsed().containsKey(path)) {
            throw new MalformedDocument(path + ": " + files.unparsed().get(path));
        }
        return files.files().containsKey(path) ? Optional.of(expanded(files.files().get(path), 0)) : Optional.empty();
    }

    private List<NginxBlock> expanded(List<NginxBlock> blocks, int depth) throws MalformedDocument {
        List<NginxBlock> expanded = new ArrayList<>();
        for (NginxBlock block : blocks) {
            if (block.name().equals("include")) {
                if (block.words().size() != 2) {
                    throw new MalformedDocument("include has " + (block.words().size() - 1) + " words instead of one");
                }
                if (depth == DEEPEST || ++taken > MOST) {
                    throw new MalformedDocument("files include each other more than " + DEEPEST + " deep, or more than "
                            + MOST + " times");
                }
                for (NginxBlock included : included(block.words().get(1))) {
                    expanded.addAll(expanded(List.of(included), depth + 1));
                }
            } else {
                expanded.add(new NginxBlock(block.words(), expanded(block.inside(), depth)));
            }
        }
        return expanded;
    }

    private List<NginxBlock> included(String written) throws MalformedDocument {
        String path = written.startsWith("/") ? written : FOLDER + written;
        if (!path.startsWith(FOLDER) && !path.startsWith(MODULES) || path.contains("/../")) {
            throw new MalformedDocument("nginx includes " + path + ", which is not read: only " + FOLDER + " and " + MODULES
                    + " are");
        }
        if (path.matches(".*[\\[\\\\].*")) {
            throw new MalformedDocument("nginx includes " + path + ", a pattern that is not known here");
        }
        boolean pattern = path.matches(".*[*?].*");
        Pattern matching = Glob.of(path);
        Optional<String> unparsed = files.unparsed().keySet().stream().filter(matching.asMatchPredicate()).findFirst();
        if (unparsed.isPresent()) {
            throw new MalformedDocument(unparsed.get() + ": " + files.unparsed().get(unparsed.get()));
        }
        List<List<NginxBlock>> found = files.files().entrySet().stream().filter(entry ->
                matching.matcher(entry.getKey()).matches()).map(Map.Entry::getValue).toList();
        if (!pattern && found.isEmpty()) {
            throw new MalformedDocument("nginx includes " + path + ", which was not found or is empty");
        }
        return found.stream().flatMap(List::stream).toList();
    }
}

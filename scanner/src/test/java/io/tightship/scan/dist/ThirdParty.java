package io.tightship.scan.dist;

import io.tightship.scan.dist.Sbom.Component;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The page THIRD-PARTY.txt: what others made of what is shipped, under which licence, and the texts that these licences
 * want to travel along. The Apache License itself is not repeated: it is Tightship's own, and lies beside the page.
 */
final class ThirdParty {

    /** What people know and decided on: a dependency with another one is a decision. */
    static final List<String> ACCEPTED = List.of("Apache-2.0", "MIT", "Bouncy Castle Licence");

    private static final Pattern TEXT = Pattern.compile("(?i)(META-INF/|assets/)(.*/)?[^/]*(licen[cs]e|notice)[^/]*");
    private static final Pattern APACHE = Pattern.compile("[ \\t]*Apache License\\s+Version 2\\.0, January 2004.*?"
            + "END OF TERMS AND CONDITIONS(\\s+APPENDIX: How to apply.*?limitations under the License\\.)?",
            Pattern.DOTALL);
    private static final String IN_LICENSE = "[the Apache License, Version 2.0: see LICENSE]";
    private static final String HEAD = """
            What is in the archives of Tightship and was made by others

            Tightship itself is under the Apache License, Version 2.0, whose text is in LICENSE. Each jar below is
            shipped as its authors published it. sbom.cdx.json (and demo/sbom.cdx.json) has the same list for programs,
            with digests. The last column is the folder; demo/ is in the demo archive alone, and has some jars of lib/ again.
            This page is made by the build: see CONTRIBUTING.md.

            """;
    private static final String RUNTIME = """


            In archives with a Java runtime (jre/)
            --------------------------------------

            OpenJDK, under the GNU General Public License, version 2, with the Classpath Exception. Its version is in
            jre.cdx.json and jre/release, its licence and those of its parts are in jre/legal.
            """;

    private final Map<Component, Path> jars;

    /** @param jars of the archives, with what the bills of materials say of them */
    ThirdParty(Map<Component, Path> jars) {
        this.jars = new TreeMap<>(Comparator.comparing(Component::name).thenComparing(Component::version));
        this.jars.putAll(jars);
    }

    /** The jars of a folder by what a bill of materials says of them; a jar that it does not know is left out. */
    static Map<Component, Path> shipped(Path folder, Sbom sbom) throws IOException {
        Map<Component, Path> shipped = new LinkedHashMap<>();
        for (Component component : sbom.components()) {
            Path jar = folder.resolve(component.name() + "-" + component.version() + ".jar");
            if (!component.group().equals("io.tightship") && Files.exists(jar)) {
                shipped.put(component, jar);
            }
        }
        return shipped;
    }

    String page() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        jars.forEach((component, jar) -> page.append(String.format("%-45s %-12s %-24s %s\n",
                component.name(), component.version(), String.join(", ", component.licences()),
                jar.getParent().getFileName())));
        page.append(RUNTIME);
        for (Map.Entry<String, List<String>> text : texts().entrySet()) {
            page.append("\n\n").append("=".repeat(100)).append('\n');
            text.getValue().forEach(origin -> page.append(origin).append('\n'));
            page.append("-".repeat(100)).append("\n\n").append(text.getKey()).append('\n');
        }
        return page.toString();
    }

    /** Each text once, with the places that have it. */
    Map<String, List<String>> texts() throws IOException {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        for (Map.Entry<Component, Path> jar : jars.entrySet()) {
            for (Map.Entry<String, String> text : texts(jar.getValue()).entrySet()) {
                texts.computeIfAbsent(text.getValue(), each -> new ArrayList<>())
                        .add(jar.getKey().name() + " " + jar.getKey().version() + ", " + text.getKey());
            }
        }
        return texts;
    }

    /** The texts of a jar by their names in it, without the Apache License. */
    static Map<String, String> texts(Path jar) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (ZipFile zip = new ZipFile(jar.toFile()); Stream<? extends ZipEntry> entries = zip.stream()) {
            for (ZipEntry entry : entries.filter(each -> TEXT.matcher(each.getName()).matches()
                    && !each.getName().endsWith(".class") && !each.isDirectory()).toList()) {
                String raw = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                String own = APACHE.matcher(raw.lines().map(String::stripTrailing).collect(Collectors.joining("\n")))
                        .replaceAll(Matcher.quoteReplacement(IN_LICENSE)).strip();
                if (!own.equals(IN_LICENSE)) {
                    texts.put(entry.getName(), own);
                }
            }
        }
        return Collections.unmodifiableMap(texts);
    }
}

package io.tightship.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/correctness.md: every case of traps.txt beside the tests whose names carry its number. A case without a test
 * and a number without a case fail here.
 */
class CorrectnessPageTest {

    private static final Path PAGE = Path.of("../docs/correctness.md");
    private static final Pattern TEST = Pattern.compile("(?:void|Stream<DynamicTest>) ((?:t[0-9]+_)+[a-z0-9_]+)\\(");
    private static final Pattern NUMBER = Pattern.compile("t([0-9]+)_");

    @Test
    void every_case_has_a_test_and_the_page_lists_them() throws IOException {
        Map<Integer, SortedSet<String>> tests = tests();
        StringBuilder page = new StringBuilder("""
                # Correctness

                Cases that scanners of this field have judged wrongly, the right verdict, and the tests that prove ours.
                Generated; see CONTRIBUTING.md.
                """);
        List<Integer> cases = new ArrayList<>();
        for (String line : resource().lines().filter(text -> !text.isBlank() && !text.startsWith("# ")).toList()) {
            if (line.startsWith("## ")) {
                page.append('\n').append(line).append("\n\n| | Case | Verdict | Tests |\n| --- | --- | --- | --- |\n");
                continue;
            }
            String[] parts = line.split(" \\| ");
            assertThat(parts).as(line).hasSize(3);
            int number = Integer.parseInt(parts[0]);
            cases.add(number);
            assertThat(tests).as("a test named t" + number + "_… for: " + line).containsKey(number);
            page.append("| T").append(number).append(" | ").append(parts[1]).append(" | ").append(parts[2]).append(" | ")
                    .append(String.join("<br>", tests.get(number))).append(" |\n");
        }
        assertThat(cases).doesNotHaveDuplicates();
        if (Boolean.getBoolean("tightship.regenerate")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).as("regenerate it: mvn -pl checks,reports,fixtures,scanner test "
                + "-Dtest=CorrectnessPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dtightship.regenerate=true")
                .isEqualTo(page.toString());
    }

    /** By number, each as {@code Class.method}. */
    private static Map<Integer, SortedSet<String>> tests() throws IOException {
        Map<Integer, SortedSet<String>> tests = new TreeMap<>();
        for (String module : List.of("checks", "reports", "fixtures", "scanner")) {
            Path folder = Path.of("..", module, "src/test/java");
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
                    Matcher test = TEST.matcher(Files.readString(file));
                    while (test.find()) {
                        String name = file.getFileName().toString().replace(".java", ".") + test.group(1);
                        Matcher number = NUMBER.matcher(test.group(1).replaceFirst("(?<=_)(?!t[0-9]).*", ""));
                        while (number.find()) {
                            tests.computeIfAbsent(Integer.valueOf(number.group(1)), n -> new TreeSet<>())
                                    .add("`" + name + "`");
                        }
                    }
                }
            }
        }
        return tests;
    }

    private static String resource() throws IOException {
        try (var text = CorrectnessPageTest.class.getResourceAsStream("/traps.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

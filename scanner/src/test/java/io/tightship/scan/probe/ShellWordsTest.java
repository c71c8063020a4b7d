package io.tightship.scan.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a real shell makes of quoted words. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ShellWordsTest {

    private static final List<String> HOSTILE = List.of("", " ", "'", "''", "'\\''", "\"", "\\", "\\\\", "$(id)", "`id`",
            "$HOME", "${IFS}", "*", "/*", "?", "[a-z]", "~", "~root", "!", "#", "# no comment", ";", "; rm -rf /", "&",
            "&&", "|", "|| true", "<", ">", "> /tmp/x", "(", ")", "{a,b}", "a\nb", "\n", "\n\n", "a\r\nb", "\t", "-n",
            "-e", "--", "a=b", "=ls", "if", "done", "EOF", "été", "\u202e", "\ud83d\ude80", "\u0001\u001b[31m", "%s\\n",
            "a'b\"c$d`e\\f\ng");

    @Test
    void each_word_stays_one_word_whatever_it_holds() throws Exception {
        assertThat(seen(HOSTILE)).isEqualTo(HOSTILE);
    }

    @Test
    void so_do_words_of_any_characters() throws Exception {
        Random random = new Random(7);
        String alphabet = "ab'\"\\$`*?[]{}()<>|&;#~!= \n\t-%/é\u0001";
        for (int run = 0; run < 20; run++) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                StringBuilder word = new StringBuilder();
                for (int length = random.nextInt(12); length > 0; length--) {
                    word.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                words.add(word.toString());
            }
            assertThat(seen(words)).isEqualTo(words);
        }
    }

    @Test
    void plain_words_stay_readable() {
        assertThat(ShellWords.quoted(List.of("cat", "--", "/etc/a b", "user=x,addr=::1")))
                .isEqualTo("cat -- '/etc/a b' user=x,addr=::1");
    }

    /** The words that {@code /bin/sh} hands on: each in its own pair of marks, so that line breaks show. */
    private static List<String> seen(List<String> words) throws Exception {
        Process shell = new ProcessBuilder("/bin/sh", "-s").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (OutputStream script = shell.getOutputStream()) {
            script.write(("show() { for w; do printf '<<%s>>\\0' \"$w\"; done; }\nshow " + ShellWords.quoted(words)
                    + "\n").getBytes(StandardCharsets.UTF_8));
        }
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> seen = new ArrayList<>();
        for (String word : printed.split("\u0000")) {
            assertThat(word).startsWith("<<").endsWith(">>");
            seen.add(word.substring(2, word.length() - 2));
        }
        return seen;
    }
}

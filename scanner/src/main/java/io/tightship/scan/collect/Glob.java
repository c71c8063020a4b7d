package io.tightship.scan.collect;

import java.util.regex.Pattern;

/** The patterns of glob(3) for paths, as far as stars and question marks go: who has others must refuse them before. */
final class Glob {

    private Glob() {
    }

    /** No sign of it stands for a slash, or for the dot that a hidden name begins with. */
    static Pattern of(String path) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            String start = path.charAt(Math.max(0, i - 1)) == '/' ? "(?!\\.)" : "";
            switch (c) {
                case '*' -> regex.append(start).append("[^/]*");
                case '?' -> regex.append(start).append("[^/]");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}

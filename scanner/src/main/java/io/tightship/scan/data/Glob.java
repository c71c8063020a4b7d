package io.tightship.scan.data;

import java.util.regex.Pattern;

/** A pattern of names: {@code *} is any run of characters, {@code ?} is any one, the rest is literal. */
public final class Glob {

    private final String text;
    private final Pattern pattern;

    private Glob(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    public static Glob of(String text) {
        String stripped = text.strip();
        StringBuilder expression = new StringBuilder();
        stripped.codePoints().forEach(c -> expression.append(c == '*' ? ".*" : c == '?' ? "."
                : Pattern.quote(Character.toString(c))));
        return new Glob(stripped, Pattern.compile(expression.toString(), Pattern.DOTALL));
    }

    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** True where it can match one name alone. */
    public boolean isLiteral() {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    @Override
    public String toString() {
        return text;
    }
}

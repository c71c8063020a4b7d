package io.tightship.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Element;

/** The style and the script of the page: written in it, with their hashes in its policy, or files beside it. */
public enum Assets {
    INLINE, EXTERNAL;

    /** The files that an external page needs beside it. */
    public static final List<String> FILES = List.of("report.css", "report.js");

    private static final String NOTHING_ELSE = "; img-src data:; base-uri 'none'; form-action 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    /** The text of one of {@link #FILES}. */
    public static String text(String file) throws IOException {
        try (InputStream content = Assets.class.getResourceAsStream(file)) {
            if (content == null) {
                throw new IOException("the program lacks its resource " + file);
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What a browser may take: nothing but these two. */
    String policy() throws IOException {
        return switch (this) {
            case INLINE -> "default-src 'none'; style-src 'sha256-" + sha256(text("report.css"))
                    + "'; script-src 'sha256-" + sha256(text("report.js")) + "'" + NOTHING_ELSE;
            case EXTERNAL -> "default-src 'none'; style-src 'self'; script-src 'self'" + NOTHING_ELSE;
        };
    }

    /** Of a page that has the style written in it and no script. */
    static String stylePolicy() throws IOException {
        return "default-src 'none'; style-src 'sha256-" + sha256(text("report.css")) + "'" + NOTHING_ELSE;
    }

    void style(Element head) throws IOException {
        switch (this) {
            case INLINE -> head.appendElement("style").appendChild(new DataNode(text("report.css")));
            case EXTERNAL -> head.appendElement("link").attr("rel", "stylesheet").attr("href", "report.css");
        }
    }

    /** The last element of the body: it finds the page complete. */
    Element script() throws IOException {
        Element script = Markup.root("script");
        switch (this) {
            case INLINE -> script.appendChild(new DataNode(text("report.js")));
            case EXTERNAL -> script.attr("src", "report.js");
        }
        return script;
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

package io.tightship.report.files;

/**
 * How formats that may be several files are laid out.
 *
 * @param splitJunit one JUnit file for each target, in the folder {@code junit}, instead of {@code junit.xml}
 */
public record Layout(boolean splitJunit) {

    /** Each format in one file. */
    public static final Layout SINGLE_FILES = new Layout(false);
}

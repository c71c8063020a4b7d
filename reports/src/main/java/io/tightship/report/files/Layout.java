package io.tightship.report.files;

/**
 * How formats that may be several files are laid out.
 *
 * @param splitJunit     one JUnit file for each target, in the folder {@code junit}, instead of {@code junit.xml}
 * @param externalAssets the style and the script of the HTML report as files beside it, for servers whose content
 *                       policy refuses what is written in the page
 */
public record Layout(boolean splitJunit, boolean externalAssets) {

    /** Each format in one file. */
    public static final Layout SINGLE_FILES = new Layout(false, false);
}

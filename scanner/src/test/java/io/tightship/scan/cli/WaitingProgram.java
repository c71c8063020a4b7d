package io.tightship.scan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/** A program for Linux on x86-64 that waits for signals and looks at none of its arguments: a stand-in for components. */
public final class WaitingProgram {

    private static final String WAITS = "7f454c46020101000000000000000000" + "02003e00010000007800400000000000"
            + "40000000000000000000000000000000" + "00000000400038000100000000000000"
            + "01000000050000000000000000000000" + "00004000000000000000400000000000"
            + "81000000000000008100000000000000" + "0010000000000000" + "b8220000000f05ebf7";

    private WaitingProgram() {
    }

    public static Path write(Path program) throws IOException {
        Files.createDirectories(program.getParent());
        Files.write(program, HexFormat.of().parseHex(WAITS));
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

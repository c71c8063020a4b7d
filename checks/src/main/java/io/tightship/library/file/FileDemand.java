package io.tightship.library.file;

import io.tightship.fact.linux.PathStat;
import java.util.Set;
import java.util.stream.Collectors;

/** What is asked of the owner or the mode of a file. */
sealed interface FileDemand {

    boolean holds(PathStat stat);

    /** What there is, in words. */
    String seen(PathStat stat);

    String expected();

    /** What makes it hold. */
    String command(PathStat stat);

    /** @param most the bits that may be set: fewer are as good */
    record Mode(int most) implements FileDemand {
        @Override
        public boolean holds(PathStat stat) {
            return stat.within(most);
        }

        @Override
        public String seen(PathStat stat) {
            return "mode " + stat.octal();
        }

        @Override
        public String expected() {
            return String.format("mode %04o or less", most);
        }

        @Override
        public String command(PathStat stat) {
            return String.format("chmod %04o %s", stat.mode() & most, quoted(stat.path()));
        }
    }

    /** By the user and the group root. */
    record OwnedByRoot() implements FileDemand {
        @Override
        public boolean holds(PathStat stat) {
            return stat.owner() == 0 && stat.group() == 0;
        }

        @Override
        public String seen(PathStat stat) {
            return "owner " + stat.owner() + " and group " + stat.group();
        }

        @Override
        public String expected() {
            return "owner 0 and group 0";
        }

        @Override
        public String command(PathStat stat) {
            return "chown root:root " + quoted(stat.path());
        }
    }

    /**
     * A private key: nobody but its owner, and that is root or who uses it.
     *
     * @param owners user ids
     */
    record Key(int most, Set<Long> owners) implements FileDemand {
        @Override
        public boolean holds(PathStat stat) {
            return stat.within(most) && owners.contains(stat.owner());
        }

        @Override
        public String seen(PathStat stat) {
            return "mode " + stat.octal() + " and owner " + stat.owner();
        }

        @Override
        public String expected() {
            return String.format("mode %04o or less, and owner %s", most, owners.stream().sorted().map(String::valueOf)
                    .collect(Collectors.joining(" or ")));
        }

        @Override
        public String command(PathStat stat) {
            String mode = new Mode(most).command(stat);
            return owners.contains(stat.owner()) ? mode : "chown root " + quoted(stat.path()) + " && " + mode;
        }
    }

    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9_./@+-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}

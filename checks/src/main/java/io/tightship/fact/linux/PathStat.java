package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;

/**
 * Who owns a file or folder and who may do what with it; what it holds is never read. Symbolic links are followed: it is
 * the file behind them that counts.
 *
 * @param type {@code f} file, {@code d} folder, another letter of find's, or {@code N} for a link that leads nowhere
 * @param mode the permission bits, set-id and sticky bits included: 0 to 07777
 */
public record PathStat(String path, char type, int mode, long owner, long group) {

    /** The kubeconfigs that BCM's module files name on a node ({@code module load kubernetes/…}). */
    public static final FactKey<PerSubject<PathStat>> OF_MODULES =
            FactKey.perSubject("module-kubeconfig", "", PathStat.class);

    /**
     * The paths of a node that match. None among them is a known value: the folder was listed, or is known not to exist.
     *
     * @param pattern an absolute path; {@code *} stands for any part of one name, a last {@code **} for everything below
     */
    public static FactKey<PerSubject<PathStat>> matching(String pattern) {
        if (!pattern.matches("/[A-Za-z0-9_.*@+/-]+") || pattern.contains("**") && !pattern.endsWith("/**")) {
            throw new IllegalArgumentException("no pattern of paths: " + pattern);
        }
        return FactKey.perSubject("path-stat", pattern, PathStat.class);
    }

    /** True where no bit outside of {@code most} is set. */
    public boolean within(int most) {
        return (mode & 07777 & ~most) == 0;
    }

    /** As {@code ls -l} and people write it: {@code 0640}. */
    public String octal() {
        return String.format("%04o", mode);
    }

    public boolean exists() {
        return type != 'N';
    }
}

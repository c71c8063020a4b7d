package io.tightship.scan.probe;

import java.util.List;

/** Reads files and folders of a node: what they hold, or who may do what with them. */
public sealed interface FileProbe extends NodeProbe {

    /** One file's content. A file that does not exist is a known answer. */
    record ReadFile(String path) implements FileProbe {
        @Override
        public List<String> words() {
            return List.of("cat", "--", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /**
     * A file that a process was told to read, as that process sees it: in a container another file may have the same
     * path. Of what it holds only the projection is stored.
     *
     * @param process 0 for the host's own files
     * @param path    as the process was told; a relative one is looked up from where it stands
     */
    record NamedFile(long process, String path, NamedFileContent content) implements FileProbe {
        @Override
        public List<String> words() {
            return List.of("cat", "--", seen());
        }

        @Override
        public List<String> paths() {
            return List.of(seen());
        }

        @Override
        public String place() {
            return path;
        }

        private String seen() {
            return process == 0 ? path : "/proc/" + process + (path.startsWith("/") ? "/root" + path : "/cwd/" + path);
        }
    }

    /**
     * A file or a small folder as a tar stream: names, modes, numeric owners and contents in one read, symbolic links
     * followed. {@link Tar} reads it. A path that does not exist is a known answer; members that cannot be read are
     * named on stderr.
     */
    record ReadTree(String path) implements FileProbe {
        @Override
        public List<String> words() {
            return List.of("tar", "-chPf", "-", "--numeric-owner", "--", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }

        @Override
        public String command() {
            return "ls -lanL " + ShellWords.quoted(List.of(path));
        }
    }

    /**
     * Mode, owner and kind of the paths that match; what they hold is not read. Links are followed.
     *
     * @param pattern as of {@link io.tightship.fact.linux.PathStat#matching}
     */
    record Paths(String pattern) implements FileProbe {
        /** How far below its root a pattern that ends in two stars looks. */
        private static final int DEEPEST = 8;

        @Override
        public List<String> words() {
            String root = root();
            if (root.equals(pattern)) {
                return List.of("find", "-L", root, "-maxdepth", "0", "-printf", FORMAT);
            }
            boolean all = pattern.endsWith("/**");
            int depth = all ? DEEPEST : pattern.substring(root.length()).split("/").length - 1;
            return List.of("find", "-L", root, "-mindepth", "1", "-maxdepth", String.valueOf(depth), "-path",
                    all ? root + "/*" : pattern, "-printf", FORMAT);
        }

        private static final String FORMAT = "%m %U %G %Y %p\\0";

        /** The folder above the first name with a star; the pattern itself where it has none. */
        public String root() {
            int star = pattern.indexOf('*');
            return star < 0 ? pattern : pattern.substring(0, pattern.lastIndexOf('/', star));
        }

        @Override
        public List<String> paths() {
            return List.of(pattern);
        }

        @Override
        public int seconds() {
            return 20;
        }
    }

    /**
     * The client certificates of a kubeconfig, which are no secret, or the files that it names for them. What is stored are
     * the {@link KubeconfigCertificates}: whom the API server takes them for; nothing else of a line leaves the host.
     */
    record ClientCertificates(String path) implements FileProbe {
        @Override
        public List<String> words() {
            return List.of("grep", "-aoE", "client-certificate(-data)?.?[[:space:]]*:[[:space:]]*[^,}[:space:]]*", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** When a file, or each file of a folder, was last written: seconds since 1970 and the path. Links are followed. */
    record Changed(String path) implements FileProbe {
        @Override
        public List<String> words() {
            return List.of("find", "-L", path, "-maxdepth", "4", "-type", "f", "-printf", "%T@ %p\\0");
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }
}

package io.tightship.scan.probe;

import java.util.ArrayList;
import java.util.List;

/** Reads a node's systemd services. */
public sealed interface ServiceProbe extends NodeProbe {

    /** Whether a service runs, and whether it is started with the host. */
    record ServiceState(String unit) implements ServiceProbe {
        public ServiceState {
            if (!unit.matches("[a-z0-9@.-]+\\.service")) {
                throw new IllegalArgumentException("no service: " + unit);
            }
        }

        @Override
        public List<String> words() {
            return List.of("systemctl", "show", "-p", "LoadState,ActiveState,UnitFileState", unit);
        }

        @Override
        public boolean privileged() {
            return false;
        }
    }

    /**
     * The files of a systemd service and its drop-ins, in one stream; those that are not there are named on stderr. What
     * is stored is the {@link UnitDocument}: how it is started, and nothing else.
     *
     * @param name without {@code .service}
     */
    record UnitFiles(String name) implements ServiceProbe {
        /** The strongest first. What systemd itself makes in others cannot say how a service is started. */
        public static final List<String> FOLDERS = List.of("/etc/systemd/system", "/run/systemd/system",
                "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system");

        public UnitFiles {
            if (!name.matches("[a-z]+(?:-[a-z]+)*")) {
                throw new IllegalArgumentException("no service: " + name);
            }
        }

        /** The folders of drop-ins, the strongest first: its own, those of its name's beginnings, those of all services. */
        public List<String> dropIns() {
            List<String> names = new ArrayList<>(List.of(name + ".service.d"));
            for (int dash = name.lastIndexOf('-'); dash > 0; dash = name.lastIndexOf('-', dash - 1)) {
                names.add(name.substring(0, dash + 1) + ".service.d");
            }
            names.add("service.d");
            return names.stream().flatMap(one -> FOLDERS.stream().map(folder -> folder + "/" + one)).toList();
        }

        @Override
        public List<String> words() {
            List<String> words = new ArrayList<>(List.of("tar", "-chPf", "-", "--numeric-owner", "--"));
            FOLDERS.forEach(folder -> words.add(folder + "/" + name + ".service"));
            words.addAll(dropIns());
            return words;
        }

        @Override
        public String command() {
            return "systemctl cat " + name + ".service";
        }

        @Override
        public String place() {
            return name + ".service";
        }
    }

    /**
     * A file of variables that a systemd service is given. Of what it holds the {@link UnitDocument} is stored:
     * secret-looking values are masked.
     */
    record UnitEnvironment(String path) implements ServiceProbe {
        @Override
        public List<String> words() {
            return List.of("cat", "--", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }
}

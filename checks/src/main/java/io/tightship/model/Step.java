package io.tightship.model;

/** One step of a remediation, in the site's own names. */
public sealed interface Step {

    /**
     * A literal setting at a place. All those of a finding, put there, make the check pass: {@code LawTest} proves it. What
     * needs more than that, such as a program that is installed or a list that only people can judge, is prose or a command.
     *
     * @param literal as it stands there: a line, a flag, commands of cmsh or NVUE, a whole object; of a document
     *                {@code a.b: value}, where each dot leads one level into the structure, {@code list[name]} to the member of
     *                a list that has the name, and a value that is a map is merged into what is there
     */
    static Step setting(Place place, String literal) {
        return new Setting(place, literal);
    }

    /** A command to type on {@code where} (a host, a switch, "the head node"). */
    static Step command(String where, String text) {
        return new Command(where, text);
    }

    static Step prose(String text) {
        return new Prose(text);
    }

    record Prose(String text) implements Step {
    }

    record Setting(Place place, String literal) implements Step {
    }

    record Command(String where, String text) implements Step {
    }

    /**
     * Where a setting belongs.
     *
     * @param kind {@code file}, {@code argument}, {@code cmsh}, {@code nvue}, {@code object}
     * @param path the path, the component, the cmsh location or the Kubernetes object
     */
    record Place(String kind, String path) {
        public static Place file(String path) {
            return new Place("file", path);
        }

        public static Place argument(String component) {
            return new Place("argument", component);
        }

        public static Place cmsh(String location) {
            return new Place("cmsh", location);
        }

        public static Place nvue(String device) {
            return new Place("nvue", device);
        }

        public static Place object(String name) {
            return new Place("object", name);
        }
    }
}

package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.model.Reason;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.Yaml;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.Tar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A kubelet's configuration file and drop-ins as it merges them: the drop-ins in the order of a walk through the
 * folder, each over what was there before, and a null removes it. Whatever it would not start with is unknown, not
 * skipped.
 */
record KubeletDocuments(SessionId session, Readings readings) {

    /** Where the files set the field, the place that counts first; empty where they do not. */
    Fact<List<Place>> places(String field, ProcessTable.Process process, Flags flags) {
        LinkedList<Place> places = new LinkedList<>();
        LinkedList<Source> sources = new LinkedList<>();
        Optional<FileProbe.ReadFile> file = KubeletFiles.file(process, flags);
        if (file.isPresent()) {
            Reading reading = readings.get(session, file.get());
            Optional<Fact<List<Place>>> unread = unread(file.get(), reading);
            if (unread.isPresent()) {
                return unread.get();
            }
            try {
                set(field, Origin.FILE, KubeletFiles.named(flags, "config").orElseThrow(), reading.text(), places);
            } catch (MalformedDocument e) {
                return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
            }
            sources.addFirst(reading.source(Witness.ON_DISK));
        }
        Optional<FileProbe.ReadTree> folder = KubeletFiles.folder(process, flags);
        if (folder.isPresent()) {
            Reading reading = readings.get(session, folder.get());
            Optional<Fact<List<Place>>> unread = unread(folder.get(), reading);
            if (unread.isPresent()) {
                return unread.get();
            }
            try {
                for (Tar.Entry entry : dropIns(reading)) {
                    if (set(field, Origin.DROP_IN, entry.path(), entry.text(), places)) {
                        sources.addFirst(reading.source(Witness.ON_DISK, entry.path()));
                    }
                }
            } catch (MalformedDocument e) {
                return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
            }
            sources.addLast(reading.source(Witness.ON_DISK));
        }
        return Fact.known(List.copyOf(places), List.copyOf(sources));
    }

    private static Optional<Fact<List<Place>>> unread(NodeProbe probe, Reading reading) {
        for (String path : probe.paths()) {
            if (!new KubeletFiles().allowed().matcher(path).matches()) {
                return Optional.of(reading.unavailable(Reason.REFUSED, "the kubelet names " + path
                        + ", which lies outside of what may be read"));
            }
        }
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) ->
                    Optional.of(reading.unavailable(reason, detail));
            case Reading.Status.Absent(String proof) -> Optional.of(reading.unavailable(Reason.NOT_COLLECTED,
                    "the kubelet runs with " + probe.place() + ", which is not there any more: " + proof));
            case Reading.Status.Read(int exit, String words) -> exit == 0 ? Optional.empty()
                    : Optional.of(reading.unavailable(words.contains("Permission denied") ? Reason.FORBIDDEN
                    : Reason.UNPARSABLE, probe.place() + " was read in part only: " + words.strip()));
        };
    }

    /** Files that end in .conf, folder by folder, by name. */
    private static List<Tar.Entry> dropIns(Reading reading) throws MalformedDocument {
        return Tar.entries(reading.body()).values().stream()
                .filter(entry -> !entry.folder() && entry.path().endsWith(".conf"))
                .sorted(Comparator.comparing((Tar.Entry entry) -> List.of(entry.path().split("/")),
                        KubeletDocuments::walk)).toList();
    }

    private static int walk(List<String> a, List<String> b) {
        return Arrays.compare(a.toArray(String[]::new), b.toArray(String[]::new));
    }

    /** True where the document says something of the field. */
    private static boolean set(String field, Origin origin, String path, String text, LinkedList<Place> places)
            throws MalformedDocument {
        Data document = parsed(path, text);
        if (!document.get("kind").text().equals(Optional.of("KubeletConfiguration"))
                || document.get("apiVersion").text().filter(version -> version.startsWith("kubelet.config.k8s.io/"))
                .isEmpty()) {
            throw new MalformedDocument(path + " is no KubeletConfiguration: the kubelet does not start with it");
        }
        Data value = document;
        for (String key : field.split("\\.")) {
            if (!value.isMap()) {
                throw new MalformedDocument(path + ": what " + key + " of " + field + " stands in is no structure: the "
                        + "kubelet does not start with it");
            }
            value = value.get(key);
            if (value.isNull() || value.isAbsent()) {
                break;
            }
        }
        if (value.isNull()) {
            places.clear(); // Of the field or of what it stands in: a merge takes away what was there before.
        } else if (!value.isAbsent()) {
            String key = field.substring(field.lastIndexOf('.') + 1);
            places.addFirst(new Place(origin, path, line(key, text), Json.write(value)));
        }
        return !value.isAbsent();
    }

    private static Data parsed(String path, String text) throws MalformedDocument {
        try {
            return Yaml.first(text);
        } catch (MalformedDocument e) {
            throw new MalformedDocument(path + ": " + e.getMessage());
        }
    }

    private static int line(String field, String text) {
        Pattern key = Pattern.compile("\\s*\\{?\\s*[\"']?" + Pattern.quote(field) + "[\"']?\\s*:.*");
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            if (key.matcher(lines.get(i)).matches()) {
                return i + 1;
            }
        }
        return 0;
    }
}

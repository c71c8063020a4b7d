package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.LoginProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The software images on the head nodes, and which node is installed from which: its own one, else its category's. What a
 * node holds today is written anew from there.
 */
final class SoftwareImages {

    private static final FactKey<PerSubject<PathStat>> FOLDERS = PathStat.matching("/cm/images/*");
    private static final NodeProbe LISTING = new FileProbe.Paths(FOLDERS.parameter());
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private SoftwareImages() {
    }

    /**
     * Files of every image.
     *
     * @param file   below the image, with a leading slash
     * @param folder whether it is a folder of lists, else a file of authorized keys
     */
    record ImageFile(String file, boolean folder) implements Derived {
        @Override
        public NodeProbe source() {
            return LISTING;
        }

        @Override
        public Pattern allowed() {
            return Pattern.compile("/cm/images/[A-Za-z0-9][A-Za-z0-9._-]*" + Pattern.quote(file));
        }

        @Override
        public int max() {
            return 32;
        }

        @Override
        public List<NodeProbe> shapes(String path) {
            return List.of(folder ? new FileProbe.ReadTree(path) : new LoginProbe.AuthorizedKeys(path));
        }

        @Override
        public String description() {
            return (folder ? "tar -c " : "fingerprints of ") + "/cm/images/IMAGE" + file + " for each image, at most "
                    + max();
        }

        @Override
        public List<NodeProbe> derive(Reading listing) {
            return names(listing).stream().map(this::probe).toList();
        }

        NodeProbe probe(String image) {
            return shapes(path(image)).getFirst();
        }

        String path(String image) {
            return "/cm/images/" + image + file;
        }
    }

    private static List<String> names(Reading listing) {
        List<String> names = new ArrayList<>();
        if (listing.status() instanceof Reading.Status.Read) {
            for (String line : listing.text().split("\u0000")) {
                String[] words = line.split(" ", 5); // mode, owner, group, kind, path
                if (words.length == 5 && words[3].equals("d")) {
                    String name = words[4].substring(words[4].lastIndexOf('/') + 1);
                    if (NAME.matcher(name).matches()) {
                        names.add(name);
                    }
                }
            }
        }
        return names.stream().sorted().toList();
    }

    static List<Route> routes(SiteView site, ImageFile... files) {
        List<Route> routes = new ArrayList<>();
        BcmLists.heads(site).forEach(head -> routes.add(Route.of(SessionId.node(head), LISTING, BcmLists.DEVICES,
                BcmLists.CATEGORY_IMAGES, BcmLists.DEVICE_IMAGES).with(files)));
        return routes;
    }

    /** The name of the image that the node is installed from. */
    static Fact<String> of(Target.Node node, SiteView site, Readings readings) {
        Fact<List<Map<String, String>>> devices = BcmLists.rows(site, readings, BcmLists.DEVICES, "hostname", "type",
                "category", "ip");
        Fact<List<Map<String, String>>> own = BcmLists.rows(site, readings, BcmLists.DEVICE_IMAGES, "hostname",
                "softwareimage");
        Fact<List<Map<String, String>>> categories = BcmLists.rows(site, readings, BcmLists.CATEGORY_IMAGES, "name",
                "softwareimage");
        List<Source> sources = new ArrayList<>();
        for (Fact<List<Map<String, String>>> fact : List.of(devices, own, categories)) {
            switch (fact) {
                case Fact.Unavailable<List<Map<String, String>>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Map<String, String>>> known -> sources.addAll(known.sources());
            }
        }
        String host = BcmLists.shortName(node.name());
        Optional<String> image = cell(own, host, "softwareimage").filter(name -> !name.isEmpty());
        if (image.isEmpty()) {
            image = cell(devices, host, "category").flatMap(category -> rows(categories).stream().filter(row ->
                    row.get("name").equals(category)).map(row -> row.get("softwareimage")).findFirst());
        }
        return image.filter(name -> NAME.matcher(name).matches()).map(name -> Fact.known(name, sources))
                .orElse(Fact.unavailable(sources.getFirst().target(), Reason.NOT_COLLECTED, "Base Command Manager does not "
                        + "say from which software image " + node.name() + " is installed"
                        + image.map(name -> ": " + name).orElse("")));
    }

    private static Optional<String> cell(Fact<List<Map<String, String>>> devices, String host, String column) {
        return rows(devices).stream().filter(row -> BcmLists.shortName(row.get("hostname")).equals(host))
                .map(row -> row.get(column)).findFirst();
    }

    private static List<Map<String, String>> rows(Fact<List<Map<String, String>>> fact) {
        return ((Fact.Known<List<Map<String, String>>>) fact).value();
    }

    /** What a head node gave for a file of the image: on the first one that has the image. */
    static Fact<Reading> reading(String image, ImageFile file, SiteView site, Readings readings) {
        Fact<Reading> last = Fact.unavailable(site.inventory().site().id(), Reason.NOT_STATED,
                "the inventory lists no head node, so there is nobody to ask for software images");
        for (Target.Node head : BcmLists.heads(site)) {
            SessionId session = SessionId.node(head);
            Reading listing = readings.get(session, LISTING);
            if (listing.status() instanceof Reading.Status.Unread(Reason reason, String detail)) {
                last = listing.unavailable(reason, detail);
            } else if (!names(listing).contains(image)) {
                last = listing.unavailable(Reason.BLIND, head.name() + " has no folder /cm/images/" + image);
            } else {
                Reading reading = readings.get(session, file.probe(image));
                if (reading.status() instanceof Reading.Status.Unread(Reason reason, String detail)) {
                    last = reading.unavailable(reason, detail);
                } else {
                    return Fact.known(reading);
                }
            }
        }
        return last;
    }
}

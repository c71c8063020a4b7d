package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.linux.RootKeys;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.collect.SoftwareImages.ImageFile;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads root's authorized keys in the software image of a node, on a head node. */
final class ImageRootKeysReader implements Reader<PerSubject<RootKeys>> {

    @Override
    public String family() {
        return RootKeys.OF_IMAGE.family();
    }

    private static List<ImageFile> files(Target target, SiteView site) {
        return RootKeysReader.files(target, site).stream().map(path -> new ImageFile(path, false)).toList();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<RootKeys>> key, SiteView site) {
        return ((Target.Node) target).isHead() ? List.of()
                : SoftwareImages.routes(site, files(target, site).toArray(ImageFile[]::new));
    }

    @Override
    public Fact<PerSubject<RootKeys>> read(Target target, FactKey<PerSubject<RootKeys>> key, SiteView site,
                                           Readings readings) {
        if (((Target.Node) target).isHead()) {
            return Fact.known(PerSubject.of(Map.of()), Source.inventory(target.id(), "head node"));
        }
        return switch (SoftwareImages.of((Target.Node) target, site, readings)) {
            case Fact.Unavailable<String>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<String>(String image, List<Source> sources) -> {
                Map<String, Fact<RootKeys>> members = new TreeMap<>();
                for (ImageFile file : files(target, site)) {
                    switch (SoftwareImages.reading(image, file, site, readings)) {
                        case Fact.Unavailable<Reading>(String where, Reason reason, String detail) ->
                                members.put(file.path(image), Fact.unavailable(where, reason, detail));
                        case Fact.Known<Reading> reading -> members.putAll(RootKeysReader.keys(file.path(image),
                                reading.value()));
                    }
                }
                yield Fact.known(PerSubject.of(members), sources);
            }
        };
    }
}

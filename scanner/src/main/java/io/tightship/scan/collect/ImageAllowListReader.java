package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.linux.AllowList;
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

/** Reads the allow lists in the software image of a node, on a head node. */
final class ImageAllowListReader implements Reader<PerSubject<AllowList>> {

    @Override
    public String family() {
        return AllowList.OF_IMAGE.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<AllowList>> key, SiteView site) {
        String folder = AllowListReader.folder(target, site);
        return ((Target.Node) target).isHead() || !AllowListReader.ALLOWED.matcher(folder).matches() ? List.of()
                : SoftwareImages.routes(site, new ImageFile(folder, true));
    }

    @Override
    public Fact<PerSubject<AllowList>> read(Target target, FactKey<PerSubject<AllowList>> key, SiteView site,
                                            Readings readings) {
        if (((Target.Node) target).isHead()) {
            return Fact.known(PerSubject.of(Map.of()), Source.inventory(target.id(), "head node"));
        }
        String folder = AllowListReader.folder(target, site);
        if (!AllowListReader.ALLOWED.matcher(folder).matches()) {
            return Fact.unavailable(target.id(), Reason.REFUSED, "the value login-allow-list-directory is " + folder
                    + ", and only folders directly below /etc/security are read");
        }
        return switch (SoftwareImages.of((Target.Node) target, site, readings)) {
            case Fact.Unavailable<String>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, detail);
            case Fact.Known<String> image -> switch (SoftwareImages.reading(image.value(), new ImageFile(folder, true),
                    site, readings)) {
                case Fact.Unavailable<Reading>(String where, Reason reason, String detail) ->
                        Fact.unavailable(where, reason, detail);
                case Fact.Known<Reading> reading -> AllowListReader.lists(reading.value(), "/cm/images/"
                        + image.value(), target, site);
            };
        };
    }
}

package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.linux.MandatoryAccess.Profiles;
import io.tightship.fact.linux.MandatoryAccess;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the kernel says of its security modules: without its list of them, nothing is known. */
final class MandatoryAccessReader implements Reader<MandatoryAccess> {

    private static final FileProbe.ReadFile ACTIVE = new FileProbe.ReadFile("/sys/kernel/security/lsm");
    private static final FileProbe.ReadFile PROFILES = new FileProbe.ReadFile("/sys/kernel/security/apparmor/profiles");
    private static final FileProbe.ReadFile ENFORCE = new FileProbe.ReadFile("/sys/fs/selinux/enforce");

    @Override
    public String family() {
        return MandatoryAccess.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<MandatoryAccess> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), ACTIVE, PROFILES, ENFORCE));
    }

    @Override
    public Fact<MandatoryAccess> read(Target target, FactKey<MandatoryAccess> key, SiteView site, Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        Reading active = readings.get(session, ACTIVE);
        if (!(active.status() instanceof Reading.Status.Read) || !active.text().strip().matches("[a-z0-9_,]+")) {
            return unread(active);
        }
        List<Source> sources = new ArrayList<>(List.of(active.source(Witness.EFFECTIVE)));
        List<String> modules = List.of(active.text().strip().split(","));
        Optional<Boolean> selinux = Optional.empty();
        if (modules.contains("selinux")) {
            Reading enforce = readings.get(session, ENFORCE);
            if (!(enforce.status() instanceof Reading.Status.Read) || !enforce.text().strip().matches("[01]")) {
                return unread(enforce);
            }
            selinux = Optional.of(enforce.text().strip().equals("1"));
            sources.add(enforce.source(Witness.EFFECTIVE));
        }
        if (!modules.contains("apparmor")) {
            return Fact.known(new MandatoryAccess(Optional.empty(), selinux), sources);
        }
        Reading profiles = readings.get(session, PROFILES);
        if (!(profiles.status() instanceof Reading.Status.Read)) {
            return unread(profiles);
        }
        sources.add(profiles.source(Witness.EFFECTIVE));
        // "name (enforce)"; a name may hold anything but a line break.
        long enforcing = profiles.text().lines().filter(line -> line.endsWith(" (enforce)")
                || line.endsWith(" (kill)")).count();
        long complaining = profiles.text().lines().filter(line -> line.endsWith(" (complain)")).count();
        return Fact.known(new MandatoryAccess(Optional.of(new Profiles(enforcing, complaining)), selinux), sources);
    }

    private static Fact<MandatoryAccess> unread(Reading reading) {
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, "the kernel's word on its "
                    + "security modules is not there: " + proof);
            case Reading.Status.Read read -> reading.unavailable(Reason.UNPARSABLE, reading.probe().place()
                    + " holds something else than was expected");
        };
    }
}

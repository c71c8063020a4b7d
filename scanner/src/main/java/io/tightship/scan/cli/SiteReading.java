package io.tightship.scan.cli;

import io.tightship.scan.Scan;
import io.tightship.scan.ScanListener;
import io.tightship.scan.bundle.Bundle;
import io.tightship.scan.bundle.BundleWriter;
import io.tightship.scan.bundle.Manifest;
import io.tightship.scan.bundle.Replay;
import io.tightship.scan.bundle.Signer;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what an audit plans: from the site, or out of a bundle. */
final class SiteReading {

    private final Audit audit;

    SiteReading(Audit audit) {
        this.audit = audit;
    }

    Scan.Result live(Console console, Clock clock) {
        return live(console, clock, new EvidenceOptions());
    }

    /** Keeps what was read where that is asked for. */
    Scan.Result live(Console console, Clock clock, EvidenceOptions evidence) {
        Optional<Signer> signer = evidence.signer();
        Optional<BundleWriter> bundle = evidence.begin();
        try {
            Scan.Result result = read(console, clock, bundle);
            if (bundle.isPresent()) {
                bundle.get().finish(manifest(result), audit.written().inventory(),
                        audit.inventory().advisories().written(), audit.written().decisions().stream()
                        .map(text -> Map.entry(String.valueOf(Path.of(text.name()).getFileName()), text.text()))
                        .toList(), signer);
            }
            return result;
        } catch (IOException e) {
            throw evidence.unwritten(e);
        } finally {
            bundle.ifPresent(SiteReading::close);
        }
    }

    private static void close(BundleWriter bundle) {
        try {
            bundle.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Manifest manifest(Scan.Result result) {
        ScanOptions options = audit.options();
        return new Manifest(Version.text(), result.startedAt(), result.finishedAt(), result.interrupted(),
                new Manifest.Asked(options.benchmarks, options.profile, options.settings, options.checks,
                        options.targets, options.minimumCoverage, !audit.judgement().noWaivers,
                        audit.dryRun() == DryRun.ALLOWED),
                result.footprints(), new TreeMap<>());
    }

    private Scan.Result read(Console console, Clock clock, Optional<BundleWriter> bundle) {
        Map<SessionId.Kind, SessionOpener> openers = Openers.of(audit.inventory(), clock, audit.dryRun());
        Scan scan = new Scan(audit.site(), audit.readers(), openers, clock, (session, readings) ->
                bundle.ifPresent(writer -> writer.accept(session, readings)));
        Thread hook = new Thread(() -> {
            scan.interrupt();
            Interruption.awaitReports();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        ProgressLine progress = new ProgressLine(console.messages(), System::nanoTime);
        try {
            return scan.read(audit.plan(), audit.options().parallel(), audit.options().timeout(),
                    console.terminal() ? progress : ScanListener.NONE);
        } finally {
            if (console.terminal()) {
                progress.clear();
            }
            openers.values().stream().distinct().forEach(SessionOpener::close);
            Interruption.remove(hook);
        }
    }

    /** What a bundle holds, as at the time of its run. */
    Scan.Result of(Bundle bundle) {
        Manifest manifest = bundle.manifest();
        Map<SessionId.Kind, SessionOpener> stored = new EnumMap<>(SessionId.Kind.class);
        for (SessionId.Kind kind : SessionId.Kind.values()) {
            stored.put(kind, new Replay(bundle));
        }
        return new Scan(audit.site(), audit.readers(), stored, Clock.fixed(manifest.startedAt(), ZoneOffset.UTC))
                .read(audit.plan(), 1, Duration.ofHours(1), ScanListener.NONE)
                .at(manifest.startedAt(), manifest.finishedAt(), manifest.interrupted(), manifest.footprint());
    }
}

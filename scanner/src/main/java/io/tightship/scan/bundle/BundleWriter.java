package io.tightship.scan.bundle;

import io.tightship.model.Digest;
import io.tightship.scan.data.Json;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SessionId;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an evidence bundle while a run goes on: each session as it ends, equal bodies once. It has its name only when
 * it is whole. Safe for several threads.
 */
public final class BundleWriter implements Closeable {

    static final String MANIFEST = "manifest.json";
    static final String SIGNATURE = "manifest.sig";
    static final String INVENTORY = "inventory.yaml";
    static final String ADVISORIES = "advisories.yaml";
    static final String READINGS = "readings/";
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path file;
    private final Path temporary;
    private final FileChannel channel;
    private final ZipOutputStream zip;
    private final SortedMap<String, String> files = new TreeMap<>();
    private final Set<String> bodies = new HashSet<>();
    private Optional<IOException> failed = Optional.empty();
    private int sessions;

    private BundleWriter(Path file, Path temporary, FileChannel channel) {
        this.file = file;
        this.temporary = temporary;
        this.channel = channel;
        this.zip = new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
    }

    /** Begins a bundle beside where it will be. */
    public static BundleWriter create(Path file) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        return new BundleWriter(file, temporary, FileChannel.open(temporary, Set.of(StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rw-------"))));
    }

    /** Takes what a session gave. A failure to write is told by {@link #finish}. */
    public synchronized void accept(SessionId session, Map<Probe, Reading> readings) {
        if (failed.isPresent()) {
            return;
        }
        try {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("kind", session.kind().name());
            all.put("target", session.target().id());
            all.put("readings", readings.values().stream().map(StoredReading::row).toList());
            for (Reading reading : readings.values()) {
                if (reading.body().length > 0 && bodies.add(reading.sha256())) {
                    entry(READINGS + reading.sha256(), reading.body());
                }
            }
            listed(String.format("sessions/%06d.json", ++sessions), Json.write(all) + "\n");
        } catch (IOException e) {
            failed = Optional.of(e);
        }
    }

    /**
     * Makes the bundle whole and gives it its name.
     *
     * @param inventory text of the inventory
     * @param advisories text of the site's own file of advisories
     * @param decisions texts of files of waivers, by name
     * @param signer    signs the manifest
     */
    public synchronized void finish(Manifest unlisted, String inventory, Optional<String> advisories,
                                    List<Map.Entry<String, String>> decisions, Optional<Signer> signer) throws IOException {
        if (failed.isPresent()) {
            throw failed.get();
        }
        listed(INVENTORY, inventory);
        if (advisories.isPresent()) {
            listed(ADVISORIES, advisories.get());
        }
        for (int i = 0; i < decisions.size(); i++) {
            listed(decision(i, decisions.get(i).getKey()), decisions.get(i).getValue());
        }
        byte[] manifest = new Manifest(unlisted.version(), unlisted.startedAt(), unlisted.finishedAt(),
                unlisted.interrupted(), unlisted.asked(), unlisted.footprint(), files).json()
                .getBytes(StandardCharsets.UTF_8);
        entry(MANIFEST, manifest);
        if (signer.isPresent()) {
            entry(SIGNATURE, signer.get().sign(manifest));
        }
        zip.finish();
        zip.flush();
        channel.force(true);
        zip.close();
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String decision(int number, String name) {
        return "decisions/" + number + "/" + name.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private void listed(String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        files.put(name, Digest.sha256(content));
        entry(name, content);
    }

    private void entry(String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Leaves nothing of a bundle that was not finished. */
    @Override
    public synchronized void close() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
    }
}

package io.tightship.scan.bundle;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SessionId;
import io.tightship.model.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An evidence bundle, all of which was checked when it was opened: that it holds exactly the files of its manifest, each
 * with its digest and within bounds. Nothing of it is ever written to a disk, so no name in it is a path.
 */
public final class Bundle implements Closeable {

    private static final Pattern NAMES = Pattern.compile("manifest\\.json|manifest\\.sig|inventory\\.yaml|advisories\\.yaml"
            + "|sessions/[0-9]{6}\\.json|decisions/[0-9]{1,3}/[A-Za-z0-9._-]{1,200}|readings/[0-9a-f]{64}");

    /** Bounds against a bundle that unpacks to more than a site can have said. */
    record Bounds(long entry, long all, int entries) {
        static final Bounds USUAL = new Bounds(256L << 20, 8L << 30, 2_000_000);
    }

    private final Path file;
    private final ZipFile zip;
    private final Bounds bounds;
    private final byte[] manifestBytes;
    private final Manifest manifest;
    private final Map<String, Map<String, StoredReading>> sessions = new HashMap<>();

    private Bundle(Path file, ZipFile zip, Bounds bounds) throws IOException {
        this.file = file;
        this.zip = zip;
        this.bounds = bounds;
        Set<String> names = names();
        if (!names.contains(BundleWriter.MANIFEST)) {
            throw new DamagedBundle(file, "it holds no " + BundleWriter.MANIFEST);
        }
        this.manifestBytes = content(BundleWriter.MANIFEST);
        try {
            this.manifest = Manifest.parse(new String(manifestBytes, StandardCharsets.UTF_8));
        } catch (MalformedDocument e) {
            throw new DamagedBundle(file, BundleWriter.MANIFEST + ": " + e.getMessage());
        }
        check(names);
    }

    /** @throws DamagedBundle where it is not whole, or holds what no run writes */
    public static Bundle open(Path file) throws IOException {
        return open(file, Bounds.USUAL);
    }

    static Bundle open(Path file, Bounds bounds) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new DamagedBundle(file, "it is not a zip archive, or cut short: " + e.getMessage());
        }
        try {
            return new Bundle(file, zip, bounds);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    public String inventory() throws IOException {
        return text(BundleWriter.INVENTORY);
    }

    /** The site's own file of advisories, as the run read it. @throws NoSuchFileException where it had none */
    public String advisories() throws IOException {
        if (!manifest.files().containsKey(BundleWriter.ADVISORIES)) {
            throw new NoSuchFileException(file + "!" + BundleWriter.ADVISORIES);
        }
        return text(BundleWriter.ADVISORIES);
    }

    /** Texts of files of waivers by name, in their order. */
    public List<Map.Entry<String, String>> decisions() throws IOException {
        List<Map.Entry<String, String>> decisions = new ArrayList<>();
        for (int i = 0; ; i++) {
            String prefix = "decisions/" + i + "/";
            Optional<String> name = manifest.files().keySet().stream().filter(each -> each.startsWith(prefix))
                    .findFirst();
            if (name.isEmpty()) {
                return decisions;
            }
            decisions.add(Map.entry(name.get().substring(prefix.length()), text(name.get())));
        }
    }

    /** Whether a signature of the key stands for the manifest, and so for everything in it. */
    public boolean isSignedBy(PublicKey key) throws IOException {
        return isSigned() && Signer.verifies(key, manifestBytes, content(BundleWriter.SIGNATURE));
    }

    public boolean isSigned() {
        return zip.getEntry(BundleWriter.SIGNATURE) != null;
    }

    /** How many readings it holds. */
    public int readings() {
        return sessions.values().stream().mapToInt(Map::size).sum();
    }

    /** The stored answer; one that the bundle does not hold was not collected. */
    Reading reading(SessionId session, Probe probe) {
        StoredReading stored = sessions.getOrDefault(name(session.kind().name(), session.target().id()), Map.of())
                .get(StoredReading.key(probe));
        if (stored == null) {
            return Reading.unread(session, probe, manifest.startedAt(), Duration.ZERO, Reason.NOT_COLLECTED,
                    "the bundle does not hold the answer to: " + probe.command());
        }
        try {
            return stored.reading(session, probe, zip.getEntry(BundleWriter.READINGS + stored.sha256()) == null
                    ? new byte[0] : content(BundleWriter.READINGS + stored.sha256()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String name(String kind, String target) {
        return kind + " " + target;
    }

    private Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
            String name = entries.nextElement().getName();
            if (!NAMES.matcher(name).matches()) {
                throw new DamagedBundle(file, "it holds an entry that no run writes: '"
                        + name.replaceAll("\\p{Cntrl}", "?") + "'");
            }
            if (!names.add(name)) {
                throw new DamagedBundle(file, name + " stands in it twice");
            }
            if (names.size() > bounds.entries()) {
                throw new DamagedBundle(file, "it holds more than " + bounds.entries() + " entries");
            }
        }
        return names;
    }

    private void check(Set<String> names) throws IOException {
        for (String listed : manifest.files().keySet()) {
            if (!names.contains(listed)) {
                throw new DamagedBundle(file, listed + " is missing");
            }
        }
        Set<String> used = new TreeSet<>();
        for (String name : names) {
            if (name.startsWith("sessions/") && manifest.files().containsKey(name)) {
                session(name, used);
            }
        }
        String empty = HexFormat.of().formatHex(sha256().digest());
        for (String needed : used) {
            if (!needed.equals(empty) && !names.contains(BundleWriter.READINGS + needed)) {
                throw new DamagedBundle(file, BundleWriter.READINGS + needed + " is missing");
            }
        }
        long all = 0;
        for (String name : names) {
            boolean reading = name.startsWith(BundleWriter.READINGS);
            String expected = reading ? name.substring(BundleWriter.READINGS.length())
                    : manifest.files().getOrDefault(name, "");
            boolean own = name.equals(BundleWriter.MANIFEST) || name.equals(BundleWriter.SIGNATURE);
            if (!own && (expected.isEmpty() || reading && !used.contains(expected))) {
                throw new DamagedBundle(file, name + " belongs to nothing that the manifest lists");
            }
            Measured measured = measure(name);
            all += measured.size();
            if (all > bounds.all()) {
                throw new DamagedBundle(file, "it unpacks to more than " + bounds.all() + " bytes");
            }
            if (!own && !measured.sha256().equals(expected)) {
                throw new DamagedBundle(file, name + " is not what the run wrote: its SHA-256 is " + measured.sha256());
            }
        }
        if (!manifest.files().containsKey(BundleWriter.INVENTORY)) {
            throw new DamagedBundle(file, BundleWriter.INVENTORY + " is missing");
        }
    }

    private void session(String name, Set<String> used) throws IOException {
        try {
            Data session = Json.parse(text(name));
            Map<String, StoredReading> readings = sessions.computeIfAbsent(name(Manifest.text(session, "kind"),
                    Manifest.text(session, "target")), key -> new HashMap<>());
            for (Data row : session.get("readings").list()) {
                StoredReading reading = StoredReading.of(row);
                used.add(reading.sha256());
                if (readings.put(reading.probe(), reading) != null) {
                    throw new MalformedDocument("a probe stands in it twice: " + reading.probe());
                }
            }
        } catch (MalformedDocument e) {
            throw new DamagedBundle(file, name + ": " + e.getMessage());
        }
    }

    private String text(String name) throws IOException {
        return new String(content(name), StandardCharsets.UTF_8);
    }

    private byte[] content(String name) throws IOException {
        try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
            byte[] content = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, bounds.entry() + 1));
            if (content.length > bounds.entry()) {
                throw tooLong(name);
            }
            return content;
        } catch (DamagedBundle e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedBundle(file, name + " cannot be unpacked: " + e.getMessage());
        }
    }

    /** How long an entry is, and its digest. */
    private record Measured(long size, String sha256) {
    }

    private Measured measure(String name) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        long size = 0;
        try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
                if (size > bounds.entry()) {
                    throw tooLong(name);
                }
            }
        } catch (DamagedBundle e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedBundle(file, name + " cannot be unpacked: " + e.getMessage());
        }
        return new Measured(size, HexFormat.of().formatHex(digest.digest()));
    }

    private DamagedBundle tooLong(String name) {
        return new DamagedBundle(file, name + " unpacks to more than " + bounds.entry() + " bytes");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}

package io.tightship.report.json;

import io.tightship.model.Assessment;
import io.tightship.model.Coverage;
import io.tightship.model.Finding;
import io.tightship.model.Totals;
import io.tightship.report.Findings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An {@code assessment.json} on disk, read back strictly: all of it is checked when it is opened, and the findings are
 * read anew each time they are asked for. It stays what it was when another file takes its name.
 */
public final class StoredAssessment implements Findings, Closeable {

    private final FileChannel channel;
    private final FindingsFile findings;
    private final Assessment assessment;

    private StoredAssessment(Path file, FileChannel channel) throws IOException {
        this.channel = channel;
        this.findings = new FindingsFile(file, channel);
        this.assessment = check();
    }

    /**
     * @throws DamagedAssessment where it is not whole and sound, with the place
     * @throws IOException       where it cannot be read
     */
    public static StoredAssessment open(Path file) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
        try {
            return new StoredAssessment(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public Assessment assessment() {
        return assessment;
    }

    @Override
    public long count() {
        return assessment.totals().findings();
    }

    @Override
    public Totals totals() {
        return assessment.totals();
    }

    @Override
    public Stream<Finding> ordered() {
        return findings.walk(FindingReader.of(assessment), count());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Reads everything once. */
    private Assessment check() throws IOException {
        try (JsonCursor json = findings.cursor()) {
            Assessment all = json.object(() -> {
                Assessment header = new HeaderReader(json).read();
                json.name("findings");
                json.beginList();
                FindingReader reader = FindingReader.of(header);
                Totals.Counter totals = new Totals.Counter();
                Coverage.Counter coverage = new Coverage.Counter();
                Optional<Finding> former = Optional.empty();
                while (json.hasNext()) {
                    Finding finding = reader.read(json);
                    if (former.isPresent() && former.get().compareTo(finding) >= 0) {
                        throw json.mismatch("the finding before this place is out of order, or stands twice");
                    }
                    former = Optional.of(finding);
                    totals.add(finding);
                    coverage.add(finding);
                }
                json.endList();
                if (!totals.totals().equals(header.totals())) {
                    throw json.mismatch("the totals of the header are not those of the findings");
                }
                if (!coverage.coverage().equals(header.coverage())) {
                    throw json.mismatch("the coverage of the header is not that of the findings");
                }
                return header;
            });
            json.end();
            return all;
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw findings.damaged(e);
        }
    }
}

package io.tightship.report.json;

import io.tightship.model.Cause;
import io.tightship.model.Coverage;
import io.tightship.model.Finding;
import io.tightship.model.Target;
import io.tightship.model.Totals;
import io.tightship.report.Findings;
import io.tightship.report.Text;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The findings of a run on their way to its reports: on disk, in the form of {@code assessment.json}, so that memory holds
 * what they have in common and none of them. The file loses its name as soon as it is open: however the process ends, the
 * system takes its space back.
 */
public final class SpooledFindings implements Findings, Closeable {

    private final FileChannel channel;
    private final FindingsFile file;
    private final Writer text;
    private final Map<String, Target> targets = new HashMap<>();
    private final Map<String, Cause> causes = new TreeMap<>();
    private final Set<String> rules = new HashSet<>();
    private final Totals.Counter totals = new Totals.Counter();
    private final Coverage.Counter coverage = new Coverage.Counter();
    private Optional<Finding> former = Optional.empty();
    private long count;

    private SpooledFindings(Path place, FileChannel channel) {
        this.channel = channel;
        this.file = new FindingsFile(place, channel);
        this.text = VisibleJson.to(Channels.newOutputStream(channel));
    }

    /** Begins in a folder, which is best on the disk that the reports will need as well. */
    public static SpooledFindings in(Path folder) throws IOException {
        Path place = folder.resolve(".findings." + UUID.randomUUID() + ".tmp");
        SpooledFindings spool = new SpooledFindings(place, FileChannel.open(place, Set.of(StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        spool.text.write("{\"findings\":[");
        return spool;
    }

    /** @param finding behind all that were added, by the order of {@link Finding} */
    public void add(Finding finding) throws IOException {
        if (former.isPresent() && former.get().compareTo(finding) >= 0) {
            throw new IllegalStateException("out of order, or twice: " + finding.rule() + " for " + finding.target().id()
                    + " " + finding.subject());
        }
        text.write(former.isPresent() ? ",\n" : "\n");
        text.write(FindingJson.line(finding));
        former = Optional.of(finding);
        targets.putIfAbsent(Text.encodable(finding.target().id()), finding.target());
        finding.cause().ifPresent(cause -> causes.putIfAbsent(cause.id(), cause));
        rules.add(finding.rule());
        totals.add(finding);
        coverage.add(finding);
        count++;
    }

    /** After the last one, and before the first is read. */
    public void finish() throws IOException {
        text.write("\n]}\n");
        text.flush();
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public Totals totals() {
        return totals.totals();
    }

    public Coverage coverage() {
        return coverage.coverage();
    }

    /** Those that findings point to. */
    public Collection<Cause> causes() {
        return Collections.unmodifiableCollection(causes.values());
    }

    @Override
    public Stream<Finding> ordered() {
        return file.walk(new FindingReader(targets, causes, rules), count);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

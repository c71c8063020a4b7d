package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.SshdBlocks;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.LoginProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import io.tightship.scan.probe.SshdLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads the Match blocks of each running sshd, files included as sshd includes them: relative to {@code /etc/ssh}, by the
 * patterns of glob(3), in their order; a block ends with its file.
 */
final class SshdBlocksReader implements Reader<PerSubject<SshdBlocks>> {

    private static final String FOLDER = "/etc/ssh/";
    private static final String CRYPTO_POLICY = "/etc/crypto-policies/back-ends/opensshserver.config";
    /** sshd's own limit. */
    private static final int DEEPEST = 16;

    @Override
    public String family() {
        return SshdBlocks.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<SshdBlocks>> key, SiteView site) {
        return List.of(Route.of(SessionId.node((Target.Node) target), SshdDaemons.PROCESSES).with(new SshdMatchFiles()));
    }

    @Override
    public Fact<PerSubject<SshdBlocks>> read(Target target, FactKey<PerSubject<SshdBlocks>> key, SiteView site,
                                             Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        return SshdReader.daemons(session, readings).map(daemons -> {
            Map<String, Fact<SshdBlocks>> members = new TreeMap<>();
            daemons.forEach((name, daemon) -> members.put(name + ", Match blocks", blocks(daemon.file(),
                    readings.get(session, new LoginProbe.SshdMatches(daemon.file())))));
            return PerSubject.of(members);
        });
    }

    /** @param file of the daemon, by which it was asked for */
    static Fact<SshdBlocks> blocks(String file, Reading reading) {
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read(int exit, String words) when words.contains(file + ": ") ->
                    reading.unavailable(Reason.NOT_COLLECTED, words.lines().findFirst().orElse(""));
            case Reading.Status.Read read -> {
                try {
                    Files files = new Files(SshdLines.parse(reading.text()), new ArrayList<>());
                    files.read(file, List.of(), 0);
                    yield Fact.known(new SshdBlocks(files.found()), reading.source(Witness.ON_DISK));
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.NOT_COLLECTED, e.getMessage());
                }
            }
        };
    }

    private record Files(SortedMap<String, List<SshdLines.Line>> lines, List<SshdBlocks.Block> found) {

        /** @param within the criteria of the blocks that include the file */
        void read(String path, List<String> within, int depth) throws MalformedDocument {
            if (depth > DEEPEST) {
                throw new MalformedDocument(path + ": files include each other more than " + DEEPEST + " deep");
            }
            List<String> criteria = within;
            int at = 0;
            Map<String, String> keywords = new TreeMap<>();
            for (SshdLines.Line line : lines.getOrDefault(path, List.of())) {
                switch (line.keyword()) {
                    case "match" -> {
                        add(path, at, criteria, keywords);
                        criteria = new ArrayList<>(within);
                        criteria.add(line.value());
                        at = line.number();
                        keywords = new TreeMap<>();
                    }
                    case "include" -> {
                        // What stands before it in the block comes first.
                        add(path, at, criteria, keywords);
                        keywords = new TreeMap<>();
                        for (String pattern : line.value().split("\\s+")) {
                            include(pattern, path + ":" + line.number(), criteria, depth);
                        }
                    }
                    default -> keywords.putIfAbsent(line.keyword(), line.value());
                }
            }
            add(path, at, criteria, keywords);
        }

        private void add(String path, int line, List<String> criteria, Map<String, String> keywords) {
            if (criteria.isEmpty() || keywords.isEmpty()) {
                return;
            }
            SshdBlocks.Block block = new SshdBlocks.Block(String.join(" and ", criteria), path, line, keywords);
            for (int i = 0; i < found.size(); i++) {
                if (found.get(i).criteria().equals(block.criteria())) { // both match at once, and the first word counts
                    Map<String, String> both = new TreeMap<>(keywords);
                    both.putAll(found.get(i).keywords());
                    found.set(i, new SshdBlocks.Block(block.criteria(), found.get(i).path(), found.get(i).line(), both));
                    return;
                }
            }
            found.add(block);
        }

        private void include(String written, String place, List<String> criteria, int depth) throws MalformedDocument {
            String pattern = written.startsWith("/") ? written : FOLDER + written;
            boolean read = pattern.equals(CRYPTO_POLICY) || pattern.startsWith(FOLDER) && !pattern.contains("/../")
                    && pattern.matches(".*(\\.conf|sshd[^/]*config[^/]*)") && !pattern.matches(".*[\\[{\\\\].*");
            if (!read) {
                throw new MalformedDocument(place + ": sshd includes " + written + ", which is not read: only *.conf and "
                        + "sshd*config* below " + FOLDER + " are");
            }
            Pattern matching = Glob.of(pattern);
            for (String path : lines.keySet()) {
                if (matching.matcher(path).matches()) {
                    read(path, criteria, depth + 1);
                }
            }
        }
    }
}

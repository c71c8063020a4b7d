package io.tightship.scan.collect;

import io.tightship.fact.FactKey;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.Reader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All readers, by fact family. */
public final class Readers {

    private final Map<String, Reader<?>> byFamily = new TreeMap<>();

    /** Those that ask questions and nothing else. */
    public Readers() {
        this(DryRun.OFF);
    }

    public Readers(DryRun dryRun) {
        Stream.of(List.of(new DryRunReader(dryRun)), LoginReaders.all(), ReachReaders.all(), ControlPlaneReaders.all(), SwitchReaders.all(),
                KubernetesReaders.all(), KyvernoReaders.all(), FileReaders.all()).flatMap(List::stream).forEach(reader -> {
            if (byFamily.put(reader.family(), reader) != null) {
                throw new IllegalStateException("two readers read the family " + reader.family());
            }
        });
    }

    /** @throws IllegalArgumentException where no reader knows the family: a defect of the check that asks for it */
    @SuppressWarnings("unchecked") // a family's reader gives the type of its keys
    public <T> Reader<T> of(FactKey<T> key) {
        Reader<?> reader = byFamily.get(key.family());
        if (reader == null) {
            throw new IllegalArgumentException("no reader knows the fact family " + key.family());
        }
        return (Reader<T>) reader;
    }
}

package io.tightship.scan.collect;

import io.tightship.fact.nvue.NvueConfiguration;
import io.tightship.fact.nvue.NvueInterfaces;
import io.tightship.fact.nvue.NvueRange;
import io.tightship.fact.nvue.NvueSettings;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.SwitchProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The readers of switches. */
final class SwitchReaders {

    private SwitchReaders() {
    }

    static List<Reader<?>> all() {
        return List.of(new NvueReader<>(NvueConfiguration.APPLIED.family(), revision -> new SwitchProbe.Configuration(
                        SwitchProbe.Revision.valueOf(revision.toUpperCase(Locale.ROOT))), Witness.RUNNING,
                        tree -> NvueSettings.configuration(settings(tree))),
                new NvueReader<>(NvueInterfaces.KEY.family(), none -> new SwitchProbe.Interfaces(), Witness.EFFECTIVE,
                        tree -> {
                            List<String> names = new ArrayList<>();
                            tree.map().keySet().forEach(name -> names.addAll(NvueRange.expand(name)));
                            return NvueInterfaces.of(names);
                        }),
                new SwitchPortsReader());
    }

    /** A tree as the words that follow {@code nv set}: the keys to each leaf, and the leaf where it is a scalar. */
    static List<List<String>> settings(Data tree) {
        List<List<String>> settings = new ArrayList<>();
        walk(tree, List.of(), settings);
        return settings;
    }

    private static void walk(Data at, List<String> words, List<List<String>> settings) {
        if (at.isMap() && !at.map().isEmpty()) {
            at.map().forEach((key, below) -> walk(below, with(words, key), settings));
        } else if (at.isList()) {
            at.list().forEach(item -> walk(item, words, settings));
        } else if (at.isMap() || at.isNull()) {
            settings.add(words);
        } else {
            settings.add(with(words, at.toString()));
        }
    }

    private static List<String> with(List<String> words, String more) {
        List<String> longer = new ArrayList<>(words);
        longer.add(more);
        return List.copyOf(longer);
    }
}

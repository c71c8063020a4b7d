package io.tightship.library.kubelet;

import io.tightship.fact.kubernetes.FlagValues;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * What a rule asks of settings of one kubelet.
 *
 * @param fields   of KubeletConfiguration, with dots into its structure
 * @param expected in words
 * @param holds    gets the place that counts for each field
 * @param wanted   what to set: a value as it stands in the file, by field
 */
record SettingDemand(List<String> fields, String expected, Predicate<Map<String, Place>> holds,
                     Map<String, String> wanted) {

    static SettingDemand bool(String field, boolean wanted) {
        return new SettingDemand(List.of(field), field + ": " + wanted,
                places -> truth(places.get(field)).equals(Optional.of(wanted)), Map.of(field, String.valueOf(wanted)));
    }

    static SettingDemand text(String field, String wanted) {
        return new SettingDemand(List.of(field), field + ": " + wanted, places -> places.get(field).words()
                .equals(wanted), Map.of(field, wanted));
    }

    /** Any text but an empty one. */
    static SettingDemand given(String field, String example) {
        return new SettingDemand(List.of(field), "a value for " + field, places -> !places.get(field).words().isEmpty(),
                Map.of(field, example));
    }

    static SettingDemand number(String field, String expected, Predicate<Long> holds, long wanted) {
        return new SettingDemand(List.of(field), field + " of " + expected, places -> {
            OptionalLong number = number(places.get(field));
            return number.isPresent() && holds.test(number.getAsLong());
        }, Map.of(field, String.valueOf(wanted)));
    }

    /** A duration as Go writes it that is not nothing. */
    static SettingDemand lasting(String field, String wanted) {
        return new SettingDemand(List.of(field), field + " other than 0", places ->
                places.get(field).words().matches(".*[1-9].*"), Map.of(field, wanted));
    }

    /** Of a boolean; empty where the kubelet would not start with it. */
    static Optional<Boolean> truth(Place place) {
        return place.origin() == Origin.FLAG ? FlagValues.bool(place.text())
                : place.text().equals("true") ? Optional.of(true)
                : place.text().equals("false") ? Optional.of(false) : Optional.empty();
    }

    private static OptionalLong number(Place place) {
        return place.origin() == Origin.FLAG ? FlagValues.integer(place.text())
                : place.text().matches("-?[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(place.text()))
                : OptionalLong.empty();
    }

    /** The place that counts for each field. */
    static Map<String, Place> effective(Map<String, KubeletSetting> settings) {
        return settings.entrySet().stream().collect(java.util.stream.Collectors.toMap(Map.Entry::getKey,
                entry -> entry.getValue().effective()));
    }
}

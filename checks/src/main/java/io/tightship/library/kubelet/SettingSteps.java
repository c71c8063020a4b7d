package io.tightship.library.kubelet;

import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.model.Step;
import java.util.ArrayList;
import java.util.List;

/** How settings of the kubelet are written, and the steps that change them in the place that counts. */
final class SettingSteps {

    private SettingSteps() {
    }

    /** As one would write it there, with the place. */
    static String written(String field, Place place) {
        return switch (place.origin()) {
            case FLAG -> place.where() + "=" + place.text();
            case CONFIGZ, DROP_IN, FILE -> field + ": " + place.text() + " (" + place.where() + ")";
            case DEFAULT -> field + ": " + place.text() + " (by default)";
        };
    }

    /** @param wanted as it stands in a file; a list as {@code [A, B]} */
    static Step set(KubeletSetting setting, String wanted) {
        String field = setting.field();
        Place place = setting.changeable();
        String flag = KubeletSetting.flag(field).map(name -> "--" + name + "=" + (name.equals("feature-gates")
                ? field.substring(field.indexOf('.') + 1) + "=" : "") + (wanted.startsWith("[")
                ? wanted.substring(1, wanted.length() - 1).replace(", ", ",") : wanted)).orElse("");
        return switch (place.origin()) {
            case FLAG -> Step.setting(Step.Place.argument("kubelet"), flag);
            case DROP_IN, FILE -> Step.setting(Step.Place.file(place.where()), field + ": " + wanted);
            case CONFIGZ, DEFAULT -> setting.file().isPresent()
                    ? Step.setting(Step.Place.file(setting.file().get()), field + ": " + wanted)
                    : flag.isEmpty() ? Step.prose("Give the kubelet a configuration file (--config) that says " + field
                            + ": " + wanted + ".")
                    : Step.setting(Step.Place.argument("kubelet"), flag);
        };
    }

    /** What follows the changes. */
    static List<Step> after(List<Step> changes, String node) {
        List<Step> steps = new ArrayList<>();
        if (changes.stream().anyMatch(step -> step instanceof Step.Setting(Step.Place place, String literal)
                && !place.kind().equals("argument") && literal.substring(0, literal.indexOf(':')).contains("."))) {
            steps.add(Step.prose("Each dot leads one level into the structure: a.b: c is the key b inside of a."));
        }
        steps.add(Step.command(node, "systemctl restart kubelet"));
        steps.add(Step.prose("kubeadm writes the file anew at an upgrade: change the ConfigMap kubelet-config of "
                + "kube-system as well, and where nodes boot from a software image, the image."));
        return steps;
    }
}

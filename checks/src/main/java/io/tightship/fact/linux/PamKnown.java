package io.tightship.fact.linux;

import java.util.List;
import java.util.Set;

/** What is known beforehand of a PAM module's answer for a user other than root. */
enum PamKnown {
    SUCCEEDS, REFUSES, OPEN;

    /** Options of pam_succeed_if that ask for nothing. */
    private static final Set<String> SILENT = Set.of("debug", "quiet", "quiet_fail", "quiet_success", "audit");

    static PamKnown of(PamLine line) {
        return switch (line.module()) {
            case "pam_permit.so" -> SUCCEEDS;
            case "pam_deny.so" -> REFUSES;
            case "pam_succeed_if.so" -> condition(line);
            default -> OPEN;
        };
    }

    /** Whether the user is root, or is not, where pam_succeed_if asks for nothing else. */
    private static PamKnown condition(PamLine line) {
        String text = line.text();
        List<String> asked = List.of(text.substring(text.indexOf(line.module()) + line.module().length()).strip().split(" "))
                .stream().filter(word -> !SILENT.contains(word)).toList();
        return switch (String.join(" ", asked)) {
            case "uid = 0", "uid eq 0", "user = root", "uid < 1", "uid lt 1" -> REFUSES;
            case "uid != 0", "uid ne 0", "user != root", "uid > 0", "uid gt 0", "uid >= 1", "uid ge 1" -> SUCCEEDS;
            default -> OPEN;
        };
    }
}

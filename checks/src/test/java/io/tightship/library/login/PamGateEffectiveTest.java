package io.tightship.library.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.LoginValues;
import io.tightship.fact.linux.PamLine;
import io.tightship.fact.linux.PamLine.Action;
import io.tightship.fact.linux.PamStack;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PamGateEffectiveTest {

    static List<Case> compliant() {
        return List.of(stack("the gate is required and first", "required pam_bright.so", "required pam_unix.so"),
                stack("the gate is requisite", "required pam_nologin.so", "requisite pam_bright.so"),
                stack("a sufficient line after a required gate changes nothing", "required pam_bright.so",
                        "sufficient pam_localuser.so", "required pam_permit.so"),
                stack("ok and bad by name are required", "[success=ok default=bad] pam_bright.so",
                        "required pam_unix.so"),
                stack("a jump that does not reach over the gate", "[success=1 default=ignore] pam_unix.so",
                        "requisite pam_deny.so", "required pam_bright.so"),
                stack("a result that is not named, without a default, is bad", "[success=ok] pam_bright.so",
                        "required pam_permit.so"),
                stack("who is root alone goes past the gate", "[success=1 default=ignore] pam_succeed_if.so quiet user = root",
                        "required pam_bright.so", "required pam_permit.so"),
                stack("who is not root is sent to the gate", "[success=ignore default=1] pam_succeed_if.so uid ne 0 quiet",
                        "required pam_bright.so", "required pam_permit.so"),
                stack("Red Hat's own stack after the gate", "required pam_bright.so", "required pam_sepermit.so",
                        "required pam_nologin.so", "required pam_faillock.so", "required pam_unix.so",
                        "sufficient pam_localuser.so", "sufficient pam_usertype.so issystem",
                        "[default=bad success=ok user_unknown=ignore] pam_sss.so", "required pam_permit.so"),
                stack("Ubuntu's own stack before the gate", "required pam_nologin.so",
                        "[success=1 new_authtok_reqd=done default=ignore] pam_unix.so", "requisite pam_deny.so",
                        "required pam_permit.so", "required pam_bright.so"));
    }

    static List<Case> violations() {
        return List.of(stack("there is no gate", "required pam_unix.so"),
                stack("a sufficient line before the gate ends the stack", "sufficient pam_access.so",
                        "required pam_bright.so"),
                stack("done before the gate", "[success=done default=ignore] pam_access.so", "required pam_bright.so"),
                stack("a jump over the gate", "[success=1 default=ignore] pam_localuser.so", "required pam_bright.so",
                        "required pam_permit.so"),
                stack("a jump over the gate for whom another module refuses",
                        "[success=ignore default=1] pam_succeed_if.so user ingroup users", "required pam_bright.so",
                        "required pam_permit.so"),
                stack("a jump over the gate for whom another module has no word",
                        "[success=ok ignore=1 default=bad] pam_exec.so /opt/site/gate", "required pam_bright.so",
                        "required pam_permit.so"),
                stack("root's own condition is asked of sshd itself",
                        "[success=1 default=ignore] pam_succeed_if.so use_uid uid = 0", "required pam_bright.so",
                        "required pam_permit.so"),
                stack("Ubuntu's own stack with SSSD before the gate", "[success=1 default=ignore] pam_unix.so",
                        "requisite pam_deny.so", "required pam_permit.so", "sufficient pam_localuser.so",
                        "[default=bad success=ok user_unknown=ignore] pam_sss.so", "required pam_bright.so"),
                stack("the gate is optional", "optional pam_bright.so", "required pam_permit.so"),
                stack("the gate is sufficient", "sufficient pam_bright.so", "required pam_permit.so"),
                stack("the gate's refusal is ignored", "[success=ok default=ignore] pam_bright.so",
                        "required pam_permit.so"),
                stack("the gate's refusal by one code is ignored",
                        "[success=ok auth_err=ignore default=bad] pam_bright.so", "required pam_permit.so"),
                stack("done does not end a stack that has failed, so that it is forgotten later", "required pam_bright.so",
                        "sufficient pam_unix.so", "[success=reset] pam_permit.so", "required pam_permit.so"),
                stack("everything is forgotten after the gate", "required pam_bright.so",
                        "[success=reset default=ignore] pam_debug.so", "required pam_permit.so"));
    }

    @Test
    void t62_the_message_names_the_line_that_lets_users_in() {
        Finding finding = stack("", "sufficient pam_access.so", "required pam_bright.so")
                .judge(new PamGateEffective()).getFirst();
        assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(finding.message()).contains("never asked").contains("/etc/pam.d/sshd:1: account sufficient");
        assertThat(finding.subject()).isEqualTo(Nodes.DAEMON);
    }

    @Test
    void the_message_names_the_line_that_jumps_over_the_gate() {
        assertThat(stack("", "required pam_nologin.so", "[success=ignore default=1] pam_succeed_if.so user ingroup users",
                "required pam_bright.so", "required pam_permit.so").judge(new PamGateEffective()).getFirst().message())
                .contains("never asked (/etc/pam.d/sshd:2: account [success=ignore default=1] pam_succeed_if.so");
    }

    @Test
    void following_the_remediation_makes_every_violation_pass() {
        for (Case violation : violations()) {
            List<PamLine> mended = new ArrayList<>(List.of(line("requisite pam_bright.so", 1)));
            List<PamLine> before = violation.get(violation.judged(), PamStack.OF_SSHD) instanceof
                    io.tightship.fact.Fact.Known<?> known && known.value() instanceof
                    io.tightship.fact.PerSubject<?> parts ? ((PamStack) parts.known().get(Nodes.DAEMON)).account()
                    : List.of();
            mended.addAll(before);
            assertThat(violation.judge(new PamGateEffective()).getFirst().remediation())
                    .contains(Step.setting(Step.Place.file("/etc/pam.d/sshd"), "account requisite pam_bright.so"));
            assertThat(of(violation.toString(), mended).judge(new PamGateEffective())).as(violation.toString())
                    .extracting(Finding::outcome).containsOnly(Outcome.PASS);
        }
    }

    @Test
    void a_vendors_file_is_copied_before_it_is_changed() {
        PamLine unix = line("required pam_unix.so", 1);
        PamLine vendors = new PamLine("/usr/lib/pam.d/sshd", 1, unix.text(), unix.control(), unix.module(), List.of());
        assertThat(of("", List.of(vendors)).judge(new PamGateEffective()).getFirst().remediation().getFirst().toString())
                .contains("Copy /usr/lib/pam.d/sshd there first");
    }

    @Test
    void a_site_may_have_another_gate() {
        assertThat(stack("", "required pam_access.so").value(LoginValues.GATE_MODULES, Set.of("pam_access.so"))
                .judge(new PamGateEffective())).extracting(Finding::outcome).containsExactly(Outcome.PASS);
    }

    @Test
    void a_substack_that_is_done_does_not_end_the_whole_stack() {
        PamLine nested = new PamLine("/etc/pam.d/sshd", 1, "account substack common", new TreeMap<>(), "",
                List.of(line("sufficient pam_access.so", 1)));
        assertThat(of("", List.of(nested, line("required pam_bright.so", 2))).judge(new PamGateEffective()))
                .extracting(Finding::outcome).containsExactly(Outcome.PASS);
    }

    @ParameterizedTest
    @CsvSource({"required, BAD", "requisite, DIE", "sufficient, IGNORE", "optional, IGNORE"})
    void one_word_controls_are_what_pam_conf_says(String control, Action.Kind refused) {
        assertThat(line(control + " pam_bright.so", 1).on("perm_denied").kind()).isEqualTo(refused);
    }

    private static Case stack(String name, String... lines) {
        List<PamLine> account = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            account.add(line(lines[i], i + 1));
        }
        return of(name, account);
    }

    private static Case of(String name, List<PamLine> account) {
        return Case.of(name, Nodes.CONTROL).withMembers(Nodes.CONTROL, PamStack.OF_SSHD,
                Map.of(Nodes.DAEMON, new PamStack("sshd", account)));
    }

    private static PamLine line(String text, int number) {
        int space = text.indexOf(" pam_");
        String control = switch (text.substring(0, space)) {
            case "required" -> "success=ok ignore=ignore default=bad";
            case "requisite" -> "success=ok ignore=ignore default=die";
            case "sufficient" -> "success=done default=ignore";
            case "optional" -> "success=ok default=ignore";
            default -> text.substring(1, space - 1);
        };
        TreeMap<String, Action> actions = new TreeMap<>();
        for (String pair : control.split(" ")) {
            String action = pair.substring(pair.indexOf('=') + 1);
            actions.put(pair.substring(0, pair.indexOf('=')), action.matches("[0-9]+")
                    ? new Action(Action.Kind.JUMP, Integer.parseInt(action))
                    : Action.of(Action.Kind.valueOf(action.toUpperCase(Locale.ROOT))));
        }
        return new PamLine("/etc/pam.d/sshd", number, "account " + text, actions,
                text.substring(space + 1).replaceFirst(" .*", ""), List.of());
    }
}

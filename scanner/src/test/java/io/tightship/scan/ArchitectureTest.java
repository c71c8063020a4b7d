package io.tightship.scan;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.tightship.check.Check;
import io.tightship.fact.PerSubject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The dependency rules of the house, over the classes of checks, reports and scanner. */
class ArchitectureTest {

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.tightship");

    @Test
    void it_saw_the_classes() {
        for (String name : new String[] {"io.tightship.library.login.PamGateEffective", "io.tightship.check.Evaluator",
            "io.tightship.report.html.HtmlReport", "io.tightship.scan.ssh.SshSessions"}) {
            assertThat(ALL.contain(name)).as(name).isTrue();
        }
    }

    @Test
    void checks_are_pure() {
        String[] pure = {"io.tightship.model..", "io.tightship.fact..", "io.tightship.check..",
            "io.tightship.library..", "io.tightship.catalog.."};
        noClasses().that().resideInAnyPackage(pure).should().dependOnClassesThat(resideInAnyPackage("java.io..",
                "java.nio.file..", "java.net..", "java.sql..", "javax..", "java.util.concurrent..",
                "io.tightship.scan..", "io.tightship.report..")).check(ALL);
        noClasses().that().resideInAnyPackage(pure).should().callMethod(java.time.Instant.class, "now")
                .orShould().callMethod(System.class, "currentTimeMillis").orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethod(System.class, "getenv", String.class).check(ALL);
    }

    @Test
    void checks_keep_no_state_and_see_no_unavailable_member() {
        fields().that().areDeclaredInClassesThat().areAssignableTo(Check.class).should().beFinal().check(ALL);
        noClasses().that().resideInAPackage("io.tightship.library..").should()
                .callMethod(PerSubject.class, "members").check(ALL);
    }

    @Test
    void the_library_is_not_visible_from_outside_but_for_its_lists() {
        classes().that().implement(Check.class).should().bePackagePrivate().check(ALL);
    }

    @Test
    void each_library_stays_in_its_one_package() {
        Map<String, String> homes = Map.of("net.schmizz..", "io.tightship.scan.ssh..",
                "io.fabric8..", "io.tightship.scan.kube..",
                "picocli..", "io.tightship.scan.cli..",
                "org.snakeyaml..", "io.tightship.scan.data..",
                "org.apache.poi..", "io.tightship.report.xlsx..",
                "com.opencsv..", "io.tightship.report.csv..",
                "org.jsoup..", "io.tightship.report.html..");
        homes.forEach((library, home) -> noClasses().that(resideInAPackage("io.tightship..")
                .and(not(resideInAPackage(home))).and(not(resideInAPackage("io.tightship.fixtures.."))))
                .should().dependOnClassesThat(resideInAPackage(library)).check(ALL));
        noClasses().that(resideInAPackage("io.tightship..").and(not(resideInAnyPackage("io.tightship.scan.data..",
                "io.tightship.report.json..", "io.tightship.fixtures.."))))
                .should().dependOnClassesThat(resideInAPackage("com.google.gson..")).check(ALL);
    }

    @Test
    void packages_form_no_cycles() {
        slices().matching("io.tightship.scan.(*)..").should().beFreeOfCycles().check(ALL);
        slices().matching("io.tightship.report.(*)..").should().beFreeOfCycles().check(ALL);
        noClasses().that().resideInAPackage("io.tightship.report..").should()
                .dependOnClassesThat(resideInAPackage("io.tightship.scan..")).check(ALL);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * Who may see whom: {@code streaming → rdd ← engine}, and the choice of an engine is the program's.
 *
 * <p>The rules are made for a root package, so that the same rules judge the system and the bad examples.
 */
final class Layers {

    private final String root;

    Layers(String root) {
        this.root = root;
    }

    List<ArchRule> all() {
        return List.of(
                streamingDoesNotKnowAnEngine(),
                batchHalfDoesNotKnowStreaming(),
                onlyProgramsChooseAnEngine(),
                coreNeedsNothingButTheJdk());
    }

    ArchRule streamingDoesNotKnowAnEngine() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".streaming..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".engine.embedded..")
                .because("streaming asks the Engine SPI, and any engine may answer")
                .allowEmptyShould(true);
    }

    ArchRule batchHalfDoesNotKnowStreaming() {
        return noClasses()
                .that()
                .resideInAnyPackage(
                        root,
                        root + ".codec..",
                        root + ".compress..",
                        root + ".file..",
                        root + ".function..",
                        root + ".input..",
                        root + ".rdd..",
                        root + ".source..",
                        root + ".text..",
                        root + ".engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".streaming..")
                .because("lineage and engines serve batches and don't know who makes them")
                .allowEmptyShould(true);
    }

    ArchRule onlyProgramsChooseAnEngine() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(
                        root + ".engine.embedded..", root + ".examples..", root + ".benchmarks..", root + ".testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".engine.embedded..")
                .because("an engine is found from the master URL; only programs and test kits name one")
                .allowEmptyShould(true);
    }

    ArchRule coreNeedsNothingButTheJdk() {
        return classes()
                .that()
                .resideInAnyPackage(
                        root,
                        root + ".codec..",
                        root + ".compress..",
                        root + ".file..",
                        root + ".function..",
                        root + ".input..",
                        root + ".rdd..",
                        root + ".source..",
                        root + ".text..",
                        root + ".engine..",
                        root + ".streaming..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.waterclock..", "org.jspecify.annotations..")
                .because("a user's class path is the user's")
                .allowEmptyShould(true);
    }
}

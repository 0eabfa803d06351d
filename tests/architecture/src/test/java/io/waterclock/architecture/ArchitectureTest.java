// SPDX-License-Identifier: Apache-2.0
package io.waterclock.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The system as it is, judged by the rules. {@link RulesBiteTest} shows that the rules judge. */
class ArchitectureTest {

    private static final String ROOT = "io.waterclock";

    private static JavaClasses system;
    private static SourceTree sources;

    @BeforeAll
    static void read() {
        system = new ClassFileImporter()
                .withImportOption(location -> !location.contains("/io/waterclock/badexample/"))
                .withImportOption(location -> !location.contains("/io/waterclock/architecture/"))
                .importPackages(ROOT);
        sources = SourceTree.ofThisBuild();
    }

    @Test
    void everyModule_isSeen() {
        assertThat(system)
                .extracting(JavaClass::getPackageName)
                .contains(
                        "io.waterclock.rdd",
                        "io.waterclock.streaming",
                        "io.waterclock.engine.embedded",
                        "io.waterclock.connector.compression",
                        "io.waterclock.testkit",
                        "io.waterclock.testkit.engine",
                        "io.waterclock.examples",
                        "io.waterclock.benchmarks");
        assertThat(sources.countFiles()).isGreaterThan(10);
    }

    @TestFactory
    Iterable<DynamicTest> layers() {
        return new Layers(ROOT)
                .all().stream()
                        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(system)))
                        .toList();
    }

    @Test
    void packages_haveNoCycles() {
        assertThat(new PackageCycles(ROOT).in(system)).isEmpty();
    }

    @Test
    void everyPackage_hasASignOnItsDoor() {
        assertThat(sources.signsMissing()).isEmpty();
    }

    @Test
    void everyPackage_livesInOneModule() {
        assertThat(sources.packagesInTwoModules()).isEmpty();
    }

    @Test
    void files_areShort() {
        assertThat(sources.filesTooLong()).isEmpty();
    }

    @Test
    void packages_areSmall() {
        assertThat(sources.packagesTooFull()).isEmpty();
    }

    @Test
    void everyClassThatSeveralThreadsWrite_saysWhatShowsThatItIsRight() {
        Map<String, String> table = SharedState.table(sources.page("docs/internals/how-it-is-proven.md"));
        assertThat(SharedState.disagreements(table, sources.sharedState(), sources.testClasses()))
                .isEmpty();
    }
}

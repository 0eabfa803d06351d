// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.tests.docs.Page.Fence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every block of Java on every page compiles; those that say so are run, and print what the page shows. */
@Timeout(300)
class SnippetsTest {

    @TempDir
    Path folder;

    private Path freshFolder() throws Exception {
        return Files.createTempDirectory(folder, "classes");
    }

    @Test
    void blocks_areMarkedWithWhatIsKnown() {
        assertThat(Page.all().stream()
                        .flatMap(page -> page.fences().stream())
                        .map(Snippet::misuse)
                        .filter(Objects::nonNull))
                .isEmpty();
    }

    @Test
    void pages_areFound() {
        assertThat(Page.all())
                .extracting(Page::name)
                .contains(
                        "README.md", "ARCHITECTURE.md", "docs/internals/1-a-streaming-job.md", "docs/guide/README.md");
        assertThat(Page.of("README.md").fences().stream().filter(Snippet::isCompiled))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @TestFactory
    List<DynamicTest> blocks_compile() {
        return Page.all().stream()
                .flatMap(page -> page.fences().stream())
                .filter(fence -> Snippet.isCompiled(fence) && !Snippet.isRun(fence))
                .map(fence -> DynamicTest.dynamicTest(
                        fence.toString(),
                        () -> assertThat(new Snippet(fence).compile(freshFolder()))
                                .isEmpty()))
                .toList();
    }

    @TestFactory
    List<DynamicTest> blocks_printWhatThePageShows() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Page page : Page.all()) {
            List<Fence> fences = page.fences();
            for (int i = 0; i < fences.size(); i++) {
                Fence fence = fences.get(i);
                if (Snippet.isRun(fence)) {
                    Fence after = i + 1 < fences.size() ? fences.get(i + 1) : null;
                    tests.add(DynamicTest.dynamicTest(fence.toString(), () -> check(fence, after)));
                }
            }
        }
        return tests;
    }

    /** A test, which has nothing to show, needs no block after it. */
    private void check(Fence fence, Fence after) throws Exception {
        boolean shown = after != null && after.info().equals("text");
        assertThat(shown || fence.code().contains("@Test"))
                .as("%s: the block after one that is run is marked text, and shows what it prints", fence)
                .isTrue();
        assertThat(new Snippet(fence).run(freshFolder()).lines().toList())
                .as("what %s prints", fence)
                .isEqualTo(shown ? after.code().lines().toList() : List.of());
    }
}

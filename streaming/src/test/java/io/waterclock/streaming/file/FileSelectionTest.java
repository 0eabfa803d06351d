// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Batches of a second, over directories in memory. */
class FileSelectionTest {
    private static final long SECOND = 1_000;
    private static final long WINDOW = 60 * SECOND;
    private static final int MANY = 100_000;

    private final FakeDirectories directories = new FakeDirectories("/in");
    private final FileSelection selection = new FileSelection(directories, 0, WINDOW, SECOND);

    private List<String> select(long batchMs) {
        return paths(selection.select(batchMs));
    }

    private static List<String> paths(FileSelection.Found found) {
        return found.files().stream().map(FileStatus::path).toList();
    }

    // ---- what it costs

    @Test
    void manyOldFiles_areLookedAtOnce_thenFewInEachBatch() {
        for (int i = 0; i < MANY; i++) {
            directories.put("/in", "old-" + i, i);
        }
        long begin = 10_000 * SECOND;
        assertThat(selection.select(begin).ignored()).isEqualTo(MANY);
        assertThat(directories.looks).isEqualTo(MANY);
        int most = 0;
        int sum = 0;
        for (int batch = 1; batch <= 120; batch++) {
            directories.looks = 0;
            directories.put("/in", "new-" + batch, begin + batch * SECOND);
            FileSelection.Found found = selection.select(begin + batch * SECOND);
            assertThat(paths(found)).containsExactly("/in/new-" + batch);
            assertThat(found.ignored()).isZero();
            most = Math.max(most, directories.looks);
            sum += directories.looks;
        }
        assertThat(directories.listings).isEqualTo(121);
        assertThat(most).as("looks in a batch").isLessThan(MANY / 8);
        assertThat(sum / 120).as("looks in a batch, on average").isLessThan(MANY / 15);
        assertThat(selection.aged()).isEqualTo(MANY + 60);
    }

    @Test
    void manyTakenFiles_areNotLookedAtWhileTheyAreRemembered() {
        long begin = 10_000 * SECOND;
        for (int i = 0; i < MANY; i++) {
            directories.put("/in", "f-" + i, begin);
        }
        assertThat(select(begin)).hasSize(MANY);
        directories.looks = 0;
        for (int batch = 1; batch < 60; batch++) {
            assertThat(select(begin + batch * SECOND)).isEmpty();
        }
        assertThat(directories.looks).isZero();
    }

    @Test
    void whatIsRemembered_isBounded() {
        FileSelection bounded = new FileSelection(directories, 0, WINDOW, SECOND, 1_000, 0);
        for (long t = 1; t <= 1_000; t++) {
            for (int i = 0; i < 10; i++) {
                directories.put("/in", t + "-" + i, t * SECOND);
            }
            assertThat(bounded.select(t * SECOND).files()).hasSize(10);
            assertThat(bounded.remembered()).isLessThanOrEqualTo(600);
            assertThat(bounded.aged()).isLessThanOrEqualTo(1_000);
        }
        directories.files.get("/in").clear();
        bounded.select(2_000 * SECOND); // what was taken last is remembered where a gap ends
        bounded.select(2_001 * SECOND);
        assertThat(bounded.remembered()).isZero();
        assertThat(bounded.aged()).isZero();
    }

    // ---- when there is trouble

    @Test
    void directoryThatCannotBeListed_losesNothing_however_longItTakes() {
        directories.files.put("/other", new java.util.TreeMap<>());
        directories.put("/in", "a", SECOND);
        assertThat(select(SECOND)).containsExactly("/in/a");
        directories.unreadable.add("/in");
        for (long t = 2; t <= 500; t++) {
            directories.put("/in", "f" + t, t * SECOND);
            directories.put("/other", "f" + t, t * SECOND);
            FileSelection.Found found = selection.select(t * SECOND);
            assertThat(paths(found)).containsExactly("/other/f" + t);
            assertThat(found.problems()).containsExactly("/in (access is denied)");
        }
        directories.unreadable.clear();
        assertThat(select(501 * SECOND)).hasSize(499).doesNotContain("/in/a").startsWith("/in/f2");
        assertThat(select(502 * SECOND)).isEmpty();
    }

    @Test
    void globThatCannotBeMatched_isAProblem_andLosesNothing() {
        assertThat(select(SECOND)).isEmpty();
        directories.put("/in", "a", 2 * SECOND);
        directories.unreadable.add("");
        for (long t = 2; t < 200; t++) {
            assertThat(selection.select(t * SECOND).problems()).containsExactly("the glob can't be matched");
        }
        directories.unreadable.clear();
        assertThat(select(200 * SECOND)).containsExactly("/in/a");
        assertThat(select(201 * SECOND)).isEmpty();
    }

    @Test
    void fileThatCannotBeLookedAt_leavesTheOthersAlone_andIsTakenWhenItCan() {
        directories.put("/in", "a", SECOND);
        directories.put("/in", "b", SECOND);
        directories.unreadable.add("/in/a");
        FileSelection.Found found = selection.select(SECOND);
        assertThat(paths(found)).containsExactly("/in/b");
        assertThat(found.problems()).containsExactly("/in/a (access is denied)");
        directories.unreadable.clear();
        assertThat(select(2 * SECOND)).containsExactly("/in/a");
    }

    @Test
    void fileThatCannotBeLookedAt_isTakenOnce_howeverLongThatTakes() {
        directories.put("/in", "old", 900 * SECOND);
        assertThat(select(1_001 * SECOND)).isEmpty();
        directories.put("/in", "a", 1_002 * SECOND);
        directories.put("/in", "early", 950 * SECOND);
        directories.unreadable.addAll(List.of("/in/a", "/in/old", "/in/early"));
        for (long t = 1_002; t <= 1_500; t++) {
            FileSelection.Found found = selection.select(t * SECOND);
            assertThat(found.files()).isEmpty();
            assertThat(found.problems()).contains("/in/a (access is denied)");
        }
        directories.unreadable.clear();
        assertThat(select(1_501 * SECOND)).containsExactly("/in/early", "/in/a");
        for (long t = 1_502; t <= 1_700; t++) {
            assertThat(select(t * SECOND)).isEmpty();
        }
    }

    @Test
    void directoryInTheDirectoryThatCannotBeListed_isTakenOnce_howeverLongThatTakes() {
        directories.putDirectory("/in", "job", SECOND);
        directories.unreadable.add("/in/job/");
        for (long t = 1; t <= 500; t++) {
            FileSelection.Found found = selection.select(t * SECOND);
            assertThat(found.files()).isEmpty();
            assertThat(found.problems()).containsExactly("/in/job (access is denied)");
        }
        directories.unreadable.clear();
        assertThat(select(501 * SECOND)).containsExactly("/in/job/part");
        for (long t = 502; t <= 700; t++) {
            assertThat(select(t * SECOND)).isEmpty();
        }
    }

    @Test
    void batchesThatWereNotMadeForLongerThanTheWindow_losesNothing() {
        assertThat(select(SECOND)).isEmpty();
        directories.put("/in", "a", 2 * SECOND);
        directories.put("/in", "b", 900 * SECOND);
        directories.files.put("/new", new java.util.TreeMap<>(Map.of("c", 3 * SECOND)));
        assertThat(select(1_000 * SECOND)).containsExactly("/in/a", "/new/c", "/in/b");
        assertThat(select(2_000 * SECOND)).isEmpty();
    }

    // ---- files that are known

    /** Each file is changed again and again, but not within the window; every change is one that a batch has to have, soon. */
    @Test
    void knownFilesThatChange_areFoundWithinTheWindow_eachChangeOnce() {
        long seed = Long.getLong("test.seed", 7L);
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            long window = (1 + random.nextInt(20)) * SECOND;
            FakeDirectories changing = new FakeDirectories("/in");
            FileSelection few = new FileSelection(changing, 0, window, SECOND, 1_000, 0);
            Map<String, Long> changed = new HashMap<>();
            Map<String, Long> free = new HashMap<>();
            List<String> expected = new ArrayList<>();
            List<String> got = new ArrayList<>();
            for (long t = 1_000; t < 1_400; t++) {
                for (int i = 0; i < 3; i++) {
                    String name = "f" + random.nextInt(60);
                    if (t < 1_300 && t * SECOND >= free.getOrDefault(name, 0L)) {
                        long modified = t * SECOND - random.nextInt(1_000);
                        changing.put("/in", name, modified);
                        changed.put(name, modified);
                        expected.add(name + "@" + modified);
                        free.put(name, t * SECOND + 2 * window + SECOND);
                    }
                }
                for (FileStatus file : few.select(t * SECOND).files()) {
                    String name = file.path().substring("/in/".length());
                    assertThat(changed).as("seed %s", seed).containsEntry(name, file.modifiedMs());
                    assertThat(t * SECOND - file.modifiedMs())
                            .as("seed %s: how late", seed)
                            .isBetween(0L, window);
                    got.add(name + "@" + file.modifiedMs());
                }
            }
            assertThat(new TreeSet<>(got))
                    .as("seed %s", seed)
                    .hasSize(got.size())
                    .isEqualTo(new TreeSet<>(expected));
        }
    }

    @Test
    void knownFileThatChanged_andWasNotLookedAtBeforeALongGap_isFoundAfterIt() {
        FileSelection few = new FileSelection(directories, 0, WINDOW, SECOND, 1_000, 0);
        directories.put("/in", "a", 1);
        assertThat(few.select(1_000 * SECOND).ignored()).isEqualTo(1);
        directories.put("/in", "a", 1_005 * SECOND);
        assertThat(few.select(1_010 * SECOND).files()).isEmpty();
        assertThat(few.select(1_200 * SECOND).files()).hasSize(1);
    }

    @Test
    void hashesOfNames_areSpread() {
        AgedFiles aged = new AgedFiles(0);
        for (int i = 0; i < MANY; i++) {
            aged.put(AgedFiles.hashOf(String.format(java.util.Locale.ROOT, "part-%05d.csv", i)), i);
        }
        assertThat(aged.size()).isEqualTo(MANY);
        for (int i = 0; i < MANY; i++) {
            assertThat(aged.get(AgedFiles.hashOf(String.format(java.util.Locale.ROOT, "part-%05d.csv", i))))
                    .isEqualTo(i);
        }
        assertThat(aged.get(AgedFiles.hashOf("another"))).isEqualTo(AgedFiles.UNKNOWN);
    }
}

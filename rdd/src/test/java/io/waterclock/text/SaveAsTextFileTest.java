// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ConfigKey;
import io.waterclock.ErrorCode;
import io.waterclock.FutureAction;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockException;
import io.waterclock.codec.Codecs;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PartitionResults;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.RDDContext;
import io.waterclock.rdd.SourceRDD;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.source.LocalListSource;
import io.waterclock.source.PartitionedSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaveAsTextFileTest {
    @TempDir
    Path dir;

    @Test
    void a_job_that_ends_well_leaves_all_parts_and_the_mark() throws Exception {
        Path out = dir.resolve("out");
        rdd(-1).saveAsTextFile(out.toString());

        assertThat(out.toFile().list()).containsExactlyInAnyOrder("_SUCCESS", "part-00000", "part-00001");
        assertThat(TextModel.readAll(new TextFileSource(out.toString(), 1)))
                .containsExactly(List.of("1", "2"), List.of("3", "4"));
        assertThatThrownBy(() -> rdd(-1).saveAsTextFile(out.toString()))
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.OUTPUT_EXISTS);
    }

    @Test
    void a_job_that_fails_throws_what_it_threw_and_can_be_run_again() {
        Path out = dir.resolve("out");

        assertThatThrownBy(() -> rdd(1).saveAsTextFile(out.toString())).hasMessage("partition 1 fails");
        assertThat(out).doesNotExist();
        rdd(-1).saveAsTextFile(out.toString());
        assertThat(out.resolve("_SUCCESS")).exists();
    }

    @Test
    void input_that_is_not_there_makes_no_directory() {
        Path out = dir.resolve("out");
        TextFileSource nothing = new TextFileSource(dir.resolve("none").toString(), 1);

        assertThatThrownBy(() -> rdd(nothing, -1).saveAsTextFile(out.toString()))
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.INPUT_NOT_FOUND);
        assertThat(out).doesNotExist();
    }

    private static RDD<Integer> rdd(int failing) {
        return rdd(LocalListSource.of("parallelize", List.of(1, 2, 3, 4), 2), failing);
    }

    private static <T> RDD<T> rdd(PartitionedSource<T> source, int failing) {
        return new SourceRDD<>(new OneThread(source, failing), Operator.here("input"), source);
    }

    /** Runs the one action that is needed here on a source, and fails at one partition. */
    private record OneThread(PartitionedSource<?> source, int failing) implements RDDContext {
        @Override
        @SuppressWarnings("unchecked")
        public <R> List<R> runJob(
                Lineage lineage, List<Integer> partitions, Action<R> action, String name, PartitionResults<R> heard) {
            Function2<Integer, Iterator<?>, R> function =
                    (Function2<Integer, Iterator<?>, R>) ((Action.Process<R>) action).function();
            List<R> results = new ArrayList<>();
            for (int partition : partitions) {
                if (partition == failing) {
                    throw new IllegalStateException("partition " + partition + " fails");
                }
                try (var reader = source.partitions().get(partition).open()) {
                    results.add(function.call(partition, reader.iterator()));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            return results;
        }

        @Override
        public <T> FutureAction<T> submit(String name, Function<RDDContext, T> body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object owner() {
            return this;
        }

        @Override
        public Codecs codecs() {
            return new Codecs();
        }

        @Override
        public <T> T setting(ConfigKey<T> key) {
            return new WaterclockConf(false).get(key);
        }

        @Override
        public int nextRddId() {
            return 0;
        }

        @Override
        public int byKeyPartitions(int mostOfParents) {
            return mostOfParents;
        }

        @Override
        public void persist(Lineage lineage, StorageLevel level) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void unpersist(Lineage lineage, boolean blocking) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StorageLevel storageLevel(Lineage lineage) {
            return StorageLevel.NONE;
        }

        @Override
        public Lineage checkpoint(Lineage lineage, int rddId, boolean local) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCheckpointed(Lineage lineage) {
            return false;
        }

        @Override
        public String checkpointFile(Lineage lineage) {
            throw new UnsupportedOperationException();
        }
    }
}

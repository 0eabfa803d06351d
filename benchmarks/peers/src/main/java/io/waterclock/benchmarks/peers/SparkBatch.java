// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.batch.BatchPeer;
import io.waterclock.benchmarks.batch.GrowthWork;
import io.waterclock.benchmarks.batch.Names;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.input.BlockInput;
import io.waterclock.benchmarks.input.GroupInput;
import io.waterclock.benchmarks.input.JobInput;
import io.waterclock.benchmarks.input.JoinInput;
import io.waterclock.benchmarks.input.NarrowInput;
import io.waterclock.benchmarks.input.PartitionsInput;
import io.waterclock.benchmarks.input.SkewInput;
import io.waterclock.benchmarks.input.SortInput;
import io.waterclock.benchmarks.input.WordCountInput;
import io.waterclock.benchmarks.input.YsbInput;
import java.util.List;

/** Spark core in local mode, over cached RDDs of the very objects that the others have. */
public final class SparkBatch implements BatchPeer {

    @Override
    public String name() {
        return Names.SPARK_2;
    }

    @Override
    public List<String> jvmOptions() {
        return SparkJvm.options();
    }

    @Override
    public List<Contender> narrow(NarrowInput input) {
        return List.of(new SparkCounts.Narrow(input));
    }

    @Override
    public List<Contender> wordCount(WordCountInput input) {
        return List.of(new SparkCounts.WordCount(input));
    }

    @Override
    public List<Contender> job(JobInput input) {
        return List.of(new SparkCounts.Job(input));
    }

    @Override
    public List<Contender> ysb(YsbInput input) {
        return List.of(new SparkCounts.Ysb(input));
    }

    @Override
    public List<Contender> group(GroupInput input) {
        return List.of(new SparkKeys.Group(input));
    }

    @Override
    public List<Contender> sort(SortInput input) {
        return List.of(new SparkKeys.Sort(input));
    }

    @Override
    public List<Contender> join(JoinInput input) {
        return List.of(new SparkKeys.Join(input));
    }

    @Override
    public List<Contender> distinct(BlockInput input, int distinct) {
        return List.of(new SparkBlocks.Distinct(input, distinct));
    }

    @Override
    public List<Contender> partitions(PartitionsInput input) {
        return List.of(new SparkCounts.ManyPartitions(input));
    }

    @Override
    public List<Contender> skew(SkewInput input) {
        return List.of(new SparkKeys.Skew(input));
    }

    @Override
    public List<Contender> growth(GrowthWork work, BlockInput input) {
        return List.of(new SparkBlocks.Growth(work, input));
    }
}

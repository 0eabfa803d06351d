// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Peer;
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

/** A peer of the batch half. Each method answers its contenders for a case, none where it has nothing to show. */
public interface BatchPeer extends Peer {

    default List<Contender> narrow(NarrowInput input) {
        return List.of();
    }

    default List<Contender> wordCount(WordCountInput input) {
        return List.of();
    }

    default List<Contender> job(JobInput input) {
        return List.of();
    }

    default List<Contender> ysb(YsbInput input) {
        return List.of();
    }

    default List<Contender> group(GroupInput input) {
        return List.of();
    }

    default List<Contender> sort(SortInput input) {
        return List.of();
    }

    default List<Contender> join(JoinInput input) {
        return List.of();
    }

    /** @param distinct how many different ones there are of the input's numbers */
    default List<Contender> distinct(BlockInput input, int distinct) {
        return List.of();
    }

    default List<Contender> partitions(PartitionsInput input) {
        return List.of();
    }

    default List<Contender> skew(SkewInput input) {
        return List.of();
    }

    default List<Contender> growth(GrowthWork work, BlockInput input) {
        return List.of();
    }
}

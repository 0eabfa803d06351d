// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import java.io.Serializable;
import java.util.TreeMap;

/**
 * How far a partition has seen its inputs get, and how many records came too late there.
 *
 * @param inputs by the number of the input; an input of which nothing has come is not in it
 * @param watermarkMs that the last step used; {@link Watermark#NONE} before there was one
 */
public record Progress(TreeMap<Integer, Input> inputs, long late, long watermarkMs) implements Serializable {

    static final Progress NOTHING = new Progress(new TreeMap<>(), 0, Watermark.NONE);

    /**
     * @param greatestMs the latest event time
     * @param lastBatchMs the last batch with a record
     */
    public record Input(long greatestMs, long lastBatchMs) implements Serializable {

        Input and(Input other) {
            return new Input(Math.max(greatestMs, other.greatestMs), Math.max(lastBatchMs, other.lastBatchMs));
        }
    }

    /** Of two partitions together. */
    Progress and(Progress other) {
        TreeMap<Integer, Input> all = new TreeMap<>(inputs);
        other.inputs.forEach((input, seen) -> all.merge(input, seen, Input::and));
        return new Progress(all, late + other.late, Math.max(watermarkMs, other.watermarkMs));
    }
}

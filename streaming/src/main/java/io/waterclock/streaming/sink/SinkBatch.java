// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.sink;

import io.waterclock.streaming.Time;
import java.util.Objects;

/**
 * What a sink is given in one batch, by the name under which it is known: of two with an equal name and time, one is a repetition of the other.
 *
 * @param name of the output, the same in each run of the program: what {@code OutputOperation.named} said, else one made of where the program called {@code writeTo}
 * @param time of the batch
 */
public record SinkBatch(String name, Time time) {
    public SinkBatch {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(time, "time");
    }

    @Override
    public String toString() {
        return "batch " + time + " of \"" + name + "\"";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.SpillFile.Segment;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All pairs of one side in one partition, in the order of the tasks that wrote them. */
final class Input {
    private final List<Bucket> buckets;
    private final @Nullable PairsReader stream;

    private Input(List<Bucket> buckets, @Nullable PairsReader stream) {
        this.buckets = buckets;
        this.stream = stream;
    }

    static Input of(List<Bucket> buckets) {
        return new Input(buckets, null);
    }

    static Input of(@Nullable Bucket bucket) {
        return of(bucket == null ? List.of() : List.of(bucket));
    }

    /**
     * Of what can be read only once.
     *
     * @param stream in chunks of at most {@link Pairs#MOST}
     */
    static Input once(PairsReader stream) {
        return new Input(List.of(), stream);
    }

    /** As an input that can be read again. */
    Input buffered(Room room) throws Exception {
        if (stream == null) {
            return this;
        }
        Buckets buffer = new Buckets(1, room);
        Pairs chunk;
        while ((chunk = stream.next()) != null) {
            room.checkAlive();
            for (int i = 0; i < chunk.size; i++) {
                buffer.add(0, chunk.keys.get(i), chunk.hashCode(i), chunk.values.get(i));
            }
        }
        return of(buffer.finish()[0]);
    }

    /** How many there are; not for what can be read only once. */
    long records() {
        long sum = 0;
        for (Bucket bucket : buckets) {
            sum += bucket.records();
        }
        return sum;
    }

    /** About how many bytes of heap reading all of it takes, beyond what is in memory already. */
    long bytesToLoad() {
        double sum = 0;
        for (Bucket bucket : buckets) {
            sum += bucket.bytesToLoad();
        }
        return (long) sum;
    }

    /** The mean of {@link #bytesToLoad}. */
    double bytesToLoadOne() {
        return (double) bytesToLoad() / Math.max(1, records());
    }

    /** In chunks of at most {@link Pairs#MOST}. */
    PairsReader open() {
        if (stream != null) {
            return stream;
        }
        Iterator<Bucket> each = buckets.iterator();
        return new PairsReader() {
            private Iterator<Supplier<PairsReader>> parts =
                    List.<Supplier<PairsReader>>of().iterator();
            private @Nullable PairsReader at;

            @Override
            public @Nullable Pairs next() throws Exception {
                while (true) {
                    Pairs chunk = at == null ? null : at.next();
                    if (chunk != null) {
                        return chunk;
                    }
                    if (parts.hasNext()) {
                        at = parts.next().get();
                    } else if (each.hasNext()) {
                        parts = parts(each.next().parts()).iterator();
                    } else {
                        return null;
                    }
                }
            }
        };
    }

    private static List<Supplier<PairsReader>> parts(Bucket.Parts parts) {
        List<Supplier<PairsReader>> readers = new ArrayList<>();
        for (Segment segment : parts.segments()) {
            readers.add(segment::open);
        }
        for (Pairs chunk : parts.chunks()) {
            readers.add(() -> PairsReader.of(chunk));
        }
        Pairs combined = parts.combined();
        for (int from = 0; from < combined.size; from += Pairs.MOST) {
            int first = from;
            readers.add(() -> PairsReader.of(combined.slice(first, Math.min(combined.size, first + Pairs.MOST))));
        }
        return readers;
    }

    /** The user has got values that are read from its files. */
    void keptByUser() {
        for (Bucket bucket : buckets) {
            for (Segment segment : bucket.parts().segments()) {
                segment.file().keptByUser();
            }
        }
    }
}

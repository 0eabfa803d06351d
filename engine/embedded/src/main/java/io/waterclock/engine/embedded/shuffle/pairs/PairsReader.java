// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import io.waterclock.Tuple2;
import io.waterclock.source.ChunkReader;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives pairs as chunks of columns, each of one pair at least. Used by one thread. */
public abstract class PairsReader implements AutoCloseable {

    /** The next chunk, which the reader doesn't change any more; null at the end. */
    public abstract @Nullable Pairs next() throws Exception;

    /** Lets go of what it holds. May be called at any point, and more than once. */
    @Override
    public void close() {}

    /** Of pairs that are records. */
    public static PairsReader of(ChunkReader records) {
        return new PairsReader() {
            @Override
            public @Nullable Pairs next() throws Exception {
                if (!records.next(ChunkReader.CHUNK)) {
                    return null;
                }
                Pairs chunk = new Pairs(records.to - records.from);
                for (int i = records.from; i < records.to; i++) {
                    Tuple2<?, ?> pair = (Tuple2<?, ?>) records.array[i];
                    chunk.add(pair._1(), Pairs.hashCode(pair._1()), pair._2());
                }
                return chunk;
            }
        };
    }

    public static PairsReader of(Pairs chunk) {
        return of(List.of(chunk).iterator());
    }

    public static PairsReader of(Iterator<Pairs> chunks) {
        return new PairsReader() {
            @Override
            public @Nullable Pairs next() {
                while (chunks.hasNext()) {
                    Pairs chunk = chunks.next();
                    if (chunk.size > 0) {
                        return chunk;
                    }
                }
                return null;
            }
        };
    }
}

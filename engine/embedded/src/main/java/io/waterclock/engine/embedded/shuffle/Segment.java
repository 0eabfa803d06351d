// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.RecordReader;
import io.waterclock.codec.RecordWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Pairs on disk. Can be read again and again, by any number of threads at once; each reading makes new objects.
 *
 * @param bytesPerPair about how much heap a pair takes once it is read
 */
record Segment(SpillFile file, long from, long to, long records, double bytesPerPair) {

    PairsReader open() {
        return new Reading();
    }

    private final class Reading extends PairsReader {
        private final RecordReader reader = new RecordReader(
                file.file().read(from, to),
                file.codecs(),
                RecordWriter.Mode.PRIVATE,
                Thread.currentThread().getContextClassLoader());

        @Override
        @Nullable
        Pairs next() {
            try {
                if (!reader.hasNext()) {
                    return null;
                }
                int size = (Integer) reader.read();
                Column keys = read(size);
                Column values = read(size);
                return new Pairs(keys, values);
            } catch (IOException e) {
                if (file.isDeleted()) {
                    throw new OutputMissing();
                }
                throw new WaterclockException(
                        ErrorCode.LOCAL_STORAGE_FAILED,
                        "Reading pairs back from the temporary file "
                                + file.file().path() + " failed: " + e
                                + ". Nobody else may change what is in that directory while the context runs",
                        e);
            }
        }

        private Column read(int size) throws IOException {
            int mode = (Integer) reader.read();
            return switch (mode) {
                case Column.NULLS -> Column.ofNulls(size);
                case Column.INTS -> Column.ofInts((int[]) reader.read());
                case Column.LONGS, Column.DOUBLES -> Column.ofLongs(mode, (long[]) reader.read());
                default -> {
                    Object[] objects = new Object[size];
                    for (int i = 0; i < size; i++) {
                        objects[i] = reader.read();
                    }
                    yield Column.ofObjects(objects);
                }
            };
        }
    }
}

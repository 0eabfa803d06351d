// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.Codecs;
import io.waterclock.codec.RecordReader;
import io.waterclock.codec.RecordWriter;
import io.waterclock.engine.embedded.memory.LocalFile;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file of pairs, in {@linkplain Segment segments}. Written by one thread, one segment after the other; read by
 * any.
 *
 * <p>A segment is a private stream of records: for each chunk how many pairs it has, then its keys and its values. A typed
 * column is one primitive array, another one a record a value.
 */
final class SpillFile {
    /** A chunk is written in pieces of about so many bytes, which is what a reader holds at a time. */
    private static final int PIECE_BYTES = 64 << 10;

    private final LocalFile file;
    private final Codecs codecs;
    private boolean keptByUser;
    private volatile boolean deleted;

    SpillFile(LocalFile file, Codecs codecs) {
        this.file = file;
        this.codecs = codecs;
    }

    LocalFile file() {
        return file;
    }

    /**
     * Of what writing has thrown: throws it again where the disk failed. Else what was to be written can't be: there is no codec for a type,
     * or a function of the user changes a value while it is written.
     */
    static void requireNotOfDisk(RuntimeException thrown) {
        if (thrown instanceof WaterclockException known && known.code() == ErrorCode.LOCAL_STORAGE_FAILED) {
            throw thrown;
        }
    }

    Codecs codecs() {
        return codecs;
    }

    /**
     * Its pairs are given to the user, as values on disk; the file stays as long as these can be reached. Throws {@link OutputMissing} when
     * it is gone.
     */
    synchronized void keptByUser() {
        if (deleted) {
            throw new OutputMissing();
        }
        keptByUser = true;
    }

    /** Lets go of the disk space, unless the user still has some of it. Can be called again, as by each of those who share it. */
    synchronized void delete() {
        if (!keptByUser && !deleted) {
            deleted = true;
            file.delete();
        }
    }

    /** Whether the engine itself has let it go. */
    boolean isDeleted() {
        return deleted;
    }

    /** Begins a segment at the end of the file. */
    Writer write(double bytesPerPair) {
        return new Writer(bytesPerPair);
    }

    final class Writer {
        private final long from = file.length();
        private final double bytesPerPair;
        private final int piece;
        private final OutputStream out = file.append();
        private final RecordWriter writer = new RecordWriter(out, codecs, RecordWriter.Mode.PRIVATE);
        private long records;

        private Writer(double bytesPerPair) {
            this.bytesPerPair = bytesPerPair;
            this.piece = (int) Math.max(1, Math.min(Pairs.MOST, PIECE_BYTES / Math.max(1, bytesPerPair)));
        }

        void add(Pairs chunk) {
            try {
                for (int from = 0; from < chunk.size; from += piece) {
                    int to = Math.min(chunk.size, from + piece);
                    writer.write(to - from);
                    write(chunk.keys, from, to);
                    write(chunk.values, from, to);
                    records += to - from;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e); // what the file itself throws is not checked
            }
        }

        private void write(Column column, int from, int to) throws IOException {
            writer.write(column.mode);
            switch (column.mode) {
                case Column.EMPTY, Column.NULLS -> {}
                case Column.INTS -> writer.write(Arrays.copyOfRange(column.ints, from, to));
                case Column.LONGS, Column.DOUBLES -> writer.write(Arrays.copyOfRange(column.longs, from, to));
                default -> {
                    for (int i = from; i < to; i++) {
                        writer.write(column.objects[i]);
                    }
                }
            }
        }

        Segment end() {
            try {
                writer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Segment(SpillFile.this, from, file.length(), records, bytesPerPair);
        }
    }

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
            public @Nullable Pairs next() {
                try {
                    if (!reader.hasNext()) {
                        return null;
                    }
                    int size = readInt();
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

            @SuppressWarnings("NullAway") // numbers were written there
            private int readInt() throws IOException {
                return (Integer) reader.read();
            }

            @SuppressWarnings("NullAway") // arrays were written there, and objects that may be null
            private Column read(int size) throws IOException {
                int mode = readInt();
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
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.Codecs;
import io.waterclock.codec.RecordReader;
import io.waterclock.codec.RecordWriter;
import io.waterclock.codec.StableHash;
import io.waterclock.rdd.Partitioner;
import io.waterclock.streaming.Limits;
import io.waterclock.streaming.state.StateForm.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A state as bytes that outlive the process, and back.
 *
 * <p>To save: {@link #full} of each partition of a published version; later, for less, {@link #changes} of each partition from the version that
 * was saved last. Both give streams of entries by <em>key group</em>, one of {@link Limits#KEY_GROUPS}, which follows from the
 * encoded key alone. To restore: {@link #restoring} with the partitioner of now, then {@link Restoring#add} every stream of every partition and group of the
 * last full save, then those of the changes since, save by save, and {@link Restoring#partition} for each partition. Neither the
 * number of partitions nor the partitioner needs to be what it was.
 *
 * <p>Streams are durable ones of {@link RecordWriter}: by codecs, never by Java serialization, with checksums. Nothing in them depends on
 * the kind of state but the time at which a key was touched; a state that got a time-out since takes such entries, and one that lost it drops the
 * times. Within a save the order of streams doesn't matter. A key that is written otherwise than before, or equal to another that
 * is, may turn up in another group later: so a group can't be restored without the others.
 *
 * <p>Used by any number of threads.
 */
public final class StateSnapshots {
    /*
     * A stream is of flat records: for each entry its kind, the key, for a timed one when it was touched, and its state unless it ended.
     */
    private static final byte ENDED = 0;
    private static final byte KEPT = 1;
    private static final byte TIMED = 2;

    private final StateForm form;
    private final Codecs codecs;
    private final String purpose;

    /**
     * @param state its name, for errors
     * @param codecs have codecs for all types of keys and states, and know those that are read, by {@link Codecs#register(Class[])}
     */
    public StateSnapshots(String state, StateForm form, Codecs codecs) {
        this.form = form;
        this.codecs = codecs;
        this.purpose = "a snapshot of the state \"" + state + "\"";
    }

    /**
     * All entries of a partition, by key group; a group without any is left out.
     *
     * @throws WaterclockException with code CODEC_MISSING when there is no codec for the type of a key or a state
     */
    public SortedMap<Integer, byte[]> full(Object partition) {
        Groups groups = new Groups();
        form.forEach(partition, groups::add);
        return groups.written();
    }

    /**
     * What a version of a partition has otherwise than an older one, keys that ended included; as {@link #full}.
     *
     * @throws WaterclockException as {@link #full}
     */
    public SortedMap<Integer, byte[]> changes(Object older, Object newer) {
        Groups groups = new Groups();
        form.differences(older, newer, groups::add);
        return groups.written();
    }

    /**
     * Begins to restore.
     *
     * @param partitioner by which the state is spread from now on
     * @param wanted the partitions that are asked for in the end; entries of others are passed over
     */
    public Restoring restoring(Partitioner partitioner, IntPredicate wanted) {
        return new Restoring(partitioner, wanted);
    }

    private WaterclockException failed(ErrorCode code, String what, Exception cause) {
        return new WaterclockException(code, what + " " + purpose + ": " + cause.getMessage(), cause);
    }

    /** The streams of a save, each begun with its first entry. */
    private final class Groups {
        private final StableHash hash = new StableHash(codecs, purpose);
        private final TreeMap<Integer, Group> groups = new TreeMap<>();

        private record Group(ByteArrayOutputStream bytes, RecordWriter writer) {}

        void add(@Nullable Object key, @Nullable Entry entry) {
            try {
                int group = Math.floorMod(hash.of(key), Limits.KEY_GROUPS);
                write(groups.computeIfAbsent(group, number -> begin()).writer(), key, entry);
            } catch (IOException e) {
                throw failed(ErrorCode.CODEC_FAILED, "Can't write", e);
            }
        }

        private Group begin() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            return new Group(bytes, new RecordWriter(bytes, codecs, RecordWriter.Mode.DURABLE, purpose));
        }

        private void write(RecordWriter writer, @Nullable Object key, @Nullable Entry entry) throws IOException {
            if (entry == null) {
                writer.write(ENDED);
                writer.write(key);
                return;
            }
            boolean timed = entry.touchedMs() != StateForm.UNTIMED;
            writer.write(timed ? TIMED : KEPT);
            writer.write(key);
            if (timed) {
                writer.write(entry.touchedMs());
            }
            writer.write(entry.state());
        }

        SortedMap<Integer, byte[]> written() {
            SortedMap<Integer, byte[]> written = new TreeMap<>();
            groups.forEach((number, group) -> {
                try {
                    group.writer().end();
                } catch (IOException e) {
                    throw new UncheckedIOException(e); // bytes in memory have no reason to
                }
                written.put(number, group.bytes().toByteArray());
            });
            return written;
        }
    }

    /** A state that is put together from streams, those of later saves after those of earlier ones. Used by one thread. */
    public final class Restoring {
        private final Partitioner partitioner;
        private final List<VersionedMap.@Nullable Builder<Object, Entry>> partitions = new ArrayList<>();

        private Restoring(Partitioner partitioner, IntPredicate wanted) {
            this.partitioner = partitioner;
            for (int p = 0; p < partitioner.numPartitions(); p++) {
                partitions.add(
                        wanted.test(p) ? VersionedMap.<Object, Entry>empty().edit() : null);
            }
        }

        /**
         * Takes the entries of a stream.
         *
         * @throws WaterclockException with code CHECKPOINT_FAILED when the stream is damaged; CODEC_MISSING or CODEC_FAILED when it has a type
         *     that this program doesn't name, or reads otherwise. Nothing can be restored then
         */
        public void add(byte[] stream) {
            RecordReader reader = new RecordReader(new ByteArrayInputStream(stream), codecs, RecordWriter.Mode.DURABLE);
            try {
                while (reader.hasNext()) {
                    addEntry(reader);
                }
            } catch (WaterclockException e) {
                throw failed(e.code(), "Can't read", e);
            } catch (IOException | NoSuchElementException e) {
                throw failed(ErrorCode.CHECKPOINT_FAILED, "Can't read", e);
            }
        }

        @SuppressWarnings("NullAway") // a key may be null
        private void addEntry(RecordReader reader) throws IOException {
            byte kind = read(Byte.class, reader);
            if (kind < ENDED || kind > TIMED) {
                throw new IOException("an entry is of kind " + kind + ", which is unknown here");
            }
            Object key = reader.read();
            VersionedMap.Builder<Object, Entry> entries = partitions.get(partitioner.getPartition(key));
            long touchedMs = kind == TIMED ? read(Long.class, reader) : StateForm.UNTIMED;
            Entry entry = kind == ENDED ? null : new Entry(reader.read(), touchedMs);
            if (entries == null) {
                return;
            }
            if (entry == null) {
                entries.remove(key);
            } else {
                entries.put(key, entry);
            }
        }

        private static <T> T read(Class<T> type, RecordReader reader) throws IOException {
            Object record = reader.read();
            if (record == null || !type.isInstance(record)) {
                throw new IOException("an entry has no " + type.getSimpleName() + " where there should be one");
            }
            return type.cast(record);
        }

        /**
         * A partition as it was saved last, for a version that is loaded; asked once.
         *
         * @param nextMs the time of the first batch that goes on from that version
         * @throws WaterclockException with code CHECKPOINT_FAILED when a state of this kind can't have what was saved
         */
        public Object partition(int partition, long nextMs) {
            VersionedMap.Builder<Object, Entry> entries = partitions.get(partition);
            if (entries == null) {
                throw new IllegalArgumentException("Partition " + partition + " was not among those wanted");
            }
            try {
                return form.of(entries.build(), nextMs);
            } catch (IllegalArgumentException e) {
                throw failed(ErrorCode.CHECKPOINT_FAILED, "Can't restore", e);
            }
        }
    }
}

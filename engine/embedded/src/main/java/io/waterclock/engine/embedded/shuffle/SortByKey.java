// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.SpillFile.Segment;
import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.KeySort;
import io.waterclock.engine.embedded.shuffle.pairs.PairRecords;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.engine.embedded.shuffle.pairs.SortedReader;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Pairs in the order of their keys, those with equal keys as they came. What doesn't fit in memory is sorted in runs on
 * disk, which are merged, {@link #FAN_IN} at a time (Knuth, vol. 3, 5.4.1).
 */
final class SortByKey {
    /** So many runs are merged at once; each is read through buffers of some 200 KB. */
    static final int FAN_IN = 16;

    /** What sorting takes for a pair beyond the columns: ordinals and positions, twice each, and growing columns. */
    private static final int BYTES_PER_PAIR = 48;

    private final Comparator<Object> order;
    private final Room room;
    private final List<Segment> runs = new ArrayList<>();
    private Column keys = new Column(16);
    private Column values = new Column(16);

    private SortByKey(Comparator<Object> order, Room room) {
        this.order = order;
        this.room = room;
    }

    static ChunkReader read(Input input, Comparator<Object> order, Room room) throws Exception {
        return new SortByKey(order, room).read(input);
    }

    private ChunkReader read(Input input) throws Exception {
        long records = input.records();
        double perPair = BYTES_PER_PAIR + (double) input.bytesToLoad() / Math.max(1, records);
        Hold hold = new Hold(room);
        if (hold.take((long) (records * perPair))) {
            keys = new Column((int) Math.min(records, Integer.MAX_VALUE - 8));
            values = new Column((int) Math.min(records, Integer.MAX_VALUE - 8));
            PairsReader reader = input.open();
            Pairs chunk;
            while ((chunk = reader.next()) != null) {
                room.checkAlive();
                keys.addAll(chunk.keys);
                values.addAll(chunk.values);
            }
            return hold.until(new SortedReader(keys, values, KeySort.order(keys, order)));
        }
        SpillFile file = room.file();
        makeRuns(input, perPair, file, hold);
        return merged(runs, file, perPair);
    }

    private void makeRuns(Input input, double perPair, SpillFile file, Hold hold) throws Exception {
        PairsReader reader = input.open();
        Pairs chunk;
        while ((chunk = reader.next()) != null) {
            room.checkAlive();
            if (!hold.take((long) (chunk.size * perPair)) && keys.size > 0) {
                endRun(file, perPair);
                hold.take((long) (chunk.size * perPair)); // a chunk there must be room for
            }
            keys.addAll(chunk.keys);
            values.addAll(chunk.values);
        }
        if (keys.size > 0) {
            endRun(file, perPair);
        }
        hold.give();
    }

    private void endRun(SpillFile file, double perPair) throws Exception {
        SortedReader sorted = new SortedReader(keys, values, KeySort.order(keys, order));
        runs.add(write(PairsReader.of(sorted), file, perPair));
        keys = new Column(16);
        values = new Column(16);
    }

    private Segment write(PairsReader pairs, SpillFile file, double perPair) throws Exception {
        SpillFile.Writer writer = file.write(perPair);
        Pairs chunk;
        while ((chunk = pairs.next()) != null) {
            room.checkAlive();
            writer.add(chunk);
        }
        return writer.end();
    }

    private ChunkReader merged(List<Segment> runs, SpillFile file, double perPair) throws Exception {
        List<Segment> left = runs;
        SpillFile from = file;
        while (left.size() > FAN_IN) {
            List<Segment> longer = new ArrayList<>();
            SpillFile next = room.file();
            for (int i = 0; i < left.size(); i += FAN_IN) {
                Merge merge = new Merge(left.subList(i, Math.min(left.size(), i + FAN_IN)), order, room);
                longer.add(write(merge, next, perPair));
            }
            from.delete();
            from = next;
            left = longer;
        }
        return new PairRecords(new Merge(left, order, room));
    }

    /** Several runs as one; of equal keys those of an earlier run come first. */
    private static final class Merge extends PairsReader {
        private final PriorityQueue<Cursor> cursors;
        private final Room room;

        Merge(List<Segment> runs, Comparator<Object> order, Room room) throws Exception {
            this.room = room;
            this.cursors = new PriorityQueue<>((a, b) -> {
                int c = order.compare(a.key, b.key);
                return c != 0 ? c : Integer.compare(a.run, b.run);
            });
            for (int i = 0; i < runs.size(); i++) {
                Cursor cursor = new Cursor(i, runs.get(i).open());
                if (cursor.advance()) {
                    cursors.add(cursor);
                }
            }
        }

        @Override
        public @Nullable Pairs next() throws Exception {
            room.checkAlive();
            if (cursors.isEmpty()) {
                return null;
            }
            Pairs merged = new Pairs(ChunkReader.CHUNK);
            while (merged.size < ChunkReader.CHUNK && !cursors.isEmpty()) {
                Cursor least = cursors.poll();
                merged.add(least.key, 0, least.chunk.values.get(least.at));
                if (least.advance()) {
                    cursors.add(least);
                }
            }
            return merged;
        }
    }

    /** Where the merging is in a run. */
    @SuppressWarnings("NullAway") // keys may be null
    private static final class Cursor {
        private final int run;
        private final PairsReader reader;
        private Pairs chunk = new Pairs();
        private int at = -1;
        private Object key;

        Cursor(int run, PairsReader reader) {
            this.run = run;
            this.reader = reader;
        }

        boolean advance() throws Exception {
            if (++at >= chunk.size) {
                Pairs next = reader.next();
                if (next == null) {
                    return false;
                }
                chunk = next;
                at = 0;
            }
            key = chunk.keys.get(at);
            return true;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.Tuple2;
import io.waterclock.engine.embedded.shuffle.pairs.Grouping;
import io.waterclock.engine.embedded.shuffle.pairs.JoinReader;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.rdd.derived.JoinKind;
import io.waterclock.source.ChunkReader;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pairings of two sides; only the right one must fit in memory, and a single key of it need not. */
record Join(JoinKind kind) implements ByKey {

    @Override
    public @Nullable ChunkReader whole(List<Input> sides, Room room) throws Exception {
        Hold hold = new Hold(room);
        Grouping right = new Grouping(1);
        if (!hold.load(right, 0, sides.get(1))) {
            return null;
        }
        return hold.until(new JoinReader(sides.get(0).open(), right, kind, room::checkAlive));
    }

    @Override
    @SuppressWarnings("NullAway") // a key may be null
    public ChunkReader oneKey(@Nullable Object key, List<Input> sides, Room room) {
        return new OneKey(key, sides.get(0), sides.get(1), room);
    }

    /** Reads the right side from disk for each left value. */
    @SuppressWarnings("NullAway") // values may be null
    private final class OneKey extends ChunkReader {
        private final Object key;
        private final Input right;
        private final Room room;
        private final PairsReader left;
        private Pairs lefts = new Pairs();
        private int leftAt = -1;
        private Pairs rights = new Pairs();
        private int rightAt;
        private @Nullable PairsReader rightReader;
        private boolean leftEnded;

        OneKey(Object key, Input left, Input right, Room room) {
            this.key = key;
            this.right = right;
            this.room = room;
            this.left = left.open();
            this.array = new Object[CHUNK];
        }

        @Override
        public boolean next(int max) throws Exception {
            int n = Math.min(max, CHUNK);
            int count = 0;
            while (count < n) {
                if (rightReader != null) {
                    if (nextRight()) {
                        Object value = rights.values.get(rightAt);
                        Object pairing =
                                leftEnded ? kind.rightOnly(value) : kind.pairing(lefts.values.get(leftAt), value);
                        array[count++] = new Tuple2<>(key, pairing);
                    }
                } else if (leftEnded) {
                    break;
                } else if (nextLeft()) {
                    array[count++] = new Tuple2<>(lefts.keys.get(leftAt), kind.leftOnly(lefts.values.get(leftAt)));
                }
            }
            from = 0;
            to = count;
            return count > 0;
        }

        private boolean nextRight() throws Exception {
            if (++rightAt < rights.size) {
                return true;
            }
            room.checkAlive();
            Pairs next = rightReader.next();
            if (next == null) {
                rightReader = null;
                return false;
            }
            rights = next;
            rightAt = 0;
            return true;
        }

        private boolean matched;

        /** Goes to the next left pair; true when it has another key, and is wanted without a partner. */
        private boolean nextLeft() throws Exception {
            if (++leftAt >= lefts.size) {
                Pairs next = left.next();
                leftAt = 0;
                if (next == null) {
                    leftEnded = true;
                    if (kind.keepsRight() && !matched) {
                        startRight();
                    }
                    return false;
                }
                lefts = next;
            }
            if (Objects.equals(lefts.keys.get(leftAt), key)) {
                matched = true;
                startRight();
                return false;
            }
            return kind.keepsLeft();
        }

        private void startRight() {
            rightReader = right.open();
            rights = new Pairs();
            rightAt = -1;
        }
    }
}

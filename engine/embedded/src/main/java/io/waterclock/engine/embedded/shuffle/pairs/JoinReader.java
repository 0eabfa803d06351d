// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import io.waterclock.Tuple2;
import io.waterclock.rdd.derived.JoinKind;
import io.waterclock.source.ChunkReader;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A hash join: the right side is grouped, the left side runs past it and is never kept. Pairings come in the order of the
 * left side's pairs, and for each in that of the right side's values; right values without a partner come last.
 */
@SuppressWarnings("NullAway") // values may be null; there is a chunk while it is read
public final class JoinReader extends ChunkReader {
    private final PairsReader left;
    private final KeyTable table;
    private final Grouping.Groups right;
    private final JoinKind kind;
    private final @Nullable BitSet partnered;
    private final Runnable alive;

    private Pairs chunk = new Pairs();
    private int[] numbers = {};
    private int position = -1;
    private boolean leftEnded;
    private int leftover = -1;

    // the pairings that are being given: a key and a left value with the right values from at up to end
    private Object key;
    private Object leftValue;
    private int at;
    private int end;

    /**
     * @param right grouped, as the only side
     * @param alive called now and then; throws when the job is over
     */
    public JoinReader(PairsReader left, Grouping right, JoinKind kind, Runnable alive) {
        this.left = left;
        this.table = right.table();
        this.right = right.groups(0);
        this.kind = kind;
        this.partnered = kind.keepsRight() ? new BitSet(table.size()) : null;
        this.alive = alive;
        this.array = new Object[CHUNK];
    }

    @Override
    public boolean next(int max) throws Exception {
        int n = Math.min(max, CHUNK);
        int count = 0;
        while (count < n) {
            if (at < end) {
                Object right = this.right.value(at++);
                array[count++] = new Tuple2<>(key, leftEnded ? kind.rightOnly(right) : kind.pairing(leftValue, right));
            } else if (!leftEnded) {
                if (nextLeft()) {
                    array[count++] = new Tuple2<>(key, kind.leftOnly(leftValue));
                }
            } else if (partnered == null || !nextLeftover()) {
                break;
            }
        }
        from = 0;
        to = count;
        return count > 0;
    }

    /**
     * Goes to the next left pair that has a partner.
     *
     * @return true when it is one that has none, but is wanted all the same
     */
    private boolean nextLeft() throws Exception {
        while (true) {
            if (++position >= chunk.size) {
                Pairs next = left.next();
                alive.run();
                if (next == null) {
                    leftEnded = true;
                    return false;
                }
                chunk = next;
                position = 0;
                if (numbers.length < chunk.size) {
                    numbers = new int[chunk.size];
                }
                table.find(chunk, numbers);
            }
            int number = numbers[position];
            if (number != KeyTable.ABSENT) {
                if (partnered != null) {
                    partnered.set(number);
                }
                key = chunk.keys.get(position);
                leftValue = chunk.values.get(position);
                at = right.begin(number);
                end = right.end(number);
                return false;
            }
            if (kind.keepsLeft()) {
                key = chunk.keys.get(position);
                leftValue = chunk.values.get(position);
                return true;
            }
        }
    }

    private boolean nextLeftover() {
        leftover = partnered.nextClearBit(leftover + 1);
        if (leftover >= table.size()) {
            return false;
        }
        key = table.keys.get(leftover);
        at = right.begin(leftover);
        end = right.end(leftover);
        return true;
    }

    @Override
    public void close() {
        left.close();
    }
}

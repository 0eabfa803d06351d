// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import java.io.Serializable;
import java.util.Random;

/** A key whose hash is chosen: the one in the tree, not what {@code hashCode} answers. Counts what is asked of it. */
final class Key implements Serializable {
    private static final long serialVersionUID = 1L;

    static int asked;
    static boolean refuses;

    private final int id;
    private final int hash;

    Key(int id, int hash) {
        this.id = id;
        this.hash = hash;
    }

    /** Where keys lie, which decides what shapes trees get. */
    enum Spread {
        EVENLY,
        /** As the keys of one of 32 partitions. */
        IN_ONE_PARTITION,
        /** Four hashes for all. */
        COLLIDING,
        /** Long ways down: hashes differ in the first five bits, or in the last two, and some in nothing. */
        DEEP;

        Key key(int id) {
            return switch (this) {
                case EVENLY -> new Key(id, new Random(id).nextInt());
                case IN_ONE_PARTITION -> new Key(id, Node.hash(32 * id + 5));
                case COLLIDING -> new Key(id, 0x4000_0001 * (id % 4));
                case DEEP -> new Key(id, id % 3 | (id % 4) << 30 | (id % 2) << 14);
            };
        }
    }

    @Override
    public int hashCode() {
        if (refuses) {
            throw new IllegalStateException("no hash code of " + this);
        }
        asked++;
        int h = hash;
        h = (h ^ (h >>> 16)) * 0x7ed1b41d;
        h = (h ^ (h >>> 13) ^ (h >>> 26)) * 0xa5cb9243;
        return h ^ (h >>> 16);
    }

    @Override
    public boolean equals(Object that) {
        asked++;
        return that instanceof Key key && key.id == id && key.hash == hash;
    }

    @Override
    public String toString() {
        return id + "@" + Integer.toHexString(hash);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import org.jspecify.annotations.Nullable;

/**
 * Puts what the parts of a split have become back into the order of what was split. A <em>route</em> tells for each pair, in
 * order, which part it went to. A part gives entries in ascending order of their positions; the position of an entry is that
 * of the pair it stands for, counted within the part. So nothing is compared, and no pair carries a number. Used by one
 * thread.
 */
public final class Restored {
    private final PairsReader route;
    private final @Nullable Part[] parts;
    private int open;
    private Pairs routes = new Pairs(1);
    private int at = -1;
    private long position = -1;
    private @Nullable Part part;
    private @Nullable Object entry;

    /** Where a part is. */
    private static final class Part {
        private final PairsReader entries;
        private Pairs chunk = new Pairs(1);
        private int next;
        private long position = -1;

        Part(PairsReader entries) {
            this.entries = entries;
        }

        /** False at the end of its entries. */
        boolean load() throws Exception {
            if (next == chunk.size) {
                Pairs more = entries.next();
                if (more == null) {
                    return false;
                }
                chunk = more;
                next = 0;
            }
            return true;
        }

        boolean isAtItsPair() {
            return chunk.keys.longs[next] == position;
        }
    }

    /**
     * @param route pairs whose keys are numbers of parts, Integers
     * @param parts pairs of a position, a Long, and an entry, by the number of the part; null for one without entries
     */
    public Restored(PairsReader route, @Nullable PairsReader[] parts) throws Exception {
        this.route = route;
        this.parts = new @Nullable Part[parts.length];
        for (int i = 0; i < parts.length; i++) {
            PairsReader entries = parts[i];
            if (entries != null) {
                Part opened = new Part(entries);
                this.parts[i] = opened.load() ? opened : null;
                open += this.parts[i] == null ? 0 : 1;
            }
        }
    }

    /** Goes to the next entry; false at the end. */
    public boolean next() throws Exception {
        while (open > 0) {
            Part from = part;
            if (from != null && from.isAtItsPair()) {
                entry = from.chunk.values.get(from.next++);
                if (!from.load()) {
                    end(from);
                }
                return true;
            }
            nextPair();
        }
        return false;
    }

    private void end(Part ended) {
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] == ended) {
                parts[i] = null;
            }
        }
        part = null;
        open--;
    }

    private void nextPair() throws Exception {
        if (++at >= routes.size) {
            Pairs more = route.next();
            if (more == null) {
                throw new IllegalStateException("a part has an entry for a pair that it hasn't");
            }
            routes = more;
            at = 0;
        }
        position++;
        part = parts[routes.keys.ints[at]];
        if (part != null) {
            part.position++;
        }
    }

    /** Of the pair that {@link #entry} stands for, among all that were split. */
    public long position() {
        return position;
    }

    public @Nullable Object entry() {
        return entry;
    }
}

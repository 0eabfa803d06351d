// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.SpillFile.Segment;
import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.KeyTable;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pairs of some sides in parts, alike for all sides: those of a key are in one part. Used by one thread. */
final class Split {
    private static final int BITS = 4;
    private static final int WAYS = 1 << BITS;
    private static final int LEVELS = Integer.SIZE / BITS;

    /** The part of the hash code that is suspected to have most pairs. */
    private static final int HEAVY = WAYS;

    /** Which part a pair goes to. */
    private interface Route {
        int of(@Nullable Object key, int hashCode);
    }

    private final SpillFile routeFile;
    private final List<Segment> taken = new ArrayList<>();
    private final int level;
    private final boolean allOfOneHash;
    private final List<@Nullable Bucket[]> sides = new ArrayList<>();
    private final List<SpillFile> files = new ArrayList<>();
    private final int[] candidates = new int[WAYS + 1];
    private final long[] votes = new long[WAYS + 1];

    private Split(int level, boolean allOfOneHash, Room room) {
        this.routeFile = room.file();
        this.files.add(routeFile);
        this.level = level;
        this.allOfOneHash = allOfOneHash;
    }

    /**
     * By some bits of the hash code.
     *
     * @param heavy a hash code that gets a part of its own; null for none
     */
    static Split byHash(List<Input> inputs, int level, @Nullable Integer heavy, Room room) throws Exception {
        Split split = new Split(level, false, room);
        int shift = Integer.SIZE - BITS * (level + 1);
        split.fill(
                inputs,
                (key, hashCode) ->
                        heavy != null && hashCode == heavy ? HEAVY : KeyTable.spread(hashCode) >>> shift & WAYS - 1,
                room);
        return split;
    }

    /** By the numbers of keys whose hash codes are all alike. */
    static Split byNumber(List<Input> inputs, KeyTable keys, Room room) throws Exception {
        Split split = new Split(LEVELS, true, room);
        split.fill(inputs, (key, hashCode) -> keys.number(key, hashCode) & WAYS - 1, room);
        return split;
    }

    private void fill(List<Input> inputs, Route route, Room room) throws Exception {
        for (Input input : inputs) {
            Buckets buckets = new Buckets(WAYS + 1, room);
            SpillFile.Writer writer = routeFile.write(Integer.BYTES);
            PairsReader reader = input.open();
            Pairs chunk;
            while ((chunk = reader.next()) != null) {
                room.checkAlive();
                int[] routes = new int[chunk.size];
                for (int i = 0; i < chunk.size; i++) {
                    Object key = chunk.keys.get(i);
                    int hashCode = chunk.hashCode(i);
                    int part = route.of(key, hashCode);
                    routes[i] = part;
                    vote(part, hashCode);
                    buckets.add(part, key, hashCode, chunk.values.get(i));
                }
                writer.add(new Pairs(Column.ofInts(routes), Column.ofNulls(routes.length)));
            }
            taken.add(writer.end());
            sides.add(buckets.moveToDisk());
            files.addAll(buckets.files());
        }
    }

    /** Finds the hash code that has a majority in a part, if one has (Boyer, Moore 1981). */
    private void vote(int part, int hashCode) {
        if (votes[part] == 0) {
            candidates[part] = hashCode;
            votes[part] = 1;
        } else {
            votes[part] += candidates[part] == hashCode ? 1 : -1;
        }
    }

    /** The part of each pair, as the keys of pairs, in the order of the pairs, the sides' one after the other. */
    PairsReader route() {
        return Input.of(new Bucket(taken.toArray(Segment[]::new))).open();
    }

    int parts() {
        return WAYS + 1;
    }

    List<Input> sides(int part) {
        List<Input> inputs = new ArrayList<>();
        for (@Nullable Bucket[] side : sides) {
            inputs.add(Input.of(side[part]));
        }
        return inputs;
    }

    /** Whether splitting it by hash code can't help any more. */
    boolean isOfOneHash(int part) {
        return allOfOneHash || part == HEAVY || level + 1 == LEVELS;
    }

    /** A part in parts. */
    Split further(int part, List<Input> inputs, Room room) throws Exception {
        return byHash(inputs, level + 1, candidates[part], room);
    }

    List<SpillFile> files() {
        return files;
    }

    void delete() {
        files.forEach(SpillFile::delete);
    }
}

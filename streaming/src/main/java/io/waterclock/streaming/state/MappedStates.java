// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import io.waterclock.Tuple2;
import io.waterclock.streaming.state.StateForm.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A partition's states by key, and, where idle ones end, by the time of their last record.
 *
 * <p>Each key with a state is in one bucket, which is named after a batch in which it had a record: the last, or an earlier one. When a bucket
 * falls due its keys are looked at: those that had a record since move to the bucket of that one, the others are idle. So a record
 * costs no more than noting its time, each key is looked at once in a time-out, and a batch touches only the keys that came or fall due.
 * A key whose state ended before stays in its old bucket, where {@link Timed#bucketMs} tells that it is out of date.
 *
 * <p>Values are {@link Timed} where idle states end, else the states themselves.
 */
@SuppressWarnings({"unchecked", "NullAway"})
public final class MappedStates<K, S> {

    /** Where a key is that is about to end. */
    private static final long NO_BUCKET = Long.MIN_VALUE;

    /** Stands for null where a state has no time. */
    private static final Object NULL = new NullState();

    /** Fewer keys out of date in buckets are left there until they fall due. */
    private static final int MOST_OUT_OF_DATE = 1_000;

    private record NullState() implements java.io.Serializable {}

    /**
     * @param touchedMs of the last batch with a record of the key
     * @param bucketMs where the key is
     */
    record Timed(Object state, long touchedMs, long bucketMs) implements java.io.Serializable {}

    /** Some of the keys of a bucket. */
    private record Keys(Object[] keys, @Nullable Keys more) implements java.io.Serializable {}

    private final VersionedMap<K, Object> states;
    private final boolean timed;
    private final VersionedMap<Long, Keys> buckets;
    /** Buckets before this one have been looked at. */
    private final long firstBucketMs;

    /** How often keys are in buckets, out of date or not. */
    private final long entries;

    private MappedStates(
            VersionedMap<K, Object> states,
            boolean timed,
            VersionedMap<Long, Keys> buckets,
            long firstBucketMs,
            long entries) {
        this.states = states;
        this.timed = timed;
        this.buckets = buckets;
        this.firstBucketMs = firstBucketMs;
        this.entries = entries;
    }

    static <K, S> MappedStates<K, S> of(@Nullable Object previous, boolean timed) {
        return previous == null
                ? new MappedStates<>(VersionedMap.empty(), timed, VersionedMap.empty(), Long.MAX_VALUE, 0)
                : (MappedStates<K, S>) previous;
    }

    /** The pairs of key and state. */
    public static <K, S> Iterator<Tuple2<K, S>> pairs(Object partition) {
        MappedStates<K, S> all = (MappedStates<K, S>) partition;
        return all.states.iterator((key, kept) -> new Tuple2<>(key, all.stateOf(kept)));
    }

    private S stateOf(Object kept) {
        if (timed) {
            return (S) ((Timed) kept).state();
        }
        return kept instanceof NullState ? null : (S) kept;
    }

    int size() {
        return states.size();
    }

    /** Tells every key, with what is kept of it. */
    void forEachEntry(BiConsumer<@Nullable Object, Entry> action) {
        states.forEach((key, kept) -> action.accept(key, entryOf(kept)));
    }

    /** Tells the keys of which something else is kept here than in an older version; null of one that ended. */
    void differencesFrom(MappedStates<K, S> older, BiConsumer<@Nullable Object, @Nullable Entry> action) {
        VersionedMap.differences(older.states, states, (key, before, after) -> {
            if (after == null) {
                action.accept(key, null);
            } else if (before == null || !isSame(entryOf(before), entryOf(after))) {
                action.accept(key, entryOf(after));
            }
        });
    }

    /** A key may only have been moved to another bucket. */
    private static boolean isSame(Entry before, Entry after) {
        return before.state() == after.state() && before.touchedMs() == after.touchedMs();
    }

    private Entry entryOf(Object kept) {
        return new Entry(stateOf(kept), timed ? ((Timed) kept).touchedMs() : StateForm.UNTIMED);
    }

    /** The states of entries, none of whose keys end. */
    static MappedStates<Object, Object> untimed(VersionedMap<Object, Entry> entries) {
        VersionedMap<Object, Object> states =
                entries.mapValues((key, entry) -> entry.state() == null ? NULL : entry.state());
        return new MappedStates<>(states, false, VersionedMap.empty(), Long.MAX_VALUE, 0);
    }

    /**
     * The states of entries that have been touched at any time.
     *
     * @param bucketOf the bucket for a key that was touched then, at the distance of slides from the buckets of batches to come
     */
    static MappedStates<Object, Object> timed(VersionedMap<Object, Entry> entries, LongUnaryOperator bucketOf) {
        Map<Long, List<Object>> keys = new HashMap<>();
        VersionedMap<Object, Object> states = entries.mapValues((key, entry) -> {
            long bucketMs = bucketOf.applyAsLong(entry.touchedMs());
            keys.computeIfAbsent(bucketMs, ms -> new ArrayList<>()).add(key);
            return new Timed(entry.state(), entry.touchedMs(), bucketMs);
        });
        VersionedMap.Builder<Long, Keys> buckets =
                VersionedMap.<Long, Keys>empty().edit();
        keys.forEach((bucketMs, those) -> Editor.add(buckets, bucketMs, those));
        long first = keys.keySet().stream().min(Long::compare).orElse(Long.MAX_VALUE);
        return new MappedStates<>(states, true, buckets.build(), first, states.size());
    }

    /** The next version, which a batch makes. */
    Editor<K, S> edit(long batchMs) {
        return new Editor<>(this, batchMs);
    }

    static final class Editor<K, S> {
        private final MappedStates<K, S> before;
        private final long batchMs;
        private final VersionedMap.Builder<K, Object> states;
        private VersionedMap<Long, Keys> buckets;
        private long firstBucketMs;
        private long entries;
        private final List<K> fresh = new ArrayList<>();

        private Editor(MappedStates<K, S> before, long batchMs) {
            this.before = before;
            this.batchMs = batchMs;
            this.states = before.states.edit();
            this.buckets = before.buckets;
            this.entries = before.entries;
            this.firstBucketMs = Math.min(before.firstBucketMs, batchMs);
        }

        void show(K key, StateOfKey<S> shown) {
            Object kept = states.get(key);
            if (kept == null) {
                shown.showNone();
            } else {
                shown.show(before.stateOf(kept), false);
            }
        }

        void showTimingOut(K key, StateOfKey<S> shown) {
            shown.show(before.stateOf(Objects.requireNonNull(states.get(key))), true);
        }

        void put(K key, S state) {
            if (!before.timed) {
                states.put(key, state == null ? NULL : state);
                return;
            }
            states.compute(key, (k, kept) -> {
                if (kept == null) {
                    fresh.add(key);
                    return new Timed(state, batchMs, batchMs);
                }
                return new Timed(state, batchMs, ((Timed) kept).bucketMs());
            });
        }

        /** The key had a record, and its state stays. */
        void touch(K key) {
            if (before.timed) {
                states.compute(key, (k, kept) -> {
                    Timed timed = (Timed) Objects.requireNonNull(kept);
                    return timed.touchedMs() == batchMs ? timed : new Timed(timed.state(), batchMs, timed.bucketMs());
                });
            }
        }

        void remove(K key) {
            states.remove(key);
        }

        /**
         * The keys whose last record was in a batch before a time.
         *
         * @param slideMs between the batches after which buckets are named
         */
        List<K> idleSince(long beforeMs, long slideMs) {
            List<K> idle = new ArrayList<>();
            Map<Long, List<K>> moved = new HashMap<>();
            if (buckets.isEmpty()) {
                firstBucketMs = batchMs;
                return idle;
            }
            long due = firstBucketMs;
            for (; due < beforeMs; due += slideMs) {
                for (Keys part = buckets.get(due); part != null; part = part.more()) {
                    entries -= part.keys().length;
                    look(part.keys(), due, beforeMs, idle, moved);
                }
            }
            VersionedMap.Builder<Long, Keys> next = buckets.edit();
            for (long gone = firstBucketMs; gone < due; gone += slideMs) {
                next.remove(gone);
            }
            moved.forEach((bucket, keys) -> {
                add(next, bucket, keys);
                entries += keys.size();
            });
            buckets = next.build();
            firstBucketMs = due;
            return idle;
        }

        private void look(Object[] keys, long bucketMs, long beforeMs, List<K> idle, Map<Long, List<K>> moved) {
            for (Object object : keys) {
                K key = (K) object;
                Timed kept = (Timed) states.get(key);
                if (kept == null || kept.bucketMs() != bucketMs) {
                    continue;
                }
                boolean isIdle = kept.touchedMs() < beforeMs;
                // a key that ended and began anew in one batch is in its bucket twice
                states.put(key, new Timed(kept.state(), kept.touchedMs(), isIdle ? NO_BUCKET : kept.touchedMs()));
                if (isIdle) {
                    idle.add(key);
                } else {
                    moved.computeIfAbsent(kept.touchedMs(), t -> new ArrayList<>())
                            .add(key);
                }
            }
        }

        private static <K> void add(VersionedMap.Builder<Long, Keys> buckets, long bucketMs, List<K> keys) {
            buckets.compute(bucketMs, (ms, there) -> new Keys(keys.toArray(), there));
        }

        MappedStates<K, S> build() {
            if (!fresh.isEmpty()) {
                VersionedMap.Builder<Long, Keys> next = buckets.edit();
                add(next, batchMs, fresh);
                buckets = next.build();
                entries += fresh.size();
            }
            VersionedMap<K, Object> built = states.build();
            if (before.timed && entries > MOST_OUT_OF_DATE + 2L * built.size()) {
                return anew(built);
            }
            return new MappedStates<>(built, before.timed, buckets, firstBucketMs, entries);
        }

        /** With buckets of what there is: most of what they had was out of date. Costs as much as was removed since the last time. */
        private MappedStates<K, S> anew(VersionedMap<K, Object> built) {
            Map<Long, List<K>> byBucket = new HashMap<>();
            built.forEach((key, kept) -> byBucket.computeIfAbsent(((Timed) kept).bucketMs(), t -> new ArrayList<>())
                    .add(key));
            VersionedMap.Builder<Long, Keys> next =
                    VersionedMap.<Long, Keys>empty().edit();
            byBucket.forEach((bucket, keys) -> add(next, bucket, keys));
            return new MappedStates<>(built, true, next.build(), firstBucketMs, built.size());
        }
    }
}

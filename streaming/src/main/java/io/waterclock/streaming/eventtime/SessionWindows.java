// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import io.waterclock.streaming.state.VersionedMap;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of each key: events that are less than the gap apart are in one. A session ends the gap after its last event.
 *
 * <p>A key with sessions is in one bucket of times, at or before the next time at which something is due for it. When the watermark comes to the bucket the key is
 * looked at, and put into a later one if need be. So a batch touches only the keys that came and those that are due within a part of a gap.
 */
@SuppressWarnings("NullAway") // a key may be null
final class SessionWindows implements EventWindows {
    private static final long serialVersionUID = 1L;

    /** Of a gap: the more, the fewer keys are looked at before their time. */
    private static final int BUCKETS_OF_A_GAP = 16;

    static final SessionWindows EMPTY = new SessionWindows(VersionedMap.empty(), new TreeMap<>());

    /**
     * @param parts what came to it; of sessions that have become one each its own
     * @param isEmitted whether its result has been given
     */
    private record Session(long firstMs, long lastMs, List<Object> parts, boolean isEmitted) implements Serializable {

        Session and(Session later) {
            List<Object> all = new ArrayList<>(parts);
            all.addAll(later.parts);
            return new Session(firstMs, Math.max(lastMs, later.lastMs), all, false);
        }
    }

    /** @param sessions in the order of time */
    private record OfKey(List<Session> sessions, long bucketMs) implements Serializable {}

    /** Some of the keys of a bucket. One whose entry names another bucket is out of date there. */
    private record Keys(List<Object> keys, @Nullable Keys more) implements Serializable {}

    /** What came of a key. */
    private record Event(long timeMs, @Nullable Object value) {}

    private final VersionedMap<Object, OfKey> sessions;
    private final TreeMap<Long, Keys> buckets;

    private SessionWindows(VersionedMap<Object, OfKey> sessions, TreeMap<Long, Keys> buckets) {
        this.sessions = sessions;
        this.buckets = buckets;
    }

    @Override
    public Batch batch(Passing passing) {
        return new Next(passing);
    }

    private final class Next implements Batch {
        private final Passing passing;
        private final long gapMs;
        private final VersionedMap.Builder<Object, OfKey> next = sessions.edit();
        private final Map<Object, List<Event>> came = new LinkedHashMap<>();
        private final Map<Long, List<Object>> moved = new HashMap<>();

        Next(Passing passing) {
            this.passing = passing;
            this.gapMs = passing.shape().sizeMs();
        }

        @Override
        public void take(@Nullable Object key, long timeMs, @Nullable Object value) {
            came.computeIfAbsent(key, k -> new ArrayList<>()).add(new Event(timeMs, value));
        }

        @Override
        public EventWindows close(List<Object> results) throws Exception {
            TreeMap<Long, Keys> nextBuckets = new TreeMap<>(buckets);
            Set<Object> due = new LinkedHashSet<>();
            if (passing.watermarkMs() > passing.beforeMs()) {
                Map<Long, Keys> reached = nextBuckets.headMap(passing.watermarkMs(), true);
                reached.forEach((bucket, keys) -> addCurrent(bucket, keys, due));
                reached.clear();
            }
            for (Map.Entry<Object, List<Event>> entry : came.entrySet()) {
                Object key = entry.getKey();
                List<Session> before = sessionsOf(key);
                put(key, given(key, withEvents(key, before, entry.getValue()), results), due.remove(key));
            }
            for (Object key : due) {
                put(key, given(key, sessionsOf(key), results), true);
            }
            moved.forEach((bucket, keys) -> nextBuckets.compute(bucket, (b, there) -> new Keys(keys, there)));
            return new SessionWindows(next.build(), nextBuckets);
        }

        private void addCurrent(long bucket, Keys first, Set<Object> due) {
            for (Keys part = first; part != null; part = part.more) {
                for (Object key : part.keys) {
                    OfKey there = next.get(key);
                    if (there != null && there.bucketMs == bucket) {
                        due.add(key);
                    }
                }
            }
        }

        private List<Session> sessionsOf(@Nullable Object key) {
            OfKey there = next.get(key);
            return there == null ? List.of() : there.sessions;
        }

        // ---- taking in

        /** Events that are near each other come together first, so that their order within the batch makes no difference. */
        private List<Session> withEvents(@Nullable Object key, List<Session> before, List<Event> events)
                throws Exception {
            events.sort(Comparator.comparingLong(Event::timeMs));
            List<Session> all = new ArrayList<>(before);
            int from = 0;
            for (int i = 1; i <= events.size(); i++) {
                if (i == events.size() || events.get(i).timeMs - events.get(i - 1).timeMs >= gapMs) {
                    addRun(key, all, events.subList(from, i));
                    from = i;
                }
            }
            all.sort(Comparator.comparingLong(Session::firstMs));
            return all;
        }

        private void addRun(@Nullable Object key, List<Session> all, List<Event> run) throws Exception {
            long first = run.get(0).timeMs;
            long last = run.get(run.size() - 1).timeMs;
            List<Session> near = new ArrayList<>();
            for (Session session : all) {
                if (first - gapMs < session.lastMs && last + gapMs > session.firstMs) {
                    near.add(session);
                }
            }
            if (near.isEmpty() && passing.isOver(last + gapMs)) {
                run.forEach(event -> passing.late().late(key, event.value));
                return;
            }
            Object own = passing.accumulation().start(run.get(0).value);
            for (Event event : run.subList(1, run.size())) {
                own = passing.accumulation().add(own, event.value);
            }
            all.removeAll(near);
            all.add(near.isEmpty() ? new Session(first, last, List.of(own), false) : grown(near, first, last, own));
        }

        private Session grown(List<Session> near, long first, long last, Object own) {
            near.sort(Comparator.comparingLong(Session::firstMs));
            Session one = near.get(0);
            for (Session later : near.subList(1, near.size())) {
                one = one.and(later);
            }
            List<Object> parts = new ArrayList<>(one.parts);
            int end = parts.size() - 1;
            parts.set(end, passing.accumulation().joined(parts.get(end), own));
            return new Session(Math.min(one.firstMs, first), Math.max(one.lastMs, last), parts, false);
        }

        // ---- giving out

        /** Gives the results of sessions that have ended; what is left may still change. */
        private List<Session> given(@Nullable Object key, List<Session> all, List<Object> results) throws Exception {
            List<Session> left = new ArrayList<>(all.size());
            for (Session session : all) {
                long end = session.lastMs + gapMs;
                Session after = session;
                if (passing.isClosed(end) && !session.isEmitted) {
                    results.add(new Emitted.Result(
                            key, session.firstMs, end, passing.accumulation().resultOf(session.parts)));
                    after = new Session(session.firstMs, session.lastMs, session.parts, true);
                }
                if (!passing.isGone(end)) {
                    left.add(after);
                }
            }
            return left;
        }

        /** @param outOfBucket whether the key has been taken from its bucket */
        private void put(@Nullable Object key, List<Session> left, boolean outOfBucket) {
            OfKey before = next.get(key);
            if (left.isEmpty()) {
                next.remove(key);
                return;
            }
            long dueMs = Long.MAX_VALUE;
            for (Session session : left) {
                long end = session.lastMs + gapMs;
                dueMs = Math.min(dueMs, session.isEmitted ? passing.shape().retainedUntil(end) : end);
            }
            long bucket = bucketOf(dueMs);
            if (before != null && !outOfBucket && before.bucketMs <= bucket) {
                bucket = before.bucketMs;
            } else {
                moved.computeIfAbsent(bucket, b -> new ArrayList<>()).add(key);
            }
            next.put(key, new OfKey(Collections.unmodifiableList(left), bucket));
        }

        private long bucketOf(long timeMs) {
            long width = Math.max(1, gapMs / BUCKETS_OF_A_GAP);
            return timeMs - Math.floorMod(timeMs, width);
        }
    }
}

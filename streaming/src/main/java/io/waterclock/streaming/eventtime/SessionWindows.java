// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import io.waterclock.streaming.state.VersionedMap;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of each key: events that are less than the gap apart are in one. A session ends the gap after its last event.
 *
 * <p>A key with sessions is in a bucket of times at which one of them may end; when the watermark passes the bucket the key is looked at, and put into a later
 * one if need be. So a batch touches only the keys that came or may be due.
 */
final class SessionWindows implements EventWindows {
    private static final long serialVersionUID = 1L;

    /** Buckets of a gap: more of them, and keys are looked at less often in vain. */
    private static final int BUCKETS_OF_A_GAP = 4;

    static final SessionWindows EMPTY = new SessionWindows(VersionedMap.empty(), new TreeMap<>());

    /**
     * @param parts what came in it, piece by piece
     * @param isEmitted whether its result has been given
     */
    private record Session(long firstMs, long lastMs, List<Object> parts, boolean isEmitted) implements Serializable {}

    private final VersionedMap<Object, List<Session>> sessions;
    private final TreeMap<Long, Set<Object>> buckets;

    private SessionWindows(VersionedMap<Object, List<Session>> sessions, TreeMap<Long, Set<Object>> buckets) {
        this.sessions = sessions;
        this.buckets = buckets;
    }

    @Override
    public Batch batch(WindowShape shape, Accumulation accumulation, long beforeMs, long watermarkMs) {
        return new Next(shape, accumulation, beforeMs, watermarkMs);
    }

    private final class Next implements Batch {
        private final WindowShape shape;
        private final Accumulation accumulation;
        private final long beforeMs;
        private final long watermarkMs;
        private final VersionedMap.Builder<Object, List<Session>> next = sessions.edit();
        private final Set<Object> touched = new LinkedHashSet<>();

        Next(WindowShape shape, Accumulation accumulation, long beforeMs, long watermarkMs) {
            this.shape = shape;
            this.accumulation = accumulation;
            this.beforeMs = beforeMs;
            this.watermarkMs = watermarkMs;
        }

        @Override
        public boolean take(@Nullable Object key, long timeMs, @Nullable Object value) throws Exception {
            List<Session> merged = new ArrayList<>();
            List<Session> apart = new ArrayList<>();
            List<Session> there = next.get(key);
            for (Session session : there == null ? List.<Session>of() : there) {
                boolean isNear = timeMs - shape.sizeMs() < session.lastMs && timeMs + shape.sizeMs() > session.firstMs;
                (isNear ? merged : apart).add(session);
            }
            if (merged.isEmpty() && isGone(timeMs, beforeMs)) {
                return false;
            }
            apart.add(union(merged, timeMs, accumulation.start(value)));
            next.put(key, apart);
            touched.add(key);
            return true;
        }

        private Session union(List<Session> merged, long timeMs, Object own) {
            long first = timeMs;
            long last = timeMs;
            List<Object> parts = new ArrayList<>();
            for (Session session : merged) {
                first = Math.min(first, session.firstMs);
                last = Math.max(last, session.lastMs);
                parts.addAll(session.parts);
            }
            parts.add(own);
            return new Session(first, last, parts, false);
        }

        private boolean isGone(long lastMs, long passedMs) {
            return passedMs != Watermark.NONE && lastMs + shape.sizeMs() + shape.retentionMs() <= passedMs;
        }

        private boolean isClosed(Session session) {
            return watermarkMs != Watermark.NONE && session.lastMs + shape.sizeMs() <= watermarkMs;
        }

        @Override
        public EventWindows close(List<Object> results) throws Exception {
            TreeMap<Long, Set<Object>> nextBuckets = new TreeMap<>(buckets);
            Set<Object> keys = new LinkedHashSet<>(touched);
            if (watermarkMs != Watermark.NONE) {
                Map<Long, Set<Object>> due = nextBuckets.headMap(watermarkMs, true);
                due.values().forEach(keys::addAll);
                due.clear();
            }
            Map<Long, Set<Object>> added = new HashMap<>();
            for (Object key : keys) {
                look(key, added, results);
            }
            added.forEach((bucket, fresh) -> nextBuckets.merge(bucket, fresh, Next::together));
            return new SessionWindows(next.build(), nextBuckets);
        }

        private static Set<Object> together(Set<Object> there, Set<Object> more) {
            Set<Object> all = new LinkedHashSet<>(there);
            all.addAll(more);
            return all;
        }

        /** Ends the key's sessions that are over, and notes when to look again. */
        private void look(Object key, Map<Long, Set<Object>> added, List<Object> results) throws Exception {
            List<Session> there = next.get(key);
            if (there == null) {
                return;
            }
            List<Session> left = new ArrayList<>();
            for (Session session : there) {
                Session after = session;
                if (isClosed(session) && !session.isEmitted) {
                    long end = session.lastMs + shape.sizeMs();
                    results.add(new Emitted.Result(key, session.firstMs, end, accumulation.result(session.parts)));
                    after = new Session(session.firstMs, session.lastMs, session.parts, true);
                }
                if (!isGone(session.lastMs, watermarkMs)) {
                    left.add(after);
                    long at = after.lastMs + shape.sizeMs() + (after.isEmitted ? shape.retentionMs() : 0);
                    added.computeIfAbsent(bucketOf(at), b -> new LinkedHashSet<>())
                            .add(key);
                }
            }
            if (left.isEmpty()) {
                next.remove(key);
            } else {
                next.put(key, left);
            }
        }

        private long bucketOf(long timeMs) {
            long width = Math.max(1, shape.sizeMs() / BUCKETS_OF_A_GAP);
            return timeMs - Math.floorMod(timeMs, width);
        }
    }
}

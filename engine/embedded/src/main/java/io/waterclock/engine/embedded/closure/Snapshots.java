// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What captured maps and sets held when they were last looked at, so that a program that runs many jobs with the same
 * look-up table doesn't have it copied for each. A snapshot is taken up again only when the original is found to hold the very
 * same keys and values in the same order: that is one pass, without a new object.
 *
 * <p>Nobody but {@link LazyMapCopy} and {@link LazySetCopy} sees a snapshot, so nobody changes one. It goes when the original
 * does, or when others are asked for more.
 */
@SuppressWarnings("NullAway") // null keys and values are the map's business
final class Snapshots {
    /** How many originals are remembered. */
    private static final int MAX_KEPT = 16;

    /** A larger one is copied for each job: keeping it would be felt. */
    private static final int MAX_ELEMENTS = 100_000;

    private final @Nullable Kept[] kept = new @Nullable Kept[MAX_KEPT];
    private int oldest;

    /** An original, what it held, in the order in which it gave it, and a copy of it. */
    private record Kept(WeakReference<Object> original, Object[] content, Object snapshot) {

        boolean isStill(Object original) {
            Object[] all = content;
            int at = 0;
            if (original instanceof Map<?, ?> map) {
                if (all.length != 2 * map.size()) {
                    return false;
                }
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (at == all.length || all[at] != entry.getKey() || all[at + 1] != entry.getValue()) {
                        return false;
                    }
                    at += 2;
                }
                return at == all.length;
            }
            if (all.length != ((Collection<?>) original).size()) {
                return false;
            }
            for (Object element : (Collection<?>) original) {
                if (at == all.length || all[at++] != element) {
                    return false;
                }
            }
            return at == all.length;
        }
    }

    /** A task's copy of the map as it is now; null when something in it is not known to be immutable. */
    @SuppressWarnings("unchecked")
    @Nullable
    LazyMapCopy<Object, Object> of(HashMap<?, ?> map) {
        Object snapshot = find(map);
        if (snapshot == null) {
            if (!Captures.areImmutable(map.keySet()) || !Captures.areImmutable(map.values())) {
                return null;
            }
            Object[] content = new Object[2 * map.size()];
            int at = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                content[at++] = entry.getKey();
                content[at++] = entry.getValue();
            }
            snapshot = map.clone();
            keepIfStill(map, content, snapshot);
        }
        return new LazyMapCopy<>((HashMap<Object, Object>) snapshot);
    }

    /** A task's copy of the set as it is now; null when something in it is not known to be immutable. */
    @SuppressWarnings("unchecked")
    @Nullable
    LazySetCopy<Object> of(HashSet<?> set) {
        Object snapshot = find(set);
        if (snapshot == null) {
            if (!Captures.areImmutable(set)) {
                return null;
            }
            Object[] content = set.toArray();
            snapshot = set.clone();
            keepIfStill(set, content, snapshot);
        }
        return new LazySetCopy<>((HashSet<Object>) snapshot);
    }

    private @Nullable Object find(Object original) {
        Kept found = null;
        synchronized (kept) {
            for (Kept one : kept) {
                if (one != null && one.original.refersTo(original)) {
                    found = one;
                    break;
                }
            }
        }
        return found != null && found.isStill(original) ? found.snapshot : null;
    }

    /** Who is changed by another thread meanwhile has a snapshot that may be of neither state: it is used once. */
    private void keepIfStill(Object original, Object[] content, Object snapshot) {
        Kept made = new Kept(new WeakReference<>(original), content, snapshot);
        if (content.length <= MAX_ELEMENTS && made.isStill(original)) {
            keep(original, made);
        }
    }

    private void keep(Object original, Kept made) {
        synchronized (kept) {
            int at = -1;
            for (int i = 0; i < MAX_KEPT; i++) {
                if (kept[i] != null && kept[i].original.refersTo(original)) {
                    at = i;
                    break;
                }
                if (kept[i] == null || kept[i].original.refersTo(null)) {
                    kept[i] = null; // its original is gone
                    at = i;
                }
            }
            if (at < 0) {
                at = oldest;
                oldest = (oldest + 1) % MAX_KEPT;
            }
            kept[at] = made;
        }
    }
}

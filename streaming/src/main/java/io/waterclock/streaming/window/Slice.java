// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.window;

import io.waterclock.Tuple2;
import io.waterclock.function.Function2;
import io.waterclock.streaming.state.Kept;
import io.waterclock.streaming.state.VersionedMap;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What the records of a partition came to in a batch or a pane: one value for each key. Never changes. */
@SuppressWarnings("NullAway") // a key may be null
public final class Slice implements Serializable {
    private static final long serialVersionUID = 1L;

    static final Slice EMPTY = new Slice(List.of(), List.of());

    private final Object[] keys;
    private final Object[] values;

    private Slice(List<Object> keys, List<Object> values) {
        this.keys = keys.toArray();
        this.values = values.toArray();
    }

    /** The pairs of a partition, each key of which comes once. */
    public static Slice ofReduced(Iterator<? extends Tuple2<?, ?>> pairs) {
        List<Object> keys = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        while (pairs.hasNext()) {
            Tuple2<?, ?> pair = pairs.next();
            keys.add(pair._1());
            values.add(Kept.of(pair._2()));
        }
        return new Slice(keys, values);
    }

    /** The pairs of a partition, with the values of a key made one. */
    public static Slice reduced(Iterator<? extends Tuple2<?, ?>> pairs, Function2<?, ?, ?> function) {
        VersionedMap.Builder<Object, Object> map = VersionedMap.empty().edit();
        while (pairs.hasNext()) {
            Tuple2<?, ?> pair = pairs.next();
            map.merge(pair._1(), Kept.of(pair._2()), (older, newer) -> Kept.combined(function, older, newer));
        }
        return of(map.build());
    }

    static Slice of(VersionedMap<Object, Object> map) {
        List<Object> keys = new ArrayList<>(map.size());
        List<Object> values = new ArrayList<>(map.size());
        map.forEach((key, value) -> {
            keys.add(key);
            values.add(value);
        });
        return new Slice(keys, values);
    }

    int size() {
        return keys.length;
    }

    Object key(int index) {
        return keys[index];
    }

    /** As {@link Kept}. */
    Object value(int index) {
        return values[index];
    }

    /** What a map comes to with this slice, which is newer. */
    VersionedMap<Object, Object> after(VersionedMap<Object, Object> older, WindowRule rule) {
        VersionedMap.Builder<Object, Object> map = older.edit();
        for (int i = 0; i < keys.length; i++) {
            map.merge(keys[i], values[i], rule::combined);
        }
        return map.build();
    }

    /** What a map comes to with this slice, which is older. */
    VersionedMap<Object, Object> before(VersionedMap<Object, Object> newer, WindowRule rule) {
        VersionedMap.Builder<Object, Object> map = newer.edit();
        for (int i = 0; i < keys.length; i++) {
            map.merge(keys[i], values[i], (there, older) -> rule.combined(older, there));
        }
        return map.build();
    }

    /** Whether sums of its values are exact, and so can be taken back. */
    boolean isExact() {
        Class<?> known = null;
        for (Object value : values) {
            Class<?> type = value.getClass();
            if (type != known) {
                if (!Exactness.isExact(value)) {
                    return false;
                }
                known = Exactness.isExact(type) ? type : null;
            }
        }
        return true;
    }
}

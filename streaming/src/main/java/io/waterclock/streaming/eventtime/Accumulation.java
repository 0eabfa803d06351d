// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.Immutables;
import io.waterclock.function.Shared;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.ZeroValue;
import io.waterclock.streaming.state.Kept;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How values become one. A batch accumulates into objects of its own; what is kept of earlier batches is never changed, since an attempt that is
 * repeated and readers of earlier versions see it too. Accumulated objects are never null.
 */
public abstract class Accumulation implements Serializable {
    private static final long serialVersionUID = 1L;

    /** From the first value of a batch. */
    abstract Object start(@Nullable Object value) throws Exception;

    /** @param own was made in this batch, and may be changed */
    abstract Object add(Object own, @Nullable Object value) throws Exception;

    /**
     * @param own was made in this batch, and may be changed
     * @param kept is not changed
     */
    abstract Object join(Object kept, Object own) throws Exception;

    /**
     * Whether what several such parts come to may be kept beside them: it can't be changed by who gets it, and is about as large as each. Not what
     * is collected: numbers, and records of them.
     */
    boolean shrinks(Object part) {
        Object value = Kept.value(part);
        return Immutables.isKnownImmutable(value) && !(value instanceof CharSequence);
    }

    /**
     * Takes one more part to what was gathered of a key; the oldest comes first. No part is changed, now or later.
     *
     * @param before null at the first
     */
    abstract Object gathered(@Nullable Object before, Object part);

    /** What was gathered, as the program sees it. */
    abstract @Nullable Object result(Object gathered) throws Exception;

    /** What was gathered, as a part. */
    abstract Object kept(Object gathered) throws Exception;

    /** What several parts came to, the oldest first, as the program sees it. */
    final @Nullable Object resultOf(List<Object> parts) throws Exception {
        Object all = null;
        for (Object part : parts) {
            all = gathered(all, part);
        }
        return result(Objects.requireNonNull(all, "a part"));
    }

    final Object joined(@Nullable Object kept, Object own) {
        try {
            return kept == null ? own : join(kept, own);
        } catch (Exception e) {
            throw Sneaky.unchecked(e);
        }
    }

    /** By an associative and commutative function that changes none of its arguments. */
    public static Accumulation reducing(Function2<?, ?, ?> f) {
        return new Reducing(f);
    }

    /** As {@code aggregateByKey}: both functions may change and return their first argument. */
    public static Accumulation aggregating(ZeroValue<?> zero, Function2<?, ?, ?> take, Function2<?, ?, ?> combine) {
        return new Aggregating(zero, take, combine);
    }

    /** All values: part by part, and in each in the order of their batches. */
    public static Accumulation grouping() {
        return new Grouping();
    }

    private static final class Reducing extends Accumulation implements Function<Object, Object> {
        private static final long serialVersionUID = 1L;

        private final Function2<?, ?, ?> f;

        Reducing(Function2<?, ?, ?> f) {
            this.f = f;
        }

        @Override
        Object start(@Nullable Object value) {
            return Kept.of(value);
        }

        @Override
        Object add(Object own, @Nullable Object value) {
            return Kept.combined(f, own, Kept.of(value));
        }

        @Override
        Object join(Object kept, Object own) {
            return Kept.combined(f, kept, own);
        }

        @Override
        Object gathered(@Nullable Object before, Object part) {
            return before == null ? part : Kept.combined(f, before, part);
        }

        @Override
        @Nullable
        Object result(Object gathered) {
            return Kept.value(gathered);
        }

        @Override
        Object kept(Object gathered) {
            return gathered;
        }

        @Override
        public Object call(Object part) {
            return part;
        }
    }

    @SuppressWarnings("unchecked")
    private static final class Aggregating extends Accumulation implements Function<Object, Object> {
        private static final long serialVersionUID = 1L;

        private final ZeroValue<?> zero;
        private final Function2<Object, Object, Object> take;
        private final Function2<Object, Object, Object> combine;

        Aggregating(ZeroValue<?> zero, Function2<?, ?, ?> take, Function2<?, ?, ?> combine) {
            this.zero = zero;
            this.take = (Function2<Object, Object, Object>) take;
            this.combine = (Function2<Object, Object, Object>) combine;
        }

        @Override
        Object start(@Nullable Object value) throws Exception {
            return add(Kept.of(zero.copy()), value);
        }

        @Override
        @SuppressWarnings("NullAway") // a value may be null
        Object add(Object own, @Nullable Object value) throws Exception {
            return Kept.of(take.call(Kept.value(own), value));
        }

        @Override
        Object join(Object kept, Object own) {
            return Kept.combined(combine, own, kept);
        }

        @Override
        Object gathered(@Nullable Object before, Object part) {
            List<Object> parts = before == null ? new ArrayList<>() : (List<Object>) before;
            parts.add(part);
            return parts;
        }

        @Override
        @Nullable
        Object result(Object gathered) {
            return Kept.value(all(Kept.of(zero.copy()), (List<Object>) gathered));
        }

        @Override
        Object kept(Object gathered) {
            List<Object> parts = (List<Object>) gathered;
            return parts.size() == 1 ? parts.get(0) : all(copyOf(parts.get(0)), parts.subList(1, parts.size()));
        }

        private Object all(Object first, List<Object> parts) {
            Object all = first;
            for (Object part : parts) {
                // what is combined next may change what this one took over
                all = Kept.combined(combine, all, parts.size() == 1 ? part : copyOf(part));
            }
            return all;
        }

        private static Object copyOf(Object part) {
            return ZeroValue.of(part, "aggregateByKey (a value that several windows share)")
                    .copy();
        }

        @Override
        public Object call(Object part) {
            return part;
        }
    }

    private static final class Grouping extends Accumulation implements Shared {
        private static final long serialVersionUID = 1L;

        /** The values of a batch, and those before. */
        private record Values(
                List<@Nullable Object> values, @Nullable Values before) implements Serializable {}

        @Override
        Object start(@Nullable Object value) {
            return add(new Values(new ArrayList<>(1), null), value);
        }

        @Override
        Object add(Object own, @Nullable Object value) {
            ((Values) own).values.add(value);
            return own;
        }

        @Override
        Object join(Object kept, Object own) {
            return new Values(((Values) own).values, (Values) kept);
        }

        /** The values themselves. */
        @Override
        Object gathered(@Nullable Object before, Object part) {
            List<@Nullable Object> all = before == null ? new ArrayList<>() : values(before);
            List<Values> batches = new ArrayList<>();
            for (Values at = (Values) part; at != null; at = at.before) {
                batches.add(at);
            }
            for (int i = batches.size() - 1; i >= 0; i--) {
                all.addAll(batches.get(i).values);
            }
            return all;
        }

        @Override
        Object result(Object gathered) {
            return gathered;
        }

        @Override
        boolean shrinks(Object part) {
            return false;
        }

        @Override
        Object kept(Object gathered) {
            return new Values(values(gathered), null);
        }

        @SuppressWarnings("unchecked")
        private static List<@Nullable Object> values(Object gathered) {
            return (List<@Nullable Object>) gathered;
        }
    }
}

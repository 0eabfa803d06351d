// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing column of values in typed slots: as long as all are Integers (or Longs, or Doubles) they stand without a
 * box. The first value of another class moves all of them to {@link #objects}. What comes out equals what went in; only
 * the identity of a box is lost. Used by one thread while it grows.
 */
@SuppressWarnings("NullAway") // which of the arrays is in use is said by the mode
public final class Column {
    /** No value yet. */
    public static final int EMPTY = 0;
    /** Only nulls, in no array. */
    public static final int NULLS = 1;
    /** Integers, in {@link #ints}. */
    public static final int INTS = 2;
    /** Longs, in {@link #longs}. */
    public static final int LONGS = 3;
    /** The bits of Doubles, in {@link #longs}. */
    public static final int DOUBLES = 4;
    /** Anything, in {@link #objects}. */
    public static final int OBJECTS = 5;

    private static final int MOST = Integer.MAX_VALUE - 8;

    public int mode = EMPTY;
    public int size;
    public int[] ints;
    public long[] longs;
    public Object[] objects;
    private int capacity;

    /**
     * @param capacity for how many values there is room before it grows
     */
    public Column(int capacity) {
        this.capacity = Math.max(1, capacity);
    }

    /**
     * @param mode of the values that are expected; others may come all the same
     */
    public Column(int capacity, int mode) {
        this(capacity);
        if (mode != EMPTY) {
            start(mode);
        }
    }

    public static Column ofNulls(int size) {
        return of(NULLS, size);
    }

    public static Column ofInts(int[] ints) {
        Column column = of(INTS, ints.length);
        column.ints = ints;
        return column;
    }

    /** @param mode {@link #LONGS} or {@link #DOUBLES} */
    public static Column ofLongs(int mode, long[] longs) {
        Column column = of(mode, longs.length);
        column.longs = longs;
        return column;
    }

    public static Column ofObjects(Object[] objects) {
        Column column = of(OBJECTS, objects.length);
        column.objects = objects;
        return column;
    }

    private static Column of(int mode, int size) {
        Column column = new Column(size);
        column.mode = mode;
        column.size = size;
        return column;
    }

    public void add(@Nullable Object value) {
        if (size == capacity) {
            grow();
        }
        if (mode == OBJECTS) {
            objects[size++] = value;
        } else if (mode == INTS && value instanceof Integer i) {
            ints[size++] = i;
        } else if (mode == LONGS && value instanceof Long l) {
            longs[size++] = l;
        } else {
            addOther(value);
        }
    }

    /** Adds all of another column. */
    public void addAll(Column other) {
        int n = other.size;
        if (n == 0) {
            return;
        }
        while (capacity - size < n) {
            grow();
        }
        if (mode == EMPTY) {
            start(other.mode);
        } else if (mode != other.mode) {
            toObjects();
        }
        switch (mode) {
            case NULLS -> {}
            case INTS -> System.arraycopy(other.ints, 0, ints, size, n);
            case LONGS, DOUBLES -> System.arraycopy(other.longs, 0, longs, size, n);
            default -> {
                for (int i = 0; i < n; i++) {
                    objects[size + i] = other.get(i);
                }
            }
        }
        size += n;
    }

    /** Only while the mode is {@link #INTS} or {@link #EMPTY}. */
    public void addInt(int value) {
        if (size == capacity) {
            grow();
        }
        if (mode == EMPTY) {
            start(INTS);
        }
        ints[size++] = value;
    }

    /** Only while the mode is {@link #LONGS} or {@link #EMPTY}. */
    public void addLong(long value) {
        if (size == capacity) {
            grow();
        }
        if (mode == EMPTY) {
            start(LONGS);
        }
        longs[size++] = value;
    }

    /** Only while the mode is {@link #DOUBLES}. */
    public void addDouble(double value) {
        if (size == capacity) {
            grow();
        }
        longs[size++] = Double.doubleToRawLongBits(value);
    }

    /** Only while the mode is {@link #OBJECTS}. */
    public void addObject(@Nullable Object value) {
        if (size == capacity) {
            grow();
        }
        objects[size++] = value;
    }

    /** Another value for a position. */
    public void set(int at, @Nullable Object value) {
        int fits = mode == OBJECTS ? OBJECTS : modeOf(value);
        if (mode != fits) {
            toObjects();
        }
        put(at, value);
    }

    private void addOther(@Nullable Object value) {
        int fits = modeOf(value);
        if (mode == EMPTY) {
            start(fits);
        } else if (mode != fits) {
            toObjects();
        }
        put(size, value);
        size++;
    }

    private void put(int at, @Nullable Object value) {
        switch (mode) {
            case NULLS -> {}
            case INTS -> ints[at] = (Integer) value;
            case LONGS -> longs[at] = (Long) value;
            case DOUBLES -> longs[at] = Double.doubleToRawLongBits((Double) value);
            default -> objects[at] = value;
        }
    }

    /** The values {@code [from..to)}. */
    public Column slice(int from, int to) {
        Column slice = of(mode, to - from);
        switch (mode) {
            case EMPTY, NULLS -> {}
            case INTS -> slice.ints = Arrays.copyOfRange(ints, from, to);
            case LONGS, DOUBLES -> slice.longs = Arrays.copyOfRange(longs, from, to);
            default -> slice.objects = Arrays.copyOfRange(objects, from, to);
        }
        return slice;
    }

    /**
     * The values of each target, in their order; null where there are none.
     *
     * @param targets of each value
     * @param counts how many each target gets
     */
    public @Nullable Column[] dealt(int[] targets, int[] counts) {
        @Nullable Column[] dealt = new @Nullable Column[counts.length];
        for (int target = 0; target < counts.length; target++) {
            if (counts[target] > 0) {
                dealt[target] = new Column(counts[target], mode);
            }
        }
        for (int i = 0; i < size; i++) {
            Column to = dealt[targets[i]];
            int at = to.size++;
            switch (mode) {
                case NULLS -> {}
                case INTS -> to.ints[at] = ints[i];
                case LONGS, DOUBLES -> to.longs[at] = longs[i];
                default -> to.objects[at] = objects[i];
            }
        }
        return dealt;
    }

    private static int modeOf(@Nullable Object value) {
        if (value == null) {
            return NULLS;
        }
        if (value instanceof Integer) {
            return INTS;
        }
        if (value instanceof Long) {
            return LONGS;
        }
        return value instanceof Double ? DOUBLES : OBJECTS;
    }

    private void start(int first) {
        mode = first;
        switch (first) {
            case NULLS -> {}
            case INTS -> ints = new int[capacity];
            case LONGS, DOUBLES -> longs = new long[capacity];
            default -> objects = new Object[capacity];
        }
    }

    /** Gives every value a box; they stay where they are. */
    public void toObjects() {
        if (mode == OBJECTS) {
            return;
        }
        Object[] boxed = new Object[capacity];
        for (int i = 0; i < size; i++) {
            boxed[i] = get(i);
        }
        mode = OBJECTS;
        objects = boxed;
        ints = null;
        longs = null;
    }

    @Nullable
    public Object get(int at) {
        // written with ifs: a conditional expression would unbox both sides and make every Integer a Long
        if (mode == OBJECTS) {
            return objects[at];
        }
        if (mode == INTS) {
            return ints[at];
        }
        if (mode == LONGS) {
            return longs[at];
        }
        if (mode == DOUBLES) {
            return Double.longBitsToDouble(longs[at]);
        }
        return null;
    }

    private void grow() {
        if (capacity == MOST) {
            throw new OutOfMemoryError("more than " + MOST + " records or keys in one partition; use more partitions");
        }
        capacity = (int) Math.min(MOST, capacity * 2L);
        if (objects != null) {
            objects = Arrays.copyOf(objects, capacity);
        } else if (ints != null) {
            ints = Arrays.copyOf(ints, capacity);
        } else if (longs != null) {
            longs = Arrays.copyOf(longs, capacity);
        }
    }

    /** How many bytes of heap it takes, without the objects that it refers to. */
    public long bytes() {
        return (long) capacity * slotBytes();
    }

    /** How many bytes of heap a slot takes, without the object that it refers to. */
    public int slotBytes() {
        return switch (mode) {
            case EMPTY, NULLS -> 0;
            case LONGS, DOUBLES -> Long.BYTES;
            default -> Integer.BYTES;
        };
    }
}

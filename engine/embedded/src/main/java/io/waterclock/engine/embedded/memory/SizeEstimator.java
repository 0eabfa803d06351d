// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * About how many bytes an object takes on the heap, with what it alone refers to.
 *
 * <p>Fields are followed where the module system lets us read them, that is in the program's own classes; of the JDK's classes, boxes,
 * strings, arrays, maps and collections are known, and of others their own fields are counted and not what those refer to. Of
 * large arrays and collections some elements stand for all; no more than some hundred objects are visited. Classes, enum constants and
 * what has been visited count nothing. Safe for any thread.
 */
public final class SizeEstimator {
    /** So many objects are visited for one estimate. */
    private static final int MOST_VISITED = 400;

    /** Of an array or a collection that has more elements, so many are looked at. */
    private static final int SAMPLED = 24;

    private static final long HEADER = 12;
    private static final long REFERENCE = Runtime.getRuntime().maxMemory() < (32L << 30) ? 4 : 8;

    private final ClassValue<Shape> shapes = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    /** What all objects of a class have in common: their own size, and the fields that can be followed. */
    private record Shape(long bytes, Field[] references) {
        static Shape of(Class<?> type) {
            long bytes = HEADER;
            List<Field> references = new ArrayList<>();
            for (Class<?> c = type; c != null; c = c.getSuperclass()) {
                for (Field field : c.getDeclaredFields()) {
                    if (Modifier.isStatic(field.getModifiers())) {
                        continue;
                    }
                    bytes += sizeOf(field.getType());
                    if (!field.getType().isPrimitive() && isOpen(field)) {
                        references.add(field);
                    }
                }
            }
            return new Shape(aligned(bytes), references.toArray(Field[]::new));
        }

        private static boolean isOpen(Field field) {
            try {
                field.setAccessible(true);
                return true;
            } catch (InaccessibleObjectException | SecurityException e) {
                return false;
            }
        }
    }

    /** In bytes; 0 for null. */
    public long sizeOf(@Nullable Object object) {
        if (object == null) {
            return 0;
        }
        long known = known(object);
        return known >= 0 ? known : new Walk().total(object);
    }

    /** What an array of so many references takes, in bytes. */
    public static long arrayOf(long references) {
        return aligned(HEADER + 4 + REFERENCE * references);
    }

    private static long aligned(long bytes) {
        return bytes + 7 & ~7;
    }

    private static long sizeOf(Class<?> field) {
        if (field == long.class || field == double.class) {
            return 8;
        }
        if (field == int.class || field == float.class) {
            return 4;
        }
        if (field == short.class || field == char.class) {
            return 2;
        }
        return field.isPrimitive() ? 1 : REFERENCE;
    }

    /** The size of what refers to nothing more; negative for others. */
    private static long known(Object object) {
        if (object instanceof String text) {
            // of two bytes a character as soon as one of them is beyond Latin 1
            return 24 + aligned(HEADER + 4 + (isLatin(text) ? text.length() : 2L * text.length()));
        }
        if (object instanceof Number) {
            if (object instanceof Integer || object instanceof Float) {
                return 16;
            }
            if (object instanceof Long || object instanceof Double) {
                return 24;
            }
            if (object instanceof Short || object instanceof Byte) {
                return 16;
            }
            return -1;
        }
        if (object instanceof Boolean || object instanceof Enum<?> || object instanceof Class<?>) {
            return 0; // shared
        }
        if (object instanceof Character || object instanceof Elsewhere) {
            return 16;
        }
        Class<?> element = object.getClass().getComponentType();
        return element != null && element.isPrimitive()
                ? aligned(HEADER + 4 + sizeOf(element) * Array.getLength(object))
                : -1;
    }

    private static boolean isLatin(String text) {
        int looked = Math.min(text.length(), 32);
        for (int i = 0; i < looked; i++) {
            if (text.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }

    /** One estimate: a walk from object to object, each with the number of likes that it stands for. */
    private final class Walk {
        private final IdentityHashMap<Object, Boolean> visited = new IdentityHashMap<>();
        private final Deque<Object> open = new ArrayDeque<>();
        private final Deque<Double> weights = new ArrayDeque<>();

        long total(Object object) {
            add(object, 1);
            double sum = 0;
            try {
                while (!open.isEmpty() && visited.size() <= MOST_VISITED) {
                    double weight = weights.pop();
                    sum += weight * visit(open.pop(), weight);
                }
            } catch (ConcurrentModificationException e) {
                // the program changes it meanwhile, which is its own affair: what was seen of it is the estimate
            }
            return (long) sum;
        }

        private void add(@Nullable Object object, double weight) {
            if (object != null) {
                open.push(object);
                weights.push(weight);
            }
        }

        private long visit(Object object, double weight) {
            long known = known(object);
            if (known >= 0) {
                return known;
            }
            if (visited.put(object, Boolean.TRUE) != null
                    || object instanceof ClassLoader
                    || object instanceof Thread) {
                return 0;
            }
            if (object instanceof Object[] array) {
                int step = Math.max(1, array.length / SAMPLED);
                for (int i = 0; i < array.length; i += step) {
                    add(array[i], weight * step);
                }
                return arrayOf(array.length);
            }
            Shape shape = shapes.get(object.getClass());
            if (object.getClass().getName().startsWith("java.util.")) {
                if (object instanceof Map<?, ?> map) {
                    return shape.bytes + arrayOf(map.size() * 4L / 3) + entries(map, weight);
                }
                if (object instanceof Collection<?> collection) {
                    elements(collection, weight);
                    return shape.bytes + arrayOf(collection.size());
                }
            }
            follow(object, shape, weight);
            return shape.bytes;
        }

        private void elements(Collection<?> collection, double weight) {
            int size = collection.size();
            int looked = Math.min(size, SAMPLED);
            for (Object element : collection) {
                if (looked-- <= 0) {
                    break;
                }
                add(element, weight * size / Math.min(size, SAMPLED));
            }
        }

        private long entries(Map<?, ?> map, double weight) {
            int size = map.size();
            int looked = Math.min(size, SAMPLED);
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (looked-- <= 0) {
                    break;
                }
                add(entry.getKey(), weight * size / Math.min(size, SAMPLED));
                add(entry.getValue(), weight * size / Math.min(size, SAMPLED));
            }
            return 32L * size; // of a hash map; a linked one has 40
        }

        private void follow(Object object, Shape shape, double weight) {
            for (Field field : shape.references) {
                try {
                    add(field.get(object), weight);
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e); // it was made accessible
                }
            }
        }
    }
}

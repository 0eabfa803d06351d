// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for the classes that private streams have been written with. A private stream names a class by its number, so it
 * can't name a class that wasn't seen, classes of the same name in different loaders stay apart, and no class is looked up. Classes are
 * held weakly. Safe for any thread.
 */
final class PrivateTypes {
    private final Map<Class<?>, Integer> numbers = new WeakHashMap<>();
    private final List<WeakReference<Class<?>>> types = new ArrayList<>();

    synchronized int numberOf(Class<?> type) {
        Integer number = numbers.get(type);
        if (number == null) {
            number = types.size();
            types.add(new WeakReference<>(type));
            numbers.put(type, number);
        }
        return number;
    }

    synchronized boolean knows(Class<?> type) {
        return numbers.containsKey(type);
    }

    synchronized @Nullable Class<?> typeOf(int number) {
        return number < 0 || number >= types.size() ? null : types.get(number).get();
    }

    Class<?> typeOf(int number, RecordInput in) throws CorruptRecordsException {
        Class<?> type = typeOf(number);
        if (type == null) {
            throw in.corrupt("class " + number + " is not one that this process has written, or was unloaded");
        }
        return type;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StorageLevelsTest {

    private static Map<String, Object> constants(Class<?> type) throws IllegalAccessException {
        Map<String, Object> constants = new TreeMap<>();
        for (Field field : type.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == StorageLevel.class) {
                constants.put(field.getName(), field.get(null));
            }
        }
        return constants;
    }

    private static Map<String, Object> methods() throws ReflectiveOperationException {
        Map<String, Object> levels = new TreeMap<>();
        for (Method method : StorageLevel.class.getMethods()) {
            if (Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 0) {
                levels.put(method.getName(), method.invoke(null));
            }
        }
        return levels;
    }

    @Test
    void levels_areTheSameUnderBothNames_andAsMethods() throws ReflectiveOperationException {
        assertThat(constants(StorageLevels.class)).hasSize(13).isEqualTo(constants(StorageLevel.class));
        assertThat(methods()).isEqualTo(constants(StorageLevel.class));
        assertThat(StorageLevels.create(true, true, false, false, 2)).isEqualTo(StorageLevels.MEMORY_AND_DISK_SER_2);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
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

    @Test
    void levels_areTheSameUnderBothNames() throws IllegalAccessException {
        assertThat(constants(StorageLevels.class)).hasSize(13).isEqualTo(constants(StorageLevel.class));
        assertThat(StorageLevels.create(true, true, false, false, 2)).isEqualTo(StorageLevels.MEMORY_AND_DISK_SER_2);
    }
}

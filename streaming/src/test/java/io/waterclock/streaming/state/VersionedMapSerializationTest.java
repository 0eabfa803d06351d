// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VersionedMapSerializationTest {

    @SuppressWarnings("unchecked")
    private static <T> T sent(T object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    @ParameterizedTest
    @EnumSource
    void map_thatIsSent_hasTheSameEntries(Key.Spread spread) throws Exception {
        Map<Key, Integer> expected = new HashMap<>();
        VersionedMap.Builder<Key, Integer> builder =
                VersionedMap.<Key, Integer>empty().edit();
        for (int i = 0; i < 500; i++) {
            Key key = i == 0 ? null : spread.key(i);
            expected.put(key, i);
            builder.put(key, i);
        }
        VersionedMap<Key, Integer> read = sent(builder.build());
        assertThat(read.size()).isEqualTo(500);
        expected.forEach((key, value) -> assertThat(read.get(key)).isEqualTo(value));
        assertThat(Trees.keysInOrder(read)).hasSize(500);
    }

    @Test
    void emptyMap_isOne() throws Exception {
        assertThat(sent(VersionedMap.empty())).isSameAs(VersionedMap.empty());
    }

    /** With the hash codes of {@link Object}. */
    private static final class Named implements Serializable {
        private static final long serialVersionUID = 1L;
        private final int name;

        Named(int name) {
            this.name = name;
        }
    }

    @Test
    void keysThatHaveOtherHashCodesThere_areFound() throws Exception {
        VersionedMap.Builder<Named, Integer> builder =
                VersionedMap.<Named, Integer>empty().edit();
        for (int i = 0; i < 1000; i++) {
            builder.put(new Named(i), i);
        }
        VersionedMap<Named, Integer> read = sent(builder.build());
        assertThat(read.size()).isEqualTo(1000);
        for (Named key : Trees.keysInOrder(read)) {
            assertThat(read.get(key)).isEqualTo(key.name);
        }
    }
}

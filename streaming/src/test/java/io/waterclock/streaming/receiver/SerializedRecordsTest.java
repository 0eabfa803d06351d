// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SerializedRecordsTest {
    private static byte[] written(Object... records) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
            for (Object record : records) {
                objects.writeObject(record);
            }
        }
        return out.toByteArray();
    }

    private static List<Object> read(byte[] bytes) {
        List<Object> records = new ArrayList<>();
        SerializedRecords.read("test", ByteBuffer.wrap(bytes)).forEachRemaining(records::add);
        return records;
    }

    @Test
    void objects_of_simple_classes_are_read_one_after_the_other() throws IOException {
        Object[] records = {
            "text",
            1,
            2L,
            3.5,
            true,
            'c',
            new BigDecimal("1.5"),
            Instant.EPOCH,
            new Tuple2<>("k", 1),
            new HashMap<>(Map.of("a", 1)),
            new ArrayList<>(List.of("x")),
            null
        };
        assertThat(read(written(records))).containsExactly(records);
        assertThat((byte[]) read(written(new byte[] {1, 2})).get(0)).containsExactly(1, 2);
        assertThat(read(written())).isEmpty();
    }

    @Test
    void only_what_is_between_position_and_limit_is_read_and_the_buffer_stays_as_it_is() throws IOException {
        byte[] bytes = written("in");
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 8);
        buffer.position(4).put(4, bytes).limit(4 + bytes.length);
        assertThat(SerializedRecords.read("test", buffer).next()).isEqualTo("in");
        assertThat(buffer.position()).isEqualTo(4);
    }

    @Test
    void other_classes_are_refused_with_the_way_out() throws IOException {
        byte[] bytes = written("fine", new File("/tmp"));
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_REFUSED))
                .hasMessageContaining("after record 1")
                .hasMessageContaining("override decode(ByteBuffer)");
    }

    @Test
    void bytes_that_break_off_or_are_something_else_are_refused() throws IOException {
        byte[] bytes = written("one", "two");
        assertThatThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length - 1))).hasMessageContaining("after record 1");
        assertThatThrownBy(() -> read(new byte[] {1, 2, 3, 4, 5})).hasMessageContaining("after record 0");
        assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(WaterclockException.class);
    }

    @Test
    void an_array_that_claims_to_be_huge_is_refused_before_it_is_made() throws IOException {
        byte[] bytes = written(new int[3]);
        // The length is the four bytes before the elements.
        int at = bytes.length - 3 * 4 - 4;
        bytes[at] = 0x7F;
        assertThatThrownBy(() -> read(bytes)).hasMessageContaining("REJECTED");
    }
}

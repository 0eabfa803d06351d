// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Java-serialized objects, one after the other, of classes that can do no harm. */
final class SerializedRecords {
    private static final String HARMLESS =
            "maxdepth=16;java.lang.String;java.lang.Number;java.lang.Boolean;java.lang.Byte;java.lang.Short;java.lang.Integer;"
                    + "java.lang.Long;java.lang.Float;java.lang.Double;java.lang.Character;java.lang.Object;"
                    + "java.math.BigInteger;java.math.BigDecimal;java.time.*;java.util.*;"
                    + "io.waterclock.Tuple2;io.waterclock.Tuple3;io.waterclock.Tuple4;!*";

    private SerializedRecords() {}

    /** All records between the buffer's position and limit, which it leaves as they are. */
    static <T> Iterator<T> read(String what, ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        List<T> records = new ArrayList<>();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        try (ObjectInputStream objects = new ObjectInputStream(in)) {
            // An element takes a byte at least, so an array (or a hash table) that claims to be much longer is a trap.
            objects.setObjectInputFilter(
                    ObjectInputFilter.Config.createFilter("maxarray=" + (1024 + 8L * bytes.length) + ";" + HARMLESS));
            while (in.available() > 0) {
                @SuppressWarnings("unchecked") // the receiver's user says what was written
                T record = (T) objects.readObject();
                records.add(record);
            }
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw new WaterclockException(
                    ErrorCode.STORE_REFUSED,
                    what + ": " + bytes.length + " bytes can't be decoded after record " + records.size() + ": " + e
                            + ". Expected objects of simple classes, as an ObjectOutputStream writes them; override"
                            + " decode(ByteBuffer) for any other form",
                    e);
        }
        return records.iterator();
    }
}

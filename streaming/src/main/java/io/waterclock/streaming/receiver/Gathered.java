// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A store of many records on its way in: built aside by the storing thread, without a lock, and refused as soon as it is
 * larger than one store may be.
 */
final class Gathered {
    private static final int CHECK_EVERY = 1024;

    private final BlockGenerator generator;
    private Object[] records = new Object[16];
    private int count;
    private long bytes;
    private long unknown;

    Gathered(BlockGenerator generator) {
        this.generator = generator;
    }

    Gathered addAll(Iterator<?> all) {
        while (all.hasNext()) {
            if (count == records.length) {
                records = Arrays.copyOf(records, Math.multiplyExact(count, 2));
            }
            add(all.next());
        }
        return this;
    }

    Gathered addAll(Collection<?> all) {
        Object[] copied = all.toArray();
        records = copied.getClass() == Object[].class ? copied : Arrays.copyOf(copied, copied.length, Object[].class);
        for (Object record : copied) {
            add(record);
        }
        return this;
    }

    @SuppressWarnings("NullAway") // a null record is a record
    private void add(@Nullable Object record) {
        long weight = Charge.weigh(record);
        records[count++] = record;
        bytes += Math.abs(weight);
        unknown += weight < 0 ? 1 : 0;
        if (count % CHECK_EVERY == 0) {
            generator.checkSize(bytes, unknown);
        }
    }

    void store(@Nullable Object metadata) {
        generator.storeAll(records, count, new Charge(bytes, unknown), metadata);
    }
}

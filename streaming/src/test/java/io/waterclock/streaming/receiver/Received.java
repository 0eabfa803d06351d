// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.engine.BlockRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What is in blocks. */
public final class Received {
    private Received() {}

    public static List<Object> records(Collection<? extends BlockRef> blocks) {
        List<Object> all = new ArrayList<>();
        for (BlockRef block : blocks) {
            block.fetch().open().iterator().forEachRemaining(all::add);
        }
        return all;
    }

    static ReceiverSettings settings() {
        return new ReceiverSettings(2000, 16_000, 4, -1, 10_000, 1 << 20, 10_000, 1 << 16, true);
    }
}

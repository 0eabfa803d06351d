// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import io.waterclock.source.ChunkReader;

/** Some received records that belong together; immutable. */
public interface Block {

    long recordCount();

    /** About how much memory it holds. */
    long sizeInBytes();

    /** Reads its records from the first; each call reads anew. */
    ChunkReader open();
}

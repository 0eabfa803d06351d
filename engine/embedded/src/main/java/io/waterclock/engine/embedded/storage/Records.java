// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.source.ChunkReader;
import java.io.IOException;

/** The records of a kept partition in one form, complete and unchanging. */
interface Records {

    /** Reads them from the first on; by any number of threads at once, each with its own reader. */
    ChunkReader open() throws IOException;

    /** What the budget was told that they take, in bytes; nothing for those on disk. */
    long bytesInMemory();

    /** Gives memory and files back. Nobody is reading. */
    void free();
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A way to compress files. Found by {@link java.util.ServiceLoader}, so an implementation has a public constructor without
 * parameters; it holds no state, and is used by many threads at once.
 */
public interface CompressionCodec {

    /** What settings and programs call it, in lower case: such as {@code gzip}. */
    String name();

    /** The end of the names of files compressed by it, with the dot: such as {@code .gz}. */
    String getDefaultExtension();

    /**
     * The uncompressed bytes; closing it closes {@code in}. Reads to the end of {@code in}, and what is concatenated is read as one. What is damaged or cut off throws
     * an {@link IOException}; it is never taken for the end.
     */
    InputStream createInputStream(InputStream in) throws IOException;

    /** Closing it writes the end, and closes {@code out}. */
    OutputStream createOutputStream(OutputStream out) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.file;

import io.waterclock.function.Shared;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** How the records of a partition become the bytes of a part file. Serializable for a cluster; used by many tasks at once. */
public interface PartFormat extends Shared, Serializable {

    /** The end of a part's name, such as {@code .gz}; empty for none. */
    String extension();

    /** Begins a part. The stream has no buffer and takes what it is given in one call to the file; closing the sink must write all that it holds. */
    Sink open(OutputStream out) throws IOException;

    /** Takes the records of one part. */
    interface Sink extends Closeable {
        void write(@Nullable Object record) throws IOException;
    }
}

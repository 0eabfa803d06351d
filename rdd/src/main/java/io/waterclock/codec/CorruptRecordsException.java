// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A stream of records is cut off, damaged, of another version or no stream of records at all; the message says which, and where. */
public final class CorruptRecordsException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptRecordsException(String message) {
        super(message);
    }

    CorruptRecordsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

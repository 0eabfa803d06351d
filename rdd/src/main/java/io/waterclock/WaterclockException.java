// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import org.jspecify.annotations.Nullable;

/**
 * An error of the system, with a stable {@link #code()}. The cause, where there is one, is what the user's function or
 * the outside world threw, unwrapped.
 */
public class WaterclockException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public WaterclockException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public WaterclockException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}

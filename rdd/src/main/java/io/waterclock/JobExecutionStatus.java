// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.util.Locale;

/** How a job stands. */
public enum JobExecutionStatus {
    RUNNING,
    SUCCEEDED,
    FAILED,
    UNKNOWN;

    /** By its name, in any case. */
    public static JobExecutionStatus fromString(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import java.io.Serializable;

/**
 * A key in a window of event time.
 *
 * @param start of the window; what happened then is in it
 * @param end of the window; what happened then is not in it
 */
public record Windowed<K>(K key, Time start, Time end) implements Serializable {

    @Override
    public String toString() {
        return key + "@[" + start.milliseconds() + "," + end.milliseconds() + ")";
    }
}

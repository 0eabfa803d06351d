// SPDX-License-Identifier: Apache-2.0
package io.waterclock.partial;

/**
 * An estimate, and bounds between which the true value lies with the given confidence.
 *
 * @param confidence from 0 to 1; 1 when the value is exact, 0 when nothing is known yet
 */
public record BoundedDouble(double mean, double confidence, double low, double high) {

    static BoundedDouble exact(double value) {
        return new BoundedDouble(value, 1, value, value);
    }

    /** {@code [low, high]}. */
    @Override
    public String toString() {
        return "[" + low + ", " + high + "]";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

/** One figure of several JVMs: the median of theirs, the least and the greatest. */
public record Spread(double median, double min, double max) {

    public static Spread of(double... figures) {
        return new Spread(Statistics.median(figures), Statistics.min(figures), Statistics.max(figures));
    }

    /** The same in another unit. */
    public Spread times(double factor) {
        return new Spread(median * factor, min * factor, max * factor);
    }

    /** {@code 1.23 (1.20–1.31)}, with as many decimals as the size asks for. */
    @Override
    public String toString() {
        return Numbers.text(median) + " (" + Numbers.text(min) + "–" + Numbers.text(max) + ")";
    }

    /** {@code {"median":…,"min":…,"max":…}}. */
    public Json toJson() {
        return new Json().put("median", median).put("min", min).put("max", max);
    }
}

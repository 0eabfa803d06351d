// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.util.Locale;
import java.util.function.Predicate;

/**
 * A setting of Spark's that programs bring along, under our prefix, and that isn't one of ours: accepted without an effect,
 * which is said, or refused where the program would rely on what isn't there.
 *
 * @param name begins with {@code waterclock.}
 * @param meanwhile what does its work here, or why it can't be had; a sentence without its end
 * @param refused the texts that are refused
 */
public record SparkKey(String name, String meanwhile, Predicate<String> refused) {

    /** Whatever its value, it has no effect here. */
    public static SparkKey withoutEffect(String name, String meanwhile) {
        return new SparkKey(name, meanwhile, text -> false);
    }

    /** The program relies on it. */
    public static SparkKey refused(String name, String why) {
        return new SparkKey(name, why, text -> true);
    }

    /** The program relies on it, unless it says false. */
    public static SparkKey refusedIfOn(String name, String why) {
        return new SparkKey(
                name, why, text -> !text.trim().toLowerCase(Locale.ROOT).equals("false"));
    }
}

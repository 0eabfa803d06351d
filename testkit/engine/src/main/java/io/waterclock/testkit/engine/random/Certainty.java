// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

/** How much of a node's result the contract of engines promises; each level includes those after it. */
enum Certainty {
    /** The list of records of each partition. */
    LISTS,
    /** Which records each partition has, in any order. */
    BAGS,
    /** Which records there are, in any order and any partition. */
    WHOLE;

    Certainty least(Certainty other) {
        return compareTo(other) >= 0 ? this : other;
    }
}

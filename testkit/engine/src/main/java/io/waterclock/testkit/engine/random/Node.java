// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import java.util.List;

/**
 * A step of a random program.
 *
 * @param id its place in the program
 * @param parents ids of what it is made of
 * @param n a number of partitions, where the operator takes one
 * @param salt varies the function
 * @param pairs whether its records are pairs
 * @param cached whether it is marked for keeping
 * @param mostRecords an upper estimate, to keep programs small
 */
record Node(
        int id,
        Op op,
        List<Integer> parents,
        int n,
        int salt,
        boolean pairs,
        boolean cached,
        Certainty certainty,
        long mostRecords) {

    @Override
    public String toString() {
        return "  #" + id + " = " + op + parents + " n=" + n + " salt=" + salt + (pairs ? " pairs" : "")
                + (cached ? " cached" : "") + "  // " + certainty;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark.program;

/**
 * A stream of a random program.
 *
 * @param left the stream that it is made of; of an input, its own number
 * @param right the other one; −1 for none
 * @param variant which of the operator's functions and overloads, from 0
 * @param window in batches; 0 for none
 * @param every how many batches its slide has
 * @param partitions for operators that take a number of them
 * @param kept whether the program asks for it to be kept
 * @param isOrdered whether the order of its records is promised
 * @param isCut whether it is known which records are in which partition
 * @param size about how many records a batch has at most
 */
public record Node(
        int id,
        Operator operator,
        int left,
        int right,
        int variant,
        int window,
        int every,
        int partitions,
        boolean kept,
        boolean isOrdered,
        boolean isCut,
        double size) {

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("s" + id + " = " + operator + "(");
        text.append(operator == Operator.INPUT ? "" : "s").append(left);
        if (right >= 0) {
            text.append(", s").append(right);
        }
        text.append(") variant ").append(variant).append(", partitions ").append(partitions);
        if (window > 0) {
            text.append(", window ").append(window);
        }
        return text.append(", every ")
                .append(every)
                .append(kept ? ", kept" : "")
                .append(isOrdered ? ", ordered" : "")
                .toString();
    }
}

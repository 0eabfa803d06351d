// SPDX-License-Identifier: Apache-2.0
package io.waterclock.examples;

/** Counts words that arrive on a TCP socket, a batch each second. */
public final class SocketWordCount {

    private SocketWordCount() {}

    public static void main(String[] args) {
        System.out.println("socket word count " + String.join(" ", args));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.knot;

/** Below everything, and so no reason for a cycle. */
public record Value(int number) {}

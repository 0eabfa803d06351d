// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.handle;

/** Below everything, and so no reason for a cycle. */
public record Value(int number) {}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

/**
 * Marks a subclass of {@link java.util.HashMap} or {@link java.util.HashSet} that an engine hands to functions in place of an
 * ordinary one, as a copy of what they captured. One that escapes into records is written as the ordinary one, and read back as that.
 */
public interface StandIn {}

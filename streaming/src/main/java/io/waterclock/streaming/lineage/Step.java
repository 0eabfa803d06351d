// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.lineage;

import io.waterclock.rdd.Lineage;

/** What an operator puts on top of a parent's lineage. Made once, with its operator and functions, and used for every batch. */
@FunctionalInterface
public interface Step {
    Lineage on(Lineage parent);
}

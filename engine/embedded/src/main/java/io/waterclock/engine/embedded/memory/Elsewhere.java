// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

/** Stands for records that are not on the heap. It takes next to nothing there, and what it refers to is the engine's. */
public interface Elsewhere {}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

/** Says that an object which a function captures is safe for many tasks at once, so that none needs a copy of its own. */
public interface Shared {}

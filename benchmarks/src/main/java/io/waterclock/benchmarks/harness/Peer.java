// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.List;

/** Another system that can do our benchmarks' work; found by {@link java.util.ServiceLoader}. */
public interface Peer {

    /** Name and version. */
    String name();

    /** Flags that a JVM in which it runs must have. Each comes once when several peers ask for it. */
    List<String> jvmOptions();
}

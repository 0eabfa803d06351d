// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

/** Template and shared form: counts. */
@SuppressWarnings({"unchecked", "NullAway"})
final class CountEnd extends Push {

    @Override
    long accept(Object record, Run run) throws Exception {
        return 1;
    }
}

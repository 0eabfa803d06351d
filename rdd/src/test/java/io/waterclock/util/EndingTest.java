// SPDX-License-Identifier: Apache-2.0
package io.waterclock.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.function.Sneaky;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingTest {

    /** As other languages than Java let it pass. */
    @Test
    void stepThatThrowsAnUndeclaredCheckedException_keepsNoneFromBeingTaken() {
        List<String> taken = new ArrayList<>();
        IOException first = new IOException("first");
        Error second = new AssertionError("second");
        assertThatThrownBy(() -> Ending.all(
                        () -> taken.add("before"),
                        () -> {
                            throw Sneaky.unchecked(first);
                        },
                        () -> {
                            throw second;
                        },
                        () -> taken.add("after")))
                .isSameAs(first)
                .hasSuppressedException(second);
        assertThat(taken).containsExactly("before", "after");
    }
}

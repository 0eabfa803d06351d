// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.proofs.Linear;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@link PrivateTypes}: classes are numbered once. Without the monitor two get the same number, or one gets two. */
public class PrivateTypesProof {
    private final PrivateTypes types = new PrivateTypes();

    @Operation
    public int one() {
        return types.numberOf(String.class);
    }

    @Operation
    public int other() {
        return types.numberOf(Integer.class);
    }

    @Operation
    public @Nullable String first() {
        Class<?> type = types.typeOf(0);
        return type == null ? null : type.getName();
    }

    @Operation
    public @Nullable String second() {
        Class<?> type = types.typeOf(1);
        return type == null ? null : type.getName();
    }

    @Test
    void isLinearizable() {
        Linear.checkLong(PrivateTypesProof.class);
    }
}

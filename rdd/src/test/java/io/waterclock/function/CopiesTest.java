// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopiesTest {

    /** Not serializable on purpose: it never goes into the bytes. */
    private static final class Variable implements SharedVariable {
        private final List<Variable> made = new ArrayList<>();
        private final boolean copied;

        Variable(boolean copied) {
            this.copied = copied;
        }

        @Override
        public boolean isSafeInTasks() {
            return !copied;
        }

        @Override
        public SharedVariable inTask() {
            if (!copied) {
                return this;
            }
            made.add(new Variable(false));
            return made.get(made.size() - 1);
        }
    }

    private record Holder(SharedVariable first, SharedVariable second, ArrayList<Object> list)
            implements Serializable {}

    @Test
    void variables_areLeftOut_andPutIntoEachCopy() throws IOException, ClassNotFoundException {
        Variable shared = new Variable(false);
        Variable perTask = new Variable(true);
        Holder holder = new Holder(shared, perTask, new ArrayList<>(List.of("a", shared, perTask)));
        List<SharedVariable> variables = new ArrayList<>();
        byte[] bytes = Copies.serialize(holder, variables);
        assertThat(variables).containsExactly(shared, perTask);
        for (int i = 0; i < 2; i++) {
            Holder copy = (Holder) Copies.deserialize(bytes, holder, variables);
            assertThat(copy.first).isSameAs(shared);
            assertThat(copy.second).isSameAs(perTask.made.get(i));
            assertThat(copy.list).isNotSameAs(holder.list).containsExactly("a", shared, perTask.made.get(i));
            assertThat(perTask.made).hasSize(i + 1);
        }
    }
}

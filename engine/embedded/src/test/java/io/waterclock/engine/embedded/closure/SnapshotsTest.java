// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

    /** In the middle of being copied, another thread's change comes: once. */
    private static final class ChangedMeanwhile extends HashMap<String, Integer> {
        private static final long serialVersionUID = 1L;
        private boolean changed;

        ChangedMeanwhile() {
            super(Map.of("a", 1));
        }

        @Override
        public Object clone() {
            if (!changed) {
                changed = true;
                put("a", 2);
            }
            return super.clone();
        }
    }

    private static final class SetChangedMeanwhile extends HashSet<String> {
        private static final long serialVersionUID = 1L;
        private boolean changed;

        SetChangedMeanwhile() {
            super(Set.of("a"));
        }

        @Override
        public Object clone() {
            if (!changed) {
                changed = true;
                clear();
                add("b");
            }
            return super.clone();
        }
    }

    /** What was noted of it and what was copied differ then: remembered, the copy would be taken for what was noted. */
    @Test
    void mapThatIsChangedWhileItIsCopied_isNotRemembered() {
        Snapshots snapshots = new Snapshots();
        HashMap<String, Integer> map = new ChangedMeanwhile();
        snapshots.of(map);
        map.put("a", 1);
        assertThat(snapshots.of(map).get("a")).isEqualTo(1);
        map.put("a", 3);
        assertThat(snapshots.of(map).get("a")).isEqualTo(3);
    }

    @Test
    void setThatIsChangedWhileItIsCopied_isNotRemembered() {
        Snapshots snapshots = new Snapshots();
        HashSet<String> set = new SetChangedMeanwhile();
        snapshots.of(set);
        set.clear();
        set.add("a");
        assertThat(snapshots.of(set).contains("a")).isTrue();
        assertThat(snapshots.of(set).contains("b")).isFalse();
    }

    @Test
    void whatHasNotChanged_isCopiedOnce_andMutableContentNotAtAll() {
        Snapshots snapshots = new Snapshots();
        int[] clones = {0};
        HashMap<Object, Object> map = new HashMap<>(Map.of("a", 1)) {
            private static final long serialVersionUID = 1L;

            @Override
            public Object clone() {
                clones[0]++;
                return super.clone();
            }
        };
        for (int i = 0; i < 5; i++) {
            assertThat(snapshots.of(map)).isEqualTo(Map.of("a", 1));
        }
        assertThat(clones[0]).isEqualTo(1);
        map.put("b", new HashSet<>());
        assertThat(snapshots.of(map)).isNull();
        assertThat(snapshots.of(new HashSet<>(List.of(new HashSet<>())))).isNull();
    }
}

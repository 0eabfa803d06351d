// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.source.LocalListSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LineageAttachmentsTest {

    private static Lineage node() {
        return new Lineage.Source(Operator.of("parallelize"), LocalListSource.of("parallelize", List.of(1), 1));
    }

    @Test
    void ownersHaveAttachmentsOfTheirOwn() {
        Lineage node = node();
        Object one = new Object();
        Object other = new Object();

        assertThat(node.attached(one, String.class)).isNull();
        assertThat(node.attach(one, String.class, () -> "one")).isEqualTo("one");
        assertThat(node.attached(other, String.class)).isNull();
        assertThat(node.attach(other, String.class, () -> "other")).isEqualTo("other");
        assertThat(node.attach(one, String.class, () -> "again")).isEqualTo("one");
        assertThat(node.attached(other, String.class)).isEqualTo("other");
        assertThat(node().attached(one, String.class)).isNull();
    }

    /** With a plain write in the place of the exchange some owner's attachment is lost, and made twice. */
    @Test
    @Timeout(180)
    void threadsThatComeAtOnce_getTheSame() throws Exception {
        int threads = 4;
        CyclicBarrier together = new CyclicBarrier(threads + 1);
        Lineage[] current = new Lineage[1];
        Object[] owners = {new Object(), new Object()};
        Set<Object> got = ConcurrentHashMap.newKeySet();
        AtomicInteger failed = new AtomicInteger();
        for (int t = 0; t < threads; t++) {
            Object owner = owners[t % owners.length];
            Thread thread = new Thread(() -> {
                try {
                    for (int round = 0; round < 3_000; round++) {
                        together.await();
                        got.add(current[0].attach(owner, Object.class, Object::new));
                        together.await();
                    }
                } catch (Exception e) {
                    failed.incrementAndGet();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        for (int round = 0; round < 3_000; round++) {
            current[0] = node();
            got.clear();
            together.await();
            together.await();
            assertThat(got).as("round %d", round).hasSize(owners.length);
            for (Object owner : owners) {
                assertThat(got).contains(current[0].attached(owner, Object.class));
            }
        }
        assertThat(failed).hasValue(0);
    }
}

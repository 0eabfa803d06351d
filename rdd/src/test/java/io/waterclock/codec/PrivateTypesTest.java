// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PrivateTypesTest {
    private static final int THREADS = 4;

    /** Fails without the lock: two threads give one class two numbers, or two classes one. */
    @Test
    void numbersOfManyThreads_areOneAClass_andLeadBackToIt() throws Exception {
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> type : List.of(int.class, String.class, Object.class, List.class, Set.class, Future.class)) {
            Class<?> array = type;
            for (int i = 0; i < 40; i++) {
                array = array.arrayType();
                classes.add(array);
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < 300; round++) {
                PrivateTypes types = new PrivateTypes();
                CyclicBarrier together = new CyclicBarrier(THREADS);
                Callable<List<Integer>> numbering = () -> {
                    together.await();
                    List<Integer> numbers = new ArrayList<>();
                    classes.forEach(type -> numbers.add(types.numberOf(type)));
                    return numbers;
                };
                List<Future<List<Integer>>> all = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    all.add(threads.submit(numbering));
                }
                List<Integer> first = all.get(0).get();
                for (Future<List<Integer>> each : all) {
                    assertThat(each.get()).as("round %d", round).isEqualTo(first);
                }
                assertThat(new HashSet<>(first)).hasSize(classes.size());
                for (int i = 0; i < first.size(); i++) {
                    assertThat(types.typeOf(first.get(i))).isEqualTo(classes.get(i));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.engine.embedded.shuffle.pairs.KeyTable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;

class TemplateSizeTest {
    /** HotSpot's FreqInlineSize: a hot method that is longer is called, not inlined. */
    private static final int FREQ_INLINE_SIZE = 325;

    /** HotSpot's HugeMethodLimit: a method that is longer is never compiled. Loops stand alone, so this is their only limit. */
    private static final int HUGE_METHOD_LIMIT = 8_000;

    private static final Set<String> LOOPS = Set.of("run", "drain");

    @ParameterizedTest
    @ValueSource(
            classes = {
                LoopTemplate.class,
                StepTemplate.class,
                FlatMapTemplate.class,
                CountEnd.class,
                BufferEnd.class,
                ForeachEnd.class,
                ReduceEnd.class,
                AggregateEnd.class,
                CombineEnd.class,
                RawShuffleEnd.class
            })
    void everyMethodOfATemplate_isShortEnoughToBeInlined(Class<?> template) {
        Map<String, Integer> sizes = sizes(template, CodeSizeEvaluator::getMaxSize);
        assertThat(sizes.keySet())
                .extracting(TemplateSizeTest::name)
                .contains(template == LoopTemplate.class ? "run" : template == StepTemplate.class ? "apply" : "accept");
        assertThat(sizes)
                .allSatisfy((method, size) -> assertThat(size)
                        .as(method)
                        .isLessThanOrEqualTo(LOOPS.contains(name(method)) ? HUGE_METHOD_LIMIT : FREQ_INLINE_SIZE));
    }

    @Test
    void whatANewKeyTakes_isTooLongToBeInlinedIntoATemplate() {
        assertThat(sizes(KeyTable.class, CodeSizeEvaluator::getMinSize).get("number(Ljava/lang/Object;I)I"))
                .isGreaterThan(FREQ_INLINE_SIZE);
    }

    private static String name(String method) {
        return method.substring(0, method.indexOf('('));
    }

    /** The bytes of each method, by name and descriptor. */
    private static Map<String, Integer> sizes(Class<?> template, ToIntFunction<CodeSizeEvaluator> size) {
        Map<String, Integer> sizes = new TreeMap<>();
        new ClassReader(Specializer.bytes(template))
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                return new CodeSizeEvaluator(null) {
                                    @Override
                                    public void visitEnd() {
                                        sizes.put(name + descriptor, size.applyAsInt(this));
                                    }
                                };
                            }
                        },
                        0);
        sizes.remove("<clinit>()V"); // runs once
        return sizes;
    }
}

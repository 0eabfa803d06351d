// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class, or one test, a {@link io.waterclock.testkit.StreamingTestKit} of its own: the test method and the methods before and
 * after each test take it as a parameter, all the same one. It is closed, and what is left is looked at, when the methods after the test are
 * done. A test that doesn't ask for one has none.
 *
 * <pre>{@code
 * @StreamingTest(batchMs = 500)
 * class WordCountTest {
 *   @Test
 *   void words_areCounted(StreamingTestKit kit) { … }
 * }
 * }</pre>
 *
 * <p>What stands at a method goes before what stands at its class, as a whole. It may stand at an annotation of the project's own too. For what can't be said here, see {@link
 * StreamingTestExtension#with}.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StreamingTestExtension.class)
public @interface StreamingTest {
    /** Stands for another seed in each process, or that of {@code -Dwaterclock.test.seed}. */
    long ANY_SEED = Long.MIN_VALUE;

    /** The batch interval, in milliseconds. */
    long batchMs() default 1_000;

    /** See {@link io.waterclock.testkit.StreamingTestKit.Builder#master}. */
    String master() default "local";

    /** See {@link io.waterclock.testkit.StreamingTestKit.Builder#seed}. */
    long seed() default ANY_SEED;

    /** See {@link io.waterclock.testkit.StreamingTestKit.Builder#hostile}. */
    boolean hostile() default true;

    /** Settings, each {@code key=value}. */
    String[] settings() default {};
}

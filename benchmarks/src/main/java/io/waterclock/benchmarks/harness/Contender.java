// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

/**
 * One way to do a benchmark's work. All contenders of a case live in one JVM, get the same input and take turns.
 *
 * <p>All methods are called by one thread, in this order: {@link #setUp}, {@link #pollute}, {@link #job} any number of
 * times, {@link #close}.
 */
public interface Contender {

    /** What the table calls it; unique in its case. */
    String name();

    /** Makes ready what is not to be measured. */
    void setUp() throws Exception;

    /**
     * Runs other work through the same code, so that classes which a real program's pipelines share have seen more than
     * one user: a JIT compiler that has seen only the measured one flatters it. Not called where nothing is warmed up.
     */
    default void pollute() throws Exception {}

    /**
     * The work, once. This is what is timed.
     *
     * @return a checksum of the result; equal for all contenders and all jobs of a case, or the run fails
     */
    long job() throws Exception;

    /** Whether even an empty job takes it milliseconds, so that cases of tiny jobs give it fewer of them. */
    default boolean isHeavy() {
        return false;
    }

    void close() throws Exception;
}

// SPDX-License-Identifier: Apache-2.0
/**
 * The programs that are compared, for Spark Streaming. The build makes the package {@code here} of this one, for Waterclock, by the changes that the guide
 * to migration lists; so a program that isn't right after these changes doesn't compile, or differs. Read {@link
 * io.waterclock.tests.spark.there.RandomProgram} first.
 *
 * <p>Step of the record's journey: none, it watches all of them from outside.
 */
@NullMarked
package io.waterclock.tests.spark.there;

import org.jspecify.annotations.NullMarked;

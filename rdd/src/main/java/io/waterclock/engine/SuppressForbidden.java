// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Permits calls that the build bans, for example reading the system's clock in the one class that does.
 *
 * <p>It covers the annotated element with the lambdas written in it, and nothing beyond.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.CONSTRUCTOR, ElementType.METHOD, ElementType.FIELD})
public @interface SuppressForbidden {

    /** Why this is the place for it. */
    String value();
}

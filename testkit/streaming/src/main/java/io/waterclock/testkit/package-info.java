/**
 * What a streaming program is tested with: a clock turned by hand, inputs pushed and outputs read batch by batch, without
 * a thread or a sleep.
 *
 * <p>Step of the record's journey: none; here the whole journey is walked by hand.
 */
@NullMarked
package io.waterclock.testkit;

import org.jspecify.annotations.NullMarked;

/**
 * What engines are tested with: the naive sequential engine, which is the oracle, and the contract that every engine
 * passes. It sees the SPI and no other engine.
 *
 * <p>Step of the record's journey: none; here steps 6 to 10 are judged.
 */
@NullMarked
package io.waterclock.testkit.engine;

import org.jspecify.annotations.NullMarked;

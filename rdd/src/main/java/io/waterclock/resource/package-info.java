/**
 * Devices beside processors that a cluster may assign to tasks.
 *
 * <p>Step of the record's journey: 9, in a fused task. Read {@link io.waterclock.resource.ResourceInformation}, the only type.
 *
 * <p>Never assigns anything: an engine does, and the embedded one has none to assign.
 */
@NullMarked
package io.waterclock.resource;

import org.jspecify.annotations.NullMarked;

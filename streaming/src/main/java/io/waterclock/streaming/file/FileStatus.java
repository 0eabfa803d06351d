// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import java.net.URI;

/**
 * A file that is in a batch, as it was when the batch was made.
 *
 * @param uri where it is, in a form that can be sent and opened
 * @param path the same for people
 * @param length in bytes
 * @param modifiedMs when it was last changed, in milliseconds since the epoch
 */
public record FileStatus(URI uri, String path, long length, long modifiedMs) {}

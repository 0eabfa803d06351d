/**
 * Sources that come with the system and push: sockets.
 *
 * <p>Step of the record's journey: 1, outside, at the other end of a connection. Read {@link
 * io.waterclock.streaming.source.SocketTextReceiver} first.
 *
 * <p>A source is an ordinary {@link io.waterclock.streaming.receiver.Receiver}: it uses nothing that a user's own
 * receiver couldn't.
 */
@NullMarked
package io.waterclock.streaming.source;

import org.jspecify.annotations.NullMarked;

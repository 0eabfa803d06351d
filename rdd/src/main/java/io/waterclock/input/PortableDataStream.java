// SPDX-License-Identifier: Apache-2.0
package io.waterclock.input;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.file.FileStreams;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Path;

/** A file that a task opens when it likes, as often as it likes; what {@code binaryFiles} gives. The bytes are those on the disk, compressed or not. */
public final class PortableDataStream implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Arrays can't be longer. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

    private final URI file;

    PortableDataStream(URI file) {
        this.file = file;
    }

    /** A new stream, from the first byte; the caller closes it. */
    public DataInputStream open() {
        return new DataInputStream(new BufferedInputStream(Channels.newInputStream(FileStreams.open(path()))));
    }

    /**
     * All bytes.
     *
     * @throws WaterclockException with code INPUT_FAILED when it has 2 GB or more, or reading fails
     */
    public byte[] toArray() {
        try (var channel = FileStreams.open(path())) {
            if (channel.size() > MOST_BYTES) {
                throw new WaterclockException(
                        ErrorCode.INPUT_FAILED,
                        path() + " has " + channel.size() + " bytes, and an array has at most " + MOST_BYTES
                                + ". Read it piece by piece, with open()");
            }
            return Channels.newInputStream(channel).readAllBytes();
        } catch (IOException e) {
            throw FileStreams.failed(path(), "can't be read", e);
        }
    }

    /** The name that is the key in {@code binaryFiles}: {@code file:} and the absolute path. */
    public String getPath() {
        return nameOf(path());
    }

    private Path path() {
        return Path.of(file);
    }

    /** As Hadoop writes local files, without escapes: what {@code textFile} takes for a path. */
    static String nameOf(Path path) {
        return "file:" + path;
    }

    @Override
    public String toString() {
        return getPath();
    }
}

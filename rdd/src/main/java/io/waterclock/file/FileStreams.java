// SPDX-License-Identifier: Apache-2.0
package io.waterclock.file;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.compress.CompressionCodec;
import io.waterclock.compress.CompressionCodecs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens input files in tasks. */
public final class FileStreams {
    private FileStreams() {}

    /** @throws WaterclockException with code INPUT_NOT_FOUND when the file is gone, INPUT_FAILED when it can't be opened */
    public static FileChannel open(Path path) {
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new WaterclockException(
                    ErrorCode.INPUT_NOT_FOUND,
                    path + " was there when the input was listed, and is gone. "
                            + "Input files must stay until the last job that reads them has ended",
                    e);
        } catch (IOException e) {
            throw failed(path, "can't be opened", e);
        }
    }

    /** What a file whose name tells of a compression holds; {@code in} itself of any other. */
    public static InputStream uncompressed(String operator, Path path, InputStream in) throws IOException {
        CompressionCodec codec = CompressionCodecs.installed().ofFile(operator, path.toString());
        return codec == null ? in : codec.createInputStream(in);
    }

    public static WaterclockException failed(Path path, String what, IOException e) {
        return new WaterclockException(ErrorCode.INPUT_FAILED, path + " " + what + ": " + IoErrors.reason(e), e);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import java.io.Serializable;
import java.util.Iterator;

/** A directory of part files. */
public final class TextOutput implements Serializable {
    private static final long serialVersionUID = 1L;

    public static TextOutput create(String path) {
        throw new IllegalStateException("to be written");
    }

    public Long writePart(int partition, Iterator<?> records) {
        throw new IllegalStateException("to be written");
    }

    public void commit() {}
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.engine.Block;
import io.waterclock.rdd.StorageLevel;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

public abstract class Receiver<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final StorageLevel storageLevel;

    public Receiver() {
        this(StorageLevel.MEMORY_ONLY);
    }

    public Receiver(StorageLevel storageLevel) {
        this.storageLevel = storageLevel;
    }

    public abstract void onStart();

    public abstract void onStop();

    public Optional<String> preferredLocation() {
        return Optional.empty();
    }

    public final void store(T record) {
        throw new IllegalStateException("to be written");
    }

    public final void store(T record, Object metadata) {
        throw new IllegalStateException("to be written");
    }

    public final void store(Iterator<T> records) {
        throw new IllegalStateException("to be written");
    }

    public final void store(Iterator<T> records, Object metadata) {
        throw new IllegalStateException("to be written");
    }

    public final void store(Collection<T> records) {
        throw new IllegalStateException("to be written");
    }

    public final void store(Collection<T> records, Object metadata) {
        throw new IllegalStateException("to be written");
    }

    public final void store(ByteBuffer bytes) {
        throw new IllegalStateException("to be written");
    }

    public final void store(ByteBuffer bytes, Object metadata) {
        throw new IllegalStateException("to be written");
    }

    public final void store(Block block) {
        throw new IllegalStateException("to be written");
    }

    public final void store(Block block, Object metadata) {
        throw new IllegalStateException("to be written");
    }

    public final void reportError(String message, @Nullable Throwable cause) {
        throw new IllegalStateException("to be written");
    }

    public final void restart(String message) {
        throw new IllegalStateException("to be written");
    }

    public final void restart(String message, @Nullable Throwable cause) {
        throw new IllegalStateException("to be written");
    }

    public final void restart(String message, @Nullable Throwable cause, int delayMs) {
        throw new IllegalStateException("to be written");
    }

    public final void stop(String message) {
        throw new IllegalStateException("to be written");
    }

    public final void stop(String message, @Nullable Throwable cause) {
        throw new IllegalStateException("to be written");
    }

    public final boolean isStarted() {
        throw new IllegalStateException("to be written");
    }

    public final boolean isStopped() {
        throw new IllegalStateException("to be written");
    }

    public final int streamId() {
        throw new IllegalStateException("to be written");
    }

    public final StorageLevel storageLevel() {
        return storageLevel;
    }
}

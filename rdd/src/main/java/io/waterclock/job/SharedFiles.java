// SPDX-License-Identifier: Apache-2.0
package io.waterclock.job;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.util.Given;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Files that a program has named for its tasks. In one JVM a task reads the file itself; its path comes to the task among
 * the job's properties.
 */
public final class SharedFiles {
    /** Followed by the file's name. */
    public static final String PROPERTY = "waterclock.files.";

    private final List<String> jars = new CopyOnWriteArrayList<>();
    private volatile Map<String, String> properties = Map.of();

    /**
     * @param recursive whether it may be a directory
     */
    public synchronized void add(String path, boolean recursive) {
        Path file = existing("addFile", path);
        if (Files.isDirectory(file) && !recursive) {
            throw new IllegalArgumentException(
                    "addFile: " + file + " is a directory; call addFile(path, true) to share all that is in it");
        }
        Map<String, String> changed = new HashMap<>(properties);
        String before = changed.put(PROPERTY + file.getFileName(), file.toString());
        if (before != null && !before.equals(file.toString())) {
            throw new IllegalArgumentException("addFile: " + file.getFileName() + " is the name of " + before
                    + " already; tasks find a file by its name, so give one of them another");
        }
        properties = Map.copyOf(changed);
    }

    public void addJar(String path) {
        String jar = existing("addJar", path).toString();
        if (!jars.contains(jar)) {
            jars.add(jar);
        }
    }

    private static Path existing(String call, String path) {
        Given.given(path, call, "path");
        Path file;
        try {
            file = (path.startsWith("file:") ? Path.of(URI.create(path)) : Path.of(path)).toAbsolutePath();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(call + ": \"" + path + "\" can't be a path here: " + e.getMessage(), e);
        }
        if (!Files.exists(file)) {
            throw new WaterclockException(ErrorCode.INPUT_NOT_FOUND, call + ": there is no file " + file);
        }
        return file;
    }

    public List<String> files() {
        return properties.values().stream().sorted().toList();
    }

    public List<String> jars() {
        return new ArrayList<>(jars);
    }

    /** The properties of a thread's next job, with the files. */
    public Map<String, String> with(Map<String, String> local) {
        Map<String, String> files = properties;
        if (files.isEmpty()) {
            return local;
        }
        Map<String, String> all = new HashMap<>(local);
        all.putAll(files);
        return Map.copyOf(all);
    }
}

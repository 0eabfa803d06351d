// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Directories that a test fills, and that count what they are asked. */
final class FakeDirectories implements WatchedDirectories {
    /** Times of change, by directory and name. */
    final Map<String, Map<String, Long>> files = new TreeMap<>();

    /** Paths of directories and files that can't be looked at; the empty path is that of all. */
    final Set<String> unreadable = new HashSet<>();

    private final Set<String> inside = new HashSet<>();

    int listings;
    int looks;

    FakeDirectories(String... directories) {
        for (String directory : directories) {
            files.put(directory, new TreeMap<>());
        }
    }

    void put(String directory, String name, long modifiedMs) {
        files.get(directory).put(name, modifiedMs);
    }

    /** One in a directory, with a file {@code part} in it; its own path with a slash behind is that of its list. */
    void putDirectory(String directory, String name, long modifiedMs) {
        put(directory, name, modifiedMs);
        inside.add(directory + "/" + name);
    }

    private void requireReadable(String path) throws IOException {
        if (unreadable.contains(path)) {
            throw new AccessDeniedException(path);
        }
    }

    @Override
    public List<Directory> now() throws IOException {
        if (unreadable.contains("")) {
            throw new IOException("the glob can't be matched");
        }
        List<Directory> now = new ArrayList<>();
        files.keySet().forEach(path -> now.add(new FakeDirectory(path)));
        return now;
    }

    private final class FakeDirectory implements Directory {
        private final String path;

        FakeDirectory(String path) {
            this.path = path;
        }

        @Override
        public String path() {
            return path;
        }

        /** One that is unreadable breaks in the midst of it. */
        @Override
        public void forEach(Consumer<Entry> consumer) throws IOException {
            listings++;
            for (Map.Entry<String, Long> file : files.get(path).entrySet()) {
                consumer.accept(new FakeEntry(path, file.getKey(), file.getValue()));
            }
            requireReadable(path);
        }
    }

    private final class FakeEntry implements Entry {
        private final String directory;
        private final String name;
        private final long modifiedMs;

        FakeEntry(String directory, String name, long modifiedMs) {
            this.directory = directory;
            this.name = name;
            this.modifiedMs = modifiedMs;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String path() {
            return directory + "/" + name;
        }

        @Override
        public URI uri() {
            return URI.create("fake:" + path());
        }

        @Override
        public Attributes attributes() throws IOException {
            looks++;
            requireReadable(path());
            return new Attributes(inside.contains(path()), 1, modifiedMs);
        }

        @Override
        public List<FileStatus> filesInside() throws IOException {
            requireReadable(path() + "/");
            return List.of(new FileStatus(URI.create(uri() + "/part"), path() + "/part", 1, modifiedMs));
        }
    }
}

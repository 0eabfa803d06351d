// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import io.waterclock.file.IoErrors;
import io.waterclock.streaming.Limits;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which files are in which batch. A file is in batch t when it was changed at t or before, after the initial threshold and after t less the
 * window, and is in no batch that is remembered: one later than t less the window. Used by one thread, in the order of batches.
 *
 * <p>When there were no batches for longer than the window, or a directory couldn't be listed or a file looked at for so long, it counts from the last batch in which it was:
 * so no file is passed over for the stream's own lateness, and since a file is never in a batch before its own time, none is taken twice.
 *
 * <p>What is listed is mostly old. A file that has been found too old is known by a hash of its name ({@link AgedFiles}), and its attributes are read again, for it may
 * be changed or replaced, after a quarter to half of the window: early enough to be in a batch then, and spread so that each batch looks at few. A thousand
 * are looked at in each batch anyway, so in a directory of ordinary size a changed file is found at once. What a remembered batch has isn't looked at at all.
 */
final class FileSelection {
    private static final long NEVER = Long.MIN_VALUE;

    private final WatchedDirectories directories;
    private long initialMs;
    private final long windowMs;
    private final int mostAged;
    private final int agedLooks;

    private final Map<String, Watched> watched = new HashMap<>();
    private final TreeMap<Long, List<FilePosition.Entry>> batches = new TreeMap<>();
    private final Set<FilePosition.Entry> taken = new HashSet<>();
    private long lastMs = NEVER;

    /** What is remembered of a directory. */
    private static final class Watched {
        /** The last batch for which it could be listed. */
        private long listedMs;

        private AgedFiles aged = new AgedFiles(0);

        Watched(long listedMs) {
            this.listedMs = listedMs;
        }
    }

    /**
     * What was found for a batch.
     *
     * @param files in the order of their times, then of their paths
     * @param taken what these are in the watched directories
     * @param ignored how many were found for the first time, and were too old for any batch
     * @param firstIgnored one of them; null when there are none
     * @param directories how many were there
     * @param problems what couldn't be looked at, and why; the first few
     */
    record Found(
            List<FileStatus> files,
            List<FilePosition.Entry> taken,
            long ignored,
            @Nullable String firstIgnored,
            int directories,
            List<String> problems) {}

    /**
     * @param initialMs only files changed after this, in milliseconds since the epoch
     * @param windowMs a multiple of the batch interval
     */
    FileSelection(WatchedDirectories directories, long initialMs, long windowMs) {
        this(directories, initialMs, windowMs, Limits.AGED_FILES, Limits.AGED_LOOKS);
    }

    FileSelection(WatchedDirectories directories, long initialMs, long windowMs, int mostAged, int agedLooks) {
        this.directories = directories;
        this.initialMs = initialMs;
        this.windowMs = windowMs;
        this.mostAged = mostAged;
        this.agedLooks = agedLooks;
    }

    /** What another selection found for a batch, before this one's first; in the order of time. */
    void restore(long batchMs, FilePosition position) {
        initialMs = Math.min(initialMs, position.sinceMs());
        taken.addAll(position.taken());
        batches.put(batchMs, position.taken());
        lastMs = batchMs;
    }

    /** Only files changed after this are taken. */
    long initialMs() {
        return initialMs;
    }

    /** The files of the next batch. */
    Found select(long batchMs) {
        long windowFromMs = batchMs - windowMs;
        forgetBatches(windowFromMs);
        List<WatchedDirectories.Directory> now;
        try {
            now = directories.now();
        } catch (IOException e) {
            return new Found(List.of(), List.of(), 0, null, 0, List.of(String.valueOf(e.getMessage())));
        }
        watched.keySet()
                .retainAll(now.stream().map(WatchedDirectories.Directory::path).collect(Collectors.toSet()));
        Pass pass = new Pass(batchMs);
        for (WatchedDirectories.Directory directory : now) {
            long since = lastMs == NEVER ? windowFromMs : lastMs;
            pass.list(directory, watched.computeIfAbsent(directory.path(), path -> new Watched(since)));
        }
        lastMs = batchMs;
        List<FileStatus> files = pass.choose();
        return new Found(files, List.copyOf(pass.chosen), pass.ignored, pass.firstIgnored, pass.found, pass.problems);
    }

    /** Their files are too old by now, unless they were changed since; that is seen by looking. */
    private void forgetBatches(long windowFromMs) {
        Map<Long, List<FilePosition.Entry>> past = batches.headMap(windowFromMs, true);
        past.forEach((batchMs, files) -> {
            for (FilePosition.Entry file : files) {
                taken.remove(file);
                Watched directory = watched.get(file.directory());
                if (directory != null) {
                    directory.aged.put(AgedFiles.hashOf(file.name()), batchMs);
                }
            }
        });
        past.clear();
    }

    /** How many files are remembered for being in a batch; for tests. */
    int remembered() {
        return taken.size();
    }

    /** How many files are remembered for being too old; for tests. */
    int aged() {
        return watched.values().stream().mapToInt(one -> one.aged.size()).sum();
    }

    /**
     * A file that may be in the batch.
     *
     * @param fromMs what it had to be changed after
     */
    private record Candidate(
            FilePosition.Entry file,
            WatchedDirectories.Entry entry,
            WatchedDirectories.Attributes attributes,
            String path,
            long fromMs) {
        static final Comparator<Candidate> ORDER = Comparator.comparingLong(
                        (Candidate candidate) -> candidate.attributes.modifiedMs())
                .thenComparing(Candidate::path);
    }

    /** The search for one batch. */
    private final class Pass {
        private final long batchMs;
        private final List<Candidate> candidates = new ArrayList<>();
        private final List<FilePosition.Entry> chosen = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private long ignored;
        private @Nullable String firstIgnored;
        private int found;
        private int freeLooks = agedLooks;
        private int agedBefore;

        Pass(long batchMs) {
            this.batchMs = batchMs;
        }

        void list(WatchedDirectories.Directory directory, Watched state) {
            int candidatesBefore = candidates.size();
            AgedFiles aged = new AgedFiles(state.aged.size());
            try {
                directory.forEach(entry -> look(directory.path(), entry, state, aged));
                state.aged = aged;
                state.listedMs = batchMs;
                found++;
            } catch (NoSuchFileException e) {
                // It went away just now; what was seen of it is gone.
                drop(candidatesBefore);
            } catch (IOException e) {
                found++;
                problem(directory.path(), e);
                drop(candidatesBefore);
            }
            agedBefore += state.aged.size();
        }

        private void drop(int candidatesBefore) {
            candidates.subList(candidatesBefore, candidates.size()).clear();
        }

        private void look(String directory, WatchedDirectories.Entry entry, Watched state, AgedFiles aged) {
            FilePosition.Entry file = new FilePosition.Entry(directory, entry.name());
            if (taken.contains(file)) {
                return;
            }
            long hash = AgedFiles.hashOf(file.name());
            long lookedAtMs = state.aged.get(hash);
            boolean known = lookedAtMs != AgedFiles.UNKNOWN;
            if (known && !isDue(hash, lookedAtMs) && freeLooks-- <= 0) {
                keep(aged, hash, lookedAtMs);
                return;
            }
            long from = Math.min(batchMs - windowMs, state.listedMs);
            from = known ? Math.min(from, lookedAtMs) : from;
            WatchedDirectories.Attributes attributes;
            try {
                attributes = entry.attributes();
            } catch (IOException e) {
                problem(entry.path(), e);
                keep(aged, hash, from); // from where it counts when it can be looked at again
                return;
            }
            if (attributes == null || attributes.modifiedMs() > batchMs) {
                return; // not there, or in a batch to come
            }
            if (attributes.modifiedMs() > Math.max(initialMs, from)) {
                candidates.add(new Candidate(file, entry, attributes, entry.path(), from));
            } else if (keep(aged, hash, batchMs) && !known) {
                ignore(entry);
            }
        }

        /** False when there are too many; it is looked at in each batch then. */
        private boolean keep(AgedFiles aged, long hash, long lookedAtMs) {
            boolean hasRoom = agedBefore + aged.size() < mostAged;
            if (hasRoom) {
                aged.put(hash, lookedAtMs);
            }
            return hasRoom;
        }

        /** Another while each time, or files whose turns fall together once would meet again. */
        private boolean isDue(long hash, long lookedAtMs) {
            long quarter = windowMs / 4;
            return batchMs >= lookedAtMs + quarter + Math.floorMod(AgedFiles.mixed(hash + lookedAtMs), quarter + 1);
        }

        private void ignore(WatchedDirectories.Entry entry) {
            ignored++;
            if (firstIgnored == null) {
                firstIgnored = entry.path();
            }
        }

        private void problem(String path, IOException e) {
            if (problems.size() < Limits.PROBLEMS_SAID) {
                problems.add(path + " (" + IoErrors.reason(e) + ")");
            }
        }

        /** Takes the candidates, in order. */
        List<FileStatus> choose() {
            candidates.sort(Candidate.ORDER);
            List<FileStatus> files = new ArrayList<>(candidates.size());
            for (Candidate candidate : candidates) {
                List<FileStatus> some = filesOf(candidate);
                if (some != null) {
                    files.addAll(some);
                    chosen.add(candidate.file);
                }
            }
            if (!chosen.isEmpty()) {
                taken.addAll(chosen);
                batches.put(batchMs, chosen);
            }
            return List.copyOf(files);
        }

        /** Null when it can't be taken yet. */
        private @Nullable List<FileStatus> filesOf(Candidate candidate) {
            WatchedDirectories.Attributes is = candidate.attributes;
            if (!is.isDirectory()) {
                return List.of(new FileStatus(candidate.entry.uri(), candidate.path, is.length(), is.modifiedMs()));
            }
            try {
                return candidate.entry.filesInside();
            } catch (IOException e) {
                problem(candidate.path, e);
                Watched directory = watched.get(candidate.file.directory());
                if (directory != null) {
                    keep(directory.aged, AgedFiles.hashOf(candidate.file.name()), candidate.fromMs);
                }
                return null;
            }
        }
    }
}

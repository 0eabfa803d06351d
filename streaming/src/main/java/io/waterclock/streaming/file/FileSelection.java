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
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which files are in which batch. A file is in batch t when it was changed at t or before, after the initial threshold and after t less the
 * window, and is in no batch that is remembered: one later than t less the window. Used by one thread, in the order of batches.
 *
 * <p>A batch stands for those before it that weren't made, or in which a directory couldn't be listed or a file looked at: it takes what any of them could have had, so its window
 * begins with that of the first of them, and what was taken is remembered from there on. So no file is passed over for the stream's own lateness, and since a file is never
 * in a batch before its own time, none is taken twice. A position has where the windows begin, so it is the same after a restart.
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
    private final long intervalMs;
    private final int mostAged;
    private final int agedLooks;

    private final Map<String, Watched> watched = new HashMap<>();

    /** In which batch they are; until they are looked at when they could be taken again. */
    private final Map<FilePosition.Entry, Long> taken = new HashMap<>();

    /** The same by the time of the batch, so that what is to be forgotten is found. */
    private final TreeMap<Long, Set<FilePosition.Entry>> takenAt = new TreeMap<>();

    /** Where the next batch's window begins, in directories that aren't watched yet. */
    private long fromMs = NEVER;

    /** What is remembered of a directory. */
    private static final class Watched {
        /** Where the next batch's window begins. */
        private long fromMs;

        /** The same, of the last batch for which it could be listed. */
        private long listedFromMs = NEVER;

        private AgedFiles aged = new AgedFiles(0);

        /** By name, files that couldn't be looked at, and where the next batch's window begins for them. */
        private Map<String, Long> unseen = new HashMap<>();

        Watched(long fromMs) {
            this.fromMs = fromMs;
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
     * @param intervalMs of batches
     */
    FileSelection(WatchedDirectories directories, long initialMs, long windowMs, long intervalMs) {
        this(directories, initialMs, windowMs, intervalMs, Limits.AGED_FILES, Limits.AGED_LOOKS);
    }

    FileSelection(
            WatchedDirectories directories,
            long initialMs,
            long windowMs,
            long intervalMs,
            int mostAged,
            int agedLooks) {
        this.directories = directories;
        this.initialMs = initialMs;
        this.windowMs = windowMs;
        this.intervalMs = intervalMs;
        this.mostAged = mostAged;
        this.agedLooks = agedLooks;
    }

    /** What another selection found for a batch, before this one's first; in the order of time. */
    void restore(long batchMs, FilePosition position) {
        FilePosition.Behind behind = position.behind();
        initialMs = Math.min(initialMs, position.sinceMs());
        fromMs = position.fromMs();
        forget(batchMs - position.windowMs(), file -> Long.MAX_VALUE);
        behind.taken().forEach(this::take);
        position.taken().forEach(file -> take(file, batchMs));
        watched.clear();
        behind.directories().forEach((directory, ms) -> watched.put(directory, new Watched(ms)));
        behind.files().forEach((file, ms) -> watched(file.directory()).unseen.put(file.name(), ms));
    }

    /** Of the batch that was selected last. */
    FilePosition position(long batchMs, Found found) {
        Map<String, Long> unlisted = new HashMap<>();
        Map<FilePosition.Entry, Long> unseen = new HashMap<>();
        watched.forEach((directory, state) -> {
            if (state.fromMs != fromMs) {
                unlisted.put(directory, state.fromMs);
            }
            state.unseen.forEach((name, ms) -> unseen.put(new FilePosition.Entry(directory, name), ms));
        });
        Map<FilePosition.Entry, Long> takenBefore = new HashMap<>();
        takenAt.headMap(batchMs - windowMs, true) // later ones are in the positions of their batches
                .forEach((takenMs, files) -> files.forEach(file -> takenBefore.put(file, takenMs)));
        return new FilePosition(
                found.files(),
                found.taken(),
                found.ignored(),
                initialMs,
                windowMs,
                fromMs,
                new FilePosition.Behind(unlisted, unseen, takenBefore));
    }

    private Watched watched(String directory) {
        return watched.computeIfAbsent(directory, path -> new Watched(fromMs));
    }

    /** Where the window of the batch behind this one begins. It never goes back, for what was taken is forgotten: a restart may have made the window longer. */
    private long after(long batchMs, long beforeMs) {
        return Math.max(beforeMs, batchMs + intervalMs - windowMs);
    }

    /** The files of the next batch. */
    Found select(long batchMs) {
        fromMs = fromMs == NEVER ? batchMs - windowMs : fromMs;
        List<WatchedDirectories.Directory> now;
        try {
            now = directories.now();
        } catch (IOException e) {
            return new Found(List.of(), List.of(), 0, null, 0, List.of(String.valueOf(e.getMessage())));
        }
        watched.keySet()
                .retainAll(now.stream().map(WatchedDirectories.Directory::path).collect(Collectors.toSet()));
        now.forEach(directory -> watched(directory.path()));
        Pass pass = new Pass(batchMs);
        for (WatchedDirectories.Directory directory : now) {
            pass.list(directory, watched(directory.path()));
        }
        List<FileStatus> files = pass.choose();
        forgetWhatWasLookedAtSince();
        fromMs = after(batchMs, fromMs);
        return new Found(files, List.copyOf(pass.chosen), pass.ignored, pass.firstIgnored, pass.found, pass.problems);
    }

    private void take(FilePosition.Entry file, long takenMs) {
        Long before = taken.put(file, takenMs);
        if (before != null) {
            forget(before, file);
        }
        takenAt.computeIfAbsent(takenMs, ms -> new HashSet<>()).add(file);
    }

    private void forget(long takenMs, FilePosition.Entry file) {
        Set<FilePosition.Entry> files = takenAt.get(takenMs);
        if (files != null && files.remove(file) && files.isEmpty()) {
            takenAt.remove(takenMs);
        }
    }

    private void forgetWhatWasLookedAtSince() {
        long latest = fromMs;
        for (Watched directory : watched.values()) {
            latest = Math.max(latest, directory.listedFromMs);
        }
        forget(latest, this::forgottenMs);
    }

    /** Forgets what was taken up to a batch, if for its directory that is not after what is said. */
    private void forget(long upToMs, ToLongFunction<FilePosition.Entry> forgottenMs) {
        takenAt.headMap(upToMs, true).entrySet().removeIf(batch -> {
            batch.getValue().removeIf(file -> {
                boolean isForgotten = batch.getKey() <= forgottenMs.applyAsLong(file);
                if (isForgotten) {
                    taken.remove(file);
                }
                return isForgotten;
            });
            return batch.getValue().isEmpty();
        });
    }

    /** Up to which batch it isn't remembered that it was taken: it was looked at since. */
    private long forgottenMs(FilePosition.Entry file) {
        Watched directory = watched.get(file.directory());
        return directory == null ? fromMs : directory.listedFromMs;
    }

    /** How many files are remembered for being in a batch; for tests. */
    int remembered() {
        return taken.size();
    }

    /** How many files are remembered for being too old; for tests. */
    int aged() {
        return watched.values().stream().mapToInt(one -> one.aged.size()).sum();
    }

    /** A file or directory of files that is in the batch. */
    private record Candidate(FilePosition.Entry file, long modifiedMs, String path, List<FileStatus> files) {
        static final Comparator<Candidate> ORDER =
                Comparator.comparingLong(Candidate::modifiedMs).thenComparing(Candidate::path);
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
        private int unseenBefore;

        Pass(long batchMs) {
            this.batchMs = batchMs;
        }

        void list(WatchedDirectories.Directory directory, Watched state) {
            int candidatesBefore = candidates.size();
            AgedFiles aged = new AgedFiles(state.aged.size());
            Map<String, Long> unseen = new HashMap<>();
            try {
                directory.forEach(entry -> look(directory.path(), entry, state, aged, unseen));
                state.aged = aged;
                state.unseen = unseen;
                state.listedFromMs = state.fromMs;
                state.fromMs = after(batchMs, state.fromMs);
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
            unseenBefore += state.unseen.size();
        }

        private void drop(int candidatesBefore) {
            candidates.subList(candidatesBefore, candidates.size()).clear();
        }

        private void look(
                String directory,
                WatchedDirectories.Entry entry,
                Watched state,
                AgedFiles aged,
                Map<String, Long> unseen) {
            FilePosition.Entry file = new FilePosition.Entry(directory, entry.name());
            Long takenMs = taken.get(file);
            if (takenMs != null && takenMs > state.fromMs) {
                return;
            }
            long hash = AgedFiles.hashOf(file.name());
            long lookedAtMs = takenMs != null ? takenMs : state.aged.get(hash);
            boolean known = lookedAtMs != AgedFiles.UNKNOWN;
            if (known && !isDue(hash, lookedAtMs) && freeLooks-- <= 0) {
                keep(aged, hash, lookedAtMs);
                return;
            }
            long from = known ? Math.min(state.fromMs, lookedAtMs) : state.fromMs;
            from = Math.min(from, state.unseen.getOrDefault(file.name(), from));
            try {
                WatchedDirectories.Attributes attributes = entry.attributes();
                if (attributes == null || attributes.modifiedMs() > batchMs) {
                    return; // not there, or in a batch to come
                }
                if (attributes.modifiedMs() > Math.max(initialMs, from)) {
                    List<FileStatus> files = filesOf(entry, attributes);
                    if (files != null) {
                        candidates.add(new Candidate(file, attributes.modifiedMs(), entry.path(), files));
                    }
                } else if (keep(aged, hash, batchMs) && !known) {
                    ignore(entry);
                }
            } catch (IOException e) {
                problem(entry.path(), e);
                if (unseenBefore + unseen.size() < Limits.UNSEEN_FILES) {
                    unseen.put(file.name(), from);
                } else {
                    keep(aged, hash, from); // from where it counts when it can be looked at again, in this run
                }
            }
        }

        /** Null when it can't be taken yet. */
        private @Nullable List<FileStatus> filesOf(WatchedDirectories.Entry entry, WatchedDirectories.Attributes is)
                throws IOException {
            return is.isDirectory()
                    ? entry.filesInside()
                    : List.of(new FileStatus(entry.uri(), entry.path(), is.length(), is.modifiedMs()));
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
                files.addAll(candidate.files);
                chosen.add(candidate.file);
                take(candidate.file, batchMs);
            }
            return List.copyOf(files);
        }
    }
}

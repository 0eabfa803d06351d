// SPDX-License-Identifier: Apache-2.0
package io.waterclock.job;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a thread has said about the jobs that it runs from now on. A thread begins with what the one that made it had said
 * by then. Maps are never changed, so that a job holds on to the one of its start.
 */
public final class LocalProperties {
    public static final String GROUP = "waterclock.jobGroup.id";
    public static final String DESCRIPTION = "waterclock.job.description";
    public static final String TAGS = "waterclock.job.tags";
    public static final String CALL_SITE = "waterclock.job.callSite";
    private static final String SEPARATOR = ",";

    private final InheritableThreadLocal<Map<String, String>> all = new InheritableThreadLocal<>() {
        @Override
        protected Map<String, String> initialValue() {
            return Map.of();
        }
    };

    public Map<String, String> all() {
        return all.get();
    }

    public void setAll(Map<String, String> properties) {
        all.set(Map.copyOf(properties));
    }

    public @Nullable String get(String key) {
        return all.get().get(key);
    }

    /** Null removes it. */
    public void set(String key, @Nullable String value) {
        Map<String, String> changed = new HashMap<>(all.get());
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        all.set(Map.copyOf(changed));
    }

    /** The tags of the calling thread, in the order in which they were added; a fresh set. */
    public Set<String> tags() {
        return tagsOf(all.get());
    }

    static Set<String> tagsOf(Map<String, String> properties) {
        String joined = properties.get(TAGS);
        return joined == null ? new LinkedHashSet<>() : new LinkedHashSet<>(List.of(joined.split(SEPARATOR)));
    }

    public void addTag(String tag) {
        Set<String> tags = tags();
        tags.add(checked("addJobTag", tag));
        set(TAGS, String.join(SEPARATOR, tags));
    }

    public void removeTag(String tag) {
        Set<String> tags = tags();
        tags.remove(checked("removeJobTag", tag));
        set(TAGS, tags.isEmpty() ? null : String.join(SEPARATOR, tags));
    }

    /**
     * A tag that can be one.
     *
     * @throws IllegalArgumentException when it is null, empty or has a comma
     */
    public static String checked(String call, @Nullable String tag) {
        if (tag == null || tag.isEmpty() || tag.contains(SEPARATOR)) {
            throw new IllegalArgumentException(
                    call + ": a job tag is a text that isn't empty and has no comma, not \"" + tag + "\"");
        }
        return tag;
    }
}

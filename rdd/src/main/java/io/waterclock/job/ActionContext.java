// SPDX-License-Identifier: Apache-2.0
package io.waterclock.job;

import io.waterclock.ConfigKey;
import io.waterclock.FutureAction;
import io.waterclock.codec.Codecs;
import io.waterclock.function.Function;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PartitionResults;
import io.waterclock.rdd.RDDContext;
import io.waterclock.rdd.StorageLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A context as an asynchronous action sees it: whatever jobs it runs are its caller's, and end with it. */
final class ActionContext implements RDDContext {
    private final RDDContext context;
    private final Jobs jobs;
    private final Operator operator;
    private final Map<String, String> properties;
    private final Cancellation cancellation = new Cancellation();
    private final List<Integer> jobIds = new ArrayList<>(1);

    ActionContext(RDDContext context, Jobs jobs, Operator operator, Map<String, String> properties) {
        this.context = context;
        this.jobs = jobs;
        this.operator = operator;
        this.properties = properties;
    }

    Operator operator() {
        return operator;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    List<Integer> jobIds() {
        synchronized (jobIds) {
            return List.copyOf(jobIds);
        }
    }

    @Override
    public Codecs codecs() {
        return context.codecs();
    }

    @Override
    public <T> T setting(ConfigKey<T> key) {
        return context.setting(key);
    }

    @Override
    public <R> List<R> runJob(
            Lineage lineage,
            List<Integer> partitions,
            Action<R> action,
            String name,
            @Nullable PartitionResults<R> results) {
        int id = jobs.nextId();
        synchronized (jobIds) {
            jobIds.add(id);
        }
        return jobs.run(id, lineage, partitions, action, operator, properties, cancellation, results);
    }

    @Override
    public <T> FutureAction<T> submit(String name, Function<RDDContext, T> body) {
        return context.submit(name, body);
    }

    @Override
    public Object owner() {
        return context.owner();
    }

    @Override
    public int nextRddId() {
        return context.nextRddId();
    }

    @Override
    public int byKeyPartitions(int mostOfParents) {
        return context.byKeyPartitions(mostOfParents);
    }

    @Override
    public void persist(Lineage lineage, StorageLevel level) {
        context.persist(lineage, level);
    }

    @Override
    public void unpersist(Lineage lineage, boolean blocking) {
        context.unpersist(lineage, blocking);
    }

    @Override
    public StorageLevel storageLevel(Lineage lineage) {
        return context.storageLevel(lineage);
    }

    @Override
    public Lineage checkpoint(Lineage lineage, int rddId, boolean local) {
        return context.checkpoint(lineage, rddId, local);
    }

    @Override
    public boolean isCheckpointed(Lineage lineage) {
        return context.isCheckpointed(lineage);
    }

    @Override
    public @Nullable String checkpointFile(Lineage lineage) {
        return context.checkpointFile(lineage);
    }
}

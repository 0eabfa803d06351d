// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.rdd.Broadcast;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.LongAccumulator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaterclockContextTest {
    private final NoEngine engine = new NoEngine();

    private WaterclockContext open(WaterclockConf conf) {
        return new WaterclockContext(conf, engine);
    }

    private WaterclockContext open() {
        return open(new WaterclockConf(false));
    }

    private static void assertFails(ErrorCode code, String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(message);
    }

    @Test
    void withoutAMaster_thereIsNoContext() {
        assertFails(
                ErrorCode.BAD_CONFIGURATION,
                "No master URL is set. Call conf.setMaster(\"local[2]\"), or set the system property waterclock.master",
                () -> new WaterclockContext(new WaterclockConf(false)));
    }

    @Test
    void withoutAnEngineOnTheClassPath_itSaysWhatToAdd() {
        assertFails(
                ErrorCode.UNKNOWN_MASTER,
                "No engine takes the master URL \"local[2]\". There is no engine on the class path; add"
                        + " io.waterclock:waterclock, or an engine of your choice",
                () -> new WaterclockContext("local[2]", "app", new WaterclockConf(false)));
    }

    @Test
    void settings_areCheckedBeforeTheEngineIsAsked_andCopied() {
        assertThatThrownBy(() -> open(new WaterclockConf(false).set("waterclock.mastre", "local")))
                .hasMessageContaining("Did you mean waterclock.master?");
        WaterclockConf conf = new WaterclockConf(false).setAppName("first");
        try (WaterclockContext context = open(conf)) {
            conf.setAppName("second");
            context.getConf().setAppName("third");
            assertThat(context.appName()).isEqualTo("first");
        }
    }

    @Test
    void defaults_comeFromTheSetting_elseFromTheEngine() {
        try (WaterclockContext context = open()) {
            assertThat(context.defaultParallelism()).isEqualTo(4);
            assertThat(context.defaultMinPartitions()).isEqualTo(2);
            assertThat(context.parallelize(List.of(1)).getNumPartitions()).isEqualTo(4);
        }
        try (WaterclockContext context = open(new WaterclockConf(false).set("waterclock.default.parallelism", "1"))) {
            assertThat(context.defaultParallelism()).isEqualTo(1);
            assertThat(context.defaultMinPartitions()).isEqualTo(1);
            PairRDD<Integer, Integer> pairs =
                    context.parallelize(List.of(1, 2), 7).mapToPair(x -> Tuple2.of(x, x));
            assertThat(pairs.groupByKey().getNumPartitions()).isEqualTo(1);
        }
    }

    @Test
    void actionAfterStop_isRefused_namingIt_andStopCanBeRepeated() {
        WaterclockContext context = open();
        RDD<Integer> rdd = context.parallelize(List.of(1, 2), 2);
        context.stop();
        context.close();
        assertThat(context.isStopped()).isTrue();
        assertThat(engine.closed).isPositive();
        assertThatThrownBy(rdd::count)
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTEXT_STOPPED))
                .hasMessageStartingWith("count at ")
                .hasMessageEndingWith(" was called after its context was stopped; make a new context");
        assertThat(engine.jobs).isEmpty();
    }

    @Test
    void whatIsMadeAfterStop_isRefused_namingIt(@TempDir Path directory) {
        WaterclockContext context = open();
        RDD<Integer> rdd = context.parallelize(List.of(1, 2), 2);
        context.stop();
        String dir = directory.toString();
        Map<String, Runnable> calls = new TreeMap<>();
        calls.put("parallelize", () -> context.parallelize(List.of(1)));
        calls.put("parallelizePairs", () -> context.parallelizePairs(List.of()));
        calls.put("parallelizeDoubles", () -> context.parallelizeDoubles(List.of()));
        calls.put("emptyRDD", context::emptyRDD);
        calls.put("textFile", () -> context.textFile(dir));
        calls.put("wholeTextFiles", () -> context.wholeTextFiles(dir));
        calls.put("binaryFiles", () -> context.binaryFiles(dir));
        calls.put("binaryRecords", () -> context.binaryRecords(dir, 4));
        calls.put("objectFile", () -> context.objectFile(dir));
        calls.put("checkpointFile", () -> context.checkpointFile(dir));
        calls.put("union", () -> context.union(rdd, rdd));
        calls.put("broadcast", () -> context.broadcast(1));
        calls.put("longAccumulator", () -> context.longAccumulator("n"));
        calls.put("doubleAccumulator", context::doubleAccumulator);
        calls.put("collectionAccumulator", context::collectionAccumulator);
        calls.put("register", () -> context.register(new LongAccumulator()));
        calls.put("setCheckpointDir", () -> context.setCheckpointDir(dir));
        calls.put("addFile", () -> context.addFile(dir, true));
        calls.put("addJar", () -> context.addJar(dir));
        calls.put("persist", rdd::cache);
        calls.put("checkpoint", rdd::checkpoint);
        calls.put("localCheckpoint", rdd::localCheckpoint);
        calls.forEach((name, call) -> assertThatThrownBy(call::run)
                .as(name)
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTEXT_STOPPED))
                .hasMessageMatching(name + " at .+ was called after its context was stopped; make a new context"));
        assertThat(directory).isEmptyDirectory();
    }

    /** Programs do so in a finally. */
    @Test
    void lettingGo_andLookingAtWhatThereIs_isAllRightAfterStop() {
        WaterclockContext context = open();
        RDD<Integer> rdd = context.parallelize(List.of(1, 2), 2).cache();
        Broadcast<Integer> broadcast = context.broadcast(1);
        LongAccumulator sum = context.longAccumulator();
        context.stop();
        rdd.unpersist();
        broadcast.destroy();
        assertThat(sum.value()).isZero();
        assertThat(rdd.map(x -> x).getNumPartitions()).isEqualTo(2);
        assertThat(context.getConf().contains("waterclock.master")).isFalse();
        context.cancelAllJobs();
    }

    @Test
    void jobs_carryNumbers_groupAndProperties_ofTheCallingThread() {
        try (WaterclockContext context = open()) {
            RDD<Integer> rdd = context.parallelize(List.of(1, 2), 2);
            context.setJobGroup("nightly", "all orders");
            context.setLocalProperty("colour", "blue");
            rdd.collect();
            context.clearJobGroup();
            context.setLocalProperty("colour", null);
            rdd.collect();
            assertThat(engine.jobs).extracting(Job::id).containsExactly(0, 1);
            assertThat(engine.jobs.get(0).properties())
                    .containsEntry("waterclock.jobGroup.id", "nightly")
                    .containsEntry("waterclock.job.description", "all orders")
                    .containsEntry("colour", "blue");
            assertThat(engine.jobs.get(1).properties()).isEmpty();
            assertThat(context.getLocalProperty("colour")).isNull();
        }
    }

    @Test
    void rddsOfTwoContexts_cantMeet() {
        try (WaterclockContext one = open();
                WaterclockContext two = open()) {
            RDD<Integer> a = one.parallelize(List.of(1));
            RDD<Integer> b = two.parallelize(List.of(1));
            assertThatThrownBy(() -> a.union(b))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("union: the two RDDs belong to different contexts; make both from one");
            assertThatThrownBy(() -> one.union(a, b))
                    .hasMessage("union: an RDD belongs to a different context; make all from one");
        }
    }

    @Test
    void impossibleNumbers_areRefusedAtTheCall() {
        try (WaterclockContext context = open()) {
            RDD<Integer> rdd = context.parallelize(List.of(1, 2), 2);
            assertThatThrownBy(() -> context.parallelize(List.of(1), 0))
                    .hasMessage("parallelize: the number of partitions must be at least 1, not 0");
            assertThatThrownBy(() -> rdd.coalesce(-1))
                    .hasMessage("coalesce: the number of partitions must be at least 1, not -1");
            assertThatThrownBy(() -> rdd.repartition(1 << 30))
                    .hasMessage("repartition: the number of partitions must be at most 1000000, not 1073741824");
            assertThatThrownBy(() -> new HashPartitioner(0))
                    .hasMessage("HashPartitioner: the number of partitions must be at least 1, not 0");
            assertThatThrownBy(() -> rdd.sortBy(x -> x, true, 0))
                    .hasMessage("sortBy: the number of partitions must be at least 1, not 0");
            assertThatThrownBy(() -> rdd.distinct(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> rdd.take(-1)).hasMessage("take: can't take -1 records");
            assertThatThrownBy(() -> rdd.collectPartitions(new int[] {0, 2}))
                    .hasMessage("collectPartitions: there is no partition 2; this RDD has 2");
            assertThat(engine.jobs).isEmpty();
        }
    }

    /** A large number is refused where it would make as many partitions, and only there. */
    @Test
    void aLargeNumberThatMakesNoPartitions_isAllRight() {
        try (WaterclockContext context = open()) {
            RDD<Integer> rdd = context.parallelize(List.of(1, 2), 2);
            assertThat(rdd.coalesce(Integer.MAX_VALUE).getNumPartitions()).isEqualTo(2);
            HashPartitioner hash = new HashPartitioner(Integer.MAX_VALUE);
            assertThat(hash.getPartition("key")).isEqualTo("key".hashCode());
            PairRDD<Integer, Integer> pairs = rdd.keyBy(x -> x);
            String refused = " at .+: the number of partitions must be at most 1000000, not 2147483647";
            assertThatThrownBy(() -> pairs.partitionBy(hash))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("partitionBy" + refused);
            assertThatThrownBy(() -> pairs.cogroup(pairs, hash)).hasMessageMatching("cogroup" + refused);
        }
    }

    /** Also more than an int counts. */
    @Test
    void partitionsOfSeveralParents_thatAreTooManyTogether_areRefused_withWhoseTheyAre() {
        try (WaterclockContext context = open()) {
            RDD<Integer> thousand = context.parallelize(List.of(1), 1_000);
            RDD<Integer> many = context.parallelize(List.of(1), 500_001);
            assertThat(thousand.cartesian(thousand).getNumPartitions()).isEqualTo(1_000_000);
            assertThatThrownBy(() -> thousand.cartesian(context.parallelize(List.of(1), 1_001))
                            .count())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "cartesian at .+: the number of partitions must be at most 1000000, not 1001000,"
                                    + " 1000 of parallelize at .+ times 1001 of parallelize at .+; give its parents fewer, with"
                                    + " coalesce");
            assertThatThrownBy(() -> many.cartesian(many).getNumPartitions())
                    .hasMessageContaining(", not 250001000001, ");
            assertThatThrownBy(() -> many.union(many).count())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "union at .+: the number of partitions must be at most 1000000, not 1000002, which"
                                    + " its 2 parents have together; give its parents fewer, with coalesce");
            @SuppressWarnings({"unchecked", "rawtypes"})
            RDD<Integer>[] all = Collections.nCopies(4_300, many).toArray(new RDD[0]);
            assertThatThrownBy(() -> context.union(all).count()).hasMessageContaining(", not 2150004300, ");
            assertThat(many.coalesce(2).union(many.coalesce(2)).getNumPartitions())
                    .isEqualTo(4);
            assertThat(engine.jobs).isEmpty();
        }
    }

    @Test
    void take_looksAtOnePartition_thenAtFourTimesAsMany() {
        try (WaterclockContext context = open()) {
            context.parallelize(List.of(1), 30).take(3);
            assertThat(engine.jobs).extracting(job -> job.partitions().size()).containsExactly(1, 4, 16, 9);
            assertThat(engine.jobs.get(2).partitions()).startsWith(5, 6);
            engine.jobs.clear();
            context.parallelize(List.of(1), 30).take(0);
            assertThat(engine.jobs).isEmpty();
        }
    }

    @Test
    void storageLevel_canBeSetOnce_andAgainAfterUnpersist() {
        try (WaterclockContext context = open()) {
            RDD<Integer> rdd = context.parallelize(List.of(1), 1);
            assertThat(rdd.getStorageLevel()).isEqualTo(StorageLevel.NONE);
            rdd.cache().cache();
            assertThat(rdd.getStorageLevel()).isEqualTo(StorageLevel.MEMORY_ONLY);
            assertThatThrownBy(() -> rdd.persist(StorageLevel.DISK_ONLY))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("call unpersist() first");
            rdd.unpersist();
            assertThat(engine.unpersisted).containsExactly(rdd.lineage());
            assertThat(rdd.persist(StorageLevel.DISK_ONLY).getStorageLevel()).isEqualTo(StorageLevel.DISK_ONLY);
        }
    }

    @Test
    void theListGiven_isCopiedAtTheCall() {
        try (WaterclockContext context = open()) {
            java.util.ArrayList<Integer> mine = new java.util.ArrayList<>(List.of(1, 2, 3));
            RDD<Integer> rdd = context.parallelize(mine, 1);
            mine.clear();
            var source = (io.waterclock.rdd.Lineage.Source) rdd.lineage();
            assertThat(source.partitions().get(0).estimatedRecords()).isEqualTo(3);
        }
    }

    @Test
    void whatIsKept_isListedByTheRddThatAsked() {
        try (WaterclockContext context = open()) {
            RDD<Integer> rdd = context.parallelize(List.of(1, 2), 2).cache();
            PairRDD<Integer, Integer> pairs =
                    rdd.mapToPair(x -> Tuple2.of(x, x)).persist(StorageLevel.DISK_ONLY);
            assertThat(context.getPersistentRDDs()).containsOnlyKeys(rdd.id(), pairs.id());
            assertThat(context.getPersistentRDDs().get(rdd.id())).isSameAs(rdd);
            assertThat(context.getPersistentRDDs().get(pairs.id()).getStorageLevel())
                    .isEqualTo(StorageLevel.DISK_ONLY);
            rdd.unpersist();
            assertThat(context.getPersistentRDDs()).containsOnlyKeys(pairs.id());
        }
    }

    @Test
    void files_areFoundByName_andCheckedAtTheCall(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("table.txt"), "a");
        Path other = Files.createDirectory(dir.resolve("other"));
        Files.writeString(other.resolve("table.txt"), "b");
        try (WaterclockContext context = open()) {
            context.addFile(file.toString());
            context.addFile(file.toUri().toString());
            context.addJar(file.toString());
            assertThat(context.listFiles()).containsExactly(file.toString());
            assertThat(context.jars()).containsExactly(file.toString());
            assertFails(
                    ErrorCode.INPUT_NOT_FOUND,
                    "addJar: there is no file " + dir.resolve("no.jar"),
                    () -> context.addJar(dir.resolve("no.jar").toString()));
            assertThatThrownBy(() -> context.addFile(other.toString()))
                    .hasMessage("addFile: " + other
                            + " is a directory; call addFile(path, true) to share all that is in it");
            context.addFile(other.toString(), true);
            assertThatThrownBy(() -> context.addFile(other.resolve("table.txt").toString()))
                    .hasMessage("addFile: table.txt is the name of " + file
                            + " already; tasks find a file by its name, so give one of them another");
            context.parallelize(List.of(1)).count();
            assertThat(engine.jobs.get(0).properties())
                    .containsEntry("waterclock.files.table.txt", file.toString())
                    .containsEntry("waterclock.files.other", other.toString());
        }
        assertThatThrownBy(() -> WaterclockFiles.get("table.txt"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("WaterclockFiles.get(\"table.txt\") was called outside a task. ");
    }

    @Test
    void whatItIs_isTold() {
        WaterclockConf conf = new WaterclockConf(false).setMaster("local[3]").set("waterclock.home", "/opt/w");
        try (WaterclockContext context = open(conf)) {
            assertThat(context.isLocal()).isTrue();
            assertThat(context.getWaterclockHome()).hasValue("/opt/w");
            assertThat(context.getReadOnlyConf().get("waterclock.master")).isEqualTo("local[3]");
            assertThat(context.version()).isNotEmpty();
            assertThat(context.waterclockUser()).isEqualTo(System.getProperty("user.name"));
            assertThat(context.resources()).isEmpty();
            assertThat(context.wc()).isSameAs(context);
            assertThat(WaterclockContext.toWaterclockContext(WaterclockContext.fromWaterclockContext(context)))
                    .isSameAs(context);
            assertThat(WaterclockContext.jarOfClass(Test.class)[0]).endsWith(".jar");
            assertThat(WaterclockContext.jarOfObject("text")).isEmpty();
        }
        try (WaterclockContext context = open(new WaterclockConf(false).setMaster("spark://there"))) {
            assertThat(context.isLocal()).isFalse();
        }
    }

    @Test
    void logLevel_isOfOurOwnLogOnly() {
        try (WaterclockContext context = open()) {
            java.util.logging.Logger ours = java.util.logging.Logger.getLogger("io.waterclock");
            java.util.logging.Level before = ours.getLevel();
            try {
                context.setLogLevel("error");
                assertThat(System.getLogger("io.waterclock.engine").isLoggable(System.Logger.Level.WARNING))
                        .isFalse();
                context.setLogLevel("ALL");
                assertThat(System.getLogger("io.waterclock.engine").isLoggable(System.Logger.Level.TRACE))
                        .isTrue();
            } finally {
                ours.setLevel(before);
            }
            assertThatThrownBy(() -> context.setLogLevel("loud"))
                    .hasMessage(
                            "setLogLevel: \"loud\" is no level; there are ALL, TRACE, DEBUG, INFO, WARN, ERROR, FATAL and"
                                    + " OFF");
        }
    }

    /** A log that can't be written to is an example: nothing that goes wrong before may keep the engine's threads and files. */
    @Test
    void stopThatFailsHalfWay_closesTheEngineAllTheSame() {
        java.util.logging.Handler broken = new java.util.logging.Handler() {
            @Override
            public void publish(java.util.logging.LogRecord record) {
                throw new IllegalStateException("the log is full");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        java.util.logging.Logger logger = java.util.logging.Logger.getLogger("io.waterclock.rdd");
        WaterclockContext context = open();
        engine.running = job -> {
            job.cancellation().onCancel(() -> {
                throw new IllegalStateException("a listener");
            });
            logger.addHandler(broken);
            try {
                assertThatThrownBy(context::stop).hasMessage("the log is full");
            } finally {
                logger.removeHandler(broken);
            }
        };
        context.parallelize(List.of(1), 1).foreach(x -> {});
        assertThat(context.isStopped()).isTrue();
        assertThat(engine.closed).isEqualTo(1);
    }

    @Test
    void stopWithAnExitCode_leavesTheJvmAlone() {
        WaterclockContext context = open();
        context.stop(3);
        assertThat(context.isStopped()).isTrue();
        assertThat(engine.closed).isEqualTo(1);
    }
}

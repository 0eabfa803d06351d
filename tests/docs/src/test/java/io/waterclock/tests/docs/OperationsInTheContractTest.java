// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every engine is tested on every operation that it has a part in: the contract of engines calls each, in each of its forms. */
class OperationsInTheContractTest {

    /** Chapters of the table, and by which classes a call of the contract names what is in them. What is {@code RDD}'s, all kinds have. */
    private static final Map<String, Set<String>> OF_ENGINES = Map.of(
            "WaterclockContext", Set.of("WaterclockContext"),
            "RDD", Set.of("RDD", "AbstractRDD", "PairRDD", "DoubleRDD"),
            "PairRDD", Set.of("PairRDD"),
            "DoubleRDD", Set.of("DoubleRDD"),
            "StatusTracker", Set.of("WaterclockStatusTracker"),
            "TaskContext", Set.of("TaskContext"),
            "HashPartitioner", Set.of("HashPartitioner"),
            "RangePartitioner", Set.of("RangePartitioner"),
            "AccumulatorV2", Set.of());

    /** What a context answers by itself; tested there. */
    private static final Set<String> OF_THE_CONTEXT_ALONE = Set.of(
            "new",
            "fromWaterclockContext",
            "toWaterclockContext",
            "wc",
            "jarOfClass",
            "jarOfObject",
            "addJar",
            "jars",
            "isLocal",
            "master",
            "appName",
            "startTime",
            "version",
            "getConf",
            "getReadOnlyConf",
            "waterclockUser",
            "getWaterclockHome",
            "resources",
            "defaultParallelism",
            "defaultMinPartitions",
            "setLogLevel",
            "stop");

    private static final Set<String> CALLED = called();

    private static Set<String> called() {
        Set<String> called = new HashSet<>();
        for (JavaClass type : new ClassFileImporter().importPackages("io.waterclock.testkit.engine.contract")) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (access.getTarget() instanceof CodeUnitAccessTarget target) {
                    String name = target.getName().equals("<init>") ? "new" : target.getName();
                    String call = name
                            + target.getRawParameterTypes().stream()
                                    .map(JavaClass::getSimpleName)
                                    .collect(Collectors.joining(", ", "(", ")"));
                    JavaClass owner = access.getTargetOwner();
                    called.add(owner.getSimpleName() + " " + call);
                    if (owner.isAssignableTo("io.waterclock.rdd.AccumulatorV2")) {
                        called.add("AccumulatorV2 " + call);
                    }
                }
            }
        }
        return called;
    }

    private static boolean isCalled(String chapter, String operation) {
        int dot = operation.indexOf('.');
        boolean named = dot >= 0 && dot < operation.indexOf('(');
        Set<String> owners = named ? Set.of(operation.substring(0, dot)) : OF_ENGINES.get(chapter);
        String call = named ? operation.substring(dot + 1) : operation;
        return owners.stream().anyMatch(owner -> CALLED.contains(owner + " " + call));
    }

    @Test
    void everyOperationThatIsThere_isCalledByTheContract() {
        List<String> missing = OperationsTest.table().entrySet().stream()
                .filter(row -> row.getValue().equals("there"))
                .map(row -> row.getKey().split(" ", 2))
                .filter(row -> OF_ENGINES.containsKey(row[0]))
                .filter(row -> !row[0].equals("WaterclockContext")
                        || !OF_THE_CONTEXT_ALONE.contains(row[1].substring(0, row[1].indexOf('('))))
                .filter(row -> !isCalled(row[0], row[1]))
                .map(row -> row[0] + " " + row[1])
                .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void whatTheContractDoesNotCall_isSeen() {
        assertThat(isCalled("RDD", "map(Function)")).isTrue();
        assertThat(isCalled("RDD", "map(Function, int)")).isFalse();
        assertThat(isCalled("PairRDD", "map(Function2)")).isFalse();
        assertThat(isCalled("AccumulatorV2", "LongAccumulator.setValue(long)")).isTrue();
        assertThat(isCalled("AccumulatorV2", "LongAccumulator.setValue(double)"))
                .isFalse();
    }
}

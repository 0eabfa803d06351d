// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class WaterclockConfTest {

    @Test
    void settings_areReadAsTheirTypes() {
        WaterclockConf conf = new WaterclockConf(false)
                .set("my.int", "7")
                .set("my.long", "8000000000")
                .set("my.double", "0.5")
                .set("my.flag", "true")
                .set("my.time", "2s")
                .set("my.size", "1k");
        assertThat(conf.get("my.int")).isEqualTo("7");
        assertThat(conf.getInt("my.int", 0)).isEqualTo(7);
        assertThat(conf.getLong("my.long", 0)).isEqualTo(8_000_000_000L);
        assertThat(conf.getDouble("my.double", 0)).isEqualTo(0.5);
        assertThat(conf.getBoolean("my.flag", false)).isTrue();
        assertThat(conf.getTimeAsMs("my.time", "1s")).isEqualTo(2000);
        assertThat(conf.getSizeAsBytes("my.size", "1m")).isEqualTo(1024);
    }

    @Test
    void whatIsNotSet_hasItsDefault_orIsSaid() {
        WaterclockConf conf = new WaterclockConf(false);
        assertThat(conf.get("none", "default")).isEqualTo("default");
        assertThat(conf.getOption("none")).isEmpty();
        assertThat(conf.getInt("none", 3)).isEqualTo(3);
        assertThat(conf.getTimeAsMs("none", "3s")).isEqualTo(3000);
        assertThat(conf.contains("none")).isFalse();
        assertThatThrownBy(() -> conf.get("none"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("none is not set");
        assertThatThrownBy(() -> conf.get(CoreKeys.MASTER))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("waterclock.master is not set");
        assertThat(conf.get(CoreKeys.STRICT_FUNCTIONS)).isFalse();
    }

    @Test
    void valueOfAnotherType_isRefusedWithTheKey() {
        WaterclockConf conf = new WaterclockConf(false).set("my.int", "many");
        assertThatThrownBy(() -> conf.getInt("my.int", 0))
                .isInstanceOf(WaterclockException.class)
                .hasMessageStartingWith("my.int is \"many\", but must be a whole number");
        assertThatThrownBy(() -> conf.getDouble("my.int", 0)).hasMessage("my.int is \"many\", but must be a number");
    }

    @Test
    void nullKeysAndValues_areRefused() {
        WaterclockConf conf = new WaterclockConf(false);
        assertThatThrownBy(() -> conf.set(null, "x")).hasMessage("A key can't be null");
        assertThatThrownBy(() -> conf.set("x", null)).hasMessage("The value of x can't be null");
    }

    @Test
    void settersForClusters_areAccepted() {
        WaterclockConf conf = new WaterclockConf(false)
                .setWaterclockHome("/opt/waterclock")
                .setJars(new String[] {"a.jar", "b.jar"})
                .registerKryoClasses(new Class<?>[] {String.class, int[].class})
                .set("waterclock.executor.extraJavaOptions", "-Xss4m")
                .set("waterclock.locality.wait", "1s");
        assertThat(conf.getAll())
                .containsEntry("waterclock.home", "/opt/waterclock")
                .containsEntry("waterclock.jars", "a.jar,b.jar")
                .containsEntry("waterclock.kryo.classesToRegister", "java.lang.String,[I");
        ConfValidator.validate(conf);
    }

    @Test
    void copy_isItsOwn() {
        WaterclockConf conf = new WaterclockConf(false).setMaster("local").setAppName("app");
        WaterclockConf copy = conf.clone().setMaster("local[2]").remove("waterclock.app.name");
        assertThat(conf.toDebugString()).isEqualTo("waterclock.app.name=app\nwaterclock.master=local\n");
        assertThat(copy.toDebugString()).isEqualTo("waterclock.master=local[2]\n");
        conf.getAll().clear();
        assertThat(conf.getAll()).hasSize(2);
        assertThat(copy.setAll(Map.of("a", "1", "b", "2"))
                        .setIfMissing("a", "3")
                        .getAll())
                .containsEntry("a", "1")
                .hasSize(3);
    }

    @Test
    void systemProperties_areReadOnlyByTheirPrefix() {
        System.setProperty("waterclock.app.name", "from the command line");
        System.setProperty("water.clock", "not ours");
        try {
            assertThat(new WaterclockConf().get(CoreKeys.APP_NAME)).isEqualTo("from the command line");
            assertThat(new WaterclockConf().contains("water.clock")).isFalse();
            assertThat(new WaterclockConf(false).getAll()).isEmpty();
        } finally {
            System.clearProperty("waterclock.app.name");
            System.clearProperty("water.clock");
        }
    }

    @Test
    void unknownKeyOfOurs_isRefusedWithTheNearest_andForeignKeysPass() {
        WaterclockConf typo = new WaterclockConf(false).set("waterclock.default.paralelism", "4");
        assertThatThrownBy(() -> ConfValidator.validate(typo))
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CONFIGURATION))
                .hasMessage("There is no setting waterclock.default.paralelism. Did you mean"
                        + " waterclock.default.parallelism? (Keys of your own must not begin with \"waterclock.\".)");
        assertThatThrownBy(() ->
                        ConfValidator.validate(new WaterclockConf(false).set("waterclock.shuffle.partitions", "4")))
                .hasMessage("There is no setting waterclock.shuffle.partitions, nor one with a name like it."
                        + " (Keys of your own must not begin with \"waterclock.\".)");
        ConfValidator.validate(
                new WaterclockConf(false).set("spark.executor.cores", "many").set("mine", "x"));
        ConfValidator.validate(new WaterclockConf(false).setMaster("anything").setAppName("app"));
    }

    @Test
    void knownKeyWithAnImpossibleValue_isRefused() {
        WaterclockConf zero = new WaterclockConf(false).set("waterclock.default.parallelism", "0");
        assertThatThrownBy(() -> ConfValidator.validate(zero))
                .hasMessage("waterclock.default.parallelism is \"0\", but must be a whole number from 1 to 1000000");
    }
}

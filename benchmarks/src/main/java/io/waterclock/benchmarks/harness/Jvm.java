// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fresh JVM of the JDK that runs this one, with this one's class path.
 *
 * @param options its flags, all of them: nothing is inherited
 */
public record Jvm(List<String> options, String mainClass, List<String> arguments) {

    public ProcessBuilder process() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add(mainClass);
        command.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        process.environment().remove("JAVA_TOOL_OPTIONS");
        process.environment().remove("JDK_JAVA_OPTIONS");
        return process;
    }

    /** The command, less the class path. */
    public String command() {
        return "java " + String.join(" ", options) + (options.isEmpty() ? "" : " ") + mainClass + " "
                + String.join(" ", arguments);
    }
}

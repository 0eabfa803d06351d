// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Where and with what a run was made, for its table and its JSON. */
public final class Machine {
    private Machine() {}

    /** Processor, how many of them, operating system. */
    public static String hardware() {
        return processor() + " × " + Runtime.getRuntime().availableProcessors() + ", " + System.getProperty("os.name")
                + " " + System.getProperty("os.arch");
    }

    public static String jdk() {
        return System.getProperty("java.vendor") + " " + System.getProperty("java.vm.version");
    }

    /** The commit of the working copy, with a plus sign when there are changes; {@code unknown} where there is no git. */
    public static String commit() throws InterruptedException {
        String commit = git("rev-parse", "--short", "HEAD");
        if (commit.isEmpty()) {
            return "unknown";
        }
        return git("status", "--porcelain", "--untracked-files=no").isEmpty() ? commit : commit + "+";
    }

    private static String processor() {
        Path cpus = Path.of("/proc/cpuinfo");
        try {
            if (Files.isReadable(cpus)) {
                for (String line : Files.readAllLines(cpus, UTF_8)) {
                    if (line.startsWith("model name")) {
                        return line.substring(line.indexOf(':') + 1).strip();
                    }
                }
            }
        } catch (IOException e) {
            return "unknown processor (" + e + ")";
        }
        return "unknown processor";
    }

    private static String git(String... arguments) throws InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String out = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? out : "";
        } catch (IOException noGit) {
            return "";
        }
    }
}

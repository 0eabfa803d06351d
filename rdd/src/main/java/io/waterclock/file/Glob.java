// SPDX-License-Identifier: Apache-2.0
package io.waterclock.file;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Globs as Hadoop has them: {@code *} and {@code ?} within a name, {@code [a-c]}, {@code [^a-c]} or {@code [!a-c]},
 * {@code {x,y/z}} also across names and nested, and a backslash that takes the next character as it is.
 */
final class Glob {
    /** Paths that the braces of one glob may stand for; nested braces multiply. */
    static final int GLOB_ALTERNATIVES = 10_000;

    private Glob() {}

    /** Whether there is anything in the path that isn't meant as it is written. */
    static boolean isGlob(String path) {
        for (int i = 0; i < path.length(); i++) {
            if ("*?[{".indexOf(path.charAt(i)) >= 0) {
                return true;
            }
            if (path.charAt(i) == '\\' && LocalPaths.ESCAPES) {
                i++;
            }
        }
        return false;
    }

    static String unescape(String text) {
        if (!LocalPaths.ESCAPES || text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                i++;
            }
            plain.append(text.charAt(i));
        }
        return plain.toString();
    }

    /**
     * The globs without braces that a glob stands for.
     *
     * @throws IllegalArgumentException with the reason: a brace isn't closed, or they stand for too many
     */
    static List<String> withoutBraces(String glob) {
        List<String> result = new ArrayList<>(1);
        expand(glob, result);
        return result;
    }

    private static void expand(String glob, List<String> result) {
        int open = find(glob, 0, '{');
        if (open < 0) {
            if (result.size() == GLOB_ALTERNATIVES) {
                throw new IllegalArgumentException(
                        "its braces stand for more than " + GLOB_ALTERNATIVES + " paths, the most there may be");
            }
            result.add(glob);
            return;
        }
        int close = closing(glob, open);
        String inside = glob.substring(open + 1, close);
        for (String alternative : LocalPaths.splitAtCommas(inside)) {
            expand(glob.substring(0, open) + alternative + glob.substring(close + 1), result);
        }
    }

    private static int closing(String glob, int open) {
        int depth = 0;
        for (int i = open; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '\\' && LocalPaths.ESCAPES) {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("the { at character " + (open + 1) + " is not closed");
    }

    /** The first {@code sought} from {@code from} on that isn't escaped, or −1. */
    private static int find(String glob, int from, char sought) {
        for (int i = from; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == sought) {
                return i;
            }
            if (c == '\\' && LocalPaths.ESCAPES) {
                i++;
            }
        }
        return -1;
    }

    /**
     * What the names match that one name of a glob without braces stands for.
     *
     * @throws IllegalArgumentException with the reason: a bracket isn't closed, or a range runs backwards
     */
    static Pattern compile(String name) {
        StringBuilder regex = new StringBuilder(name.length() + 16);
        int i = 0;
        while (i < name.length()) {
            char c = name.charAt(i);
            if (c == '[') {
                i = bracket(name, i, regex);
                continue;
            }
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (c == '\\' && LocalPaths.ESCAPES && i + 1 < name.length()) {
                i++;
                literal(name.charAt(i), regex);
            } else {
                literal(c, regex);
            }
            i++;
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** Translates the class that opens at {@code open}; returns the place behind it. */
    private static int bracket(String name, int open, StringBuilder regex) {
        int i = open + 1;
        regex.append('[');
        if (i < name.length() && (name.charAt(i) == '^' || name.charAt(i) == '!')) {
            regex.append('^');
            i++;
        }
        int first = i;
        while (i < name.length() && (name.charAt(i) != ']' || i == first)) {
            if (name.charAt(i) == '\\' && LocalPaths.ESCAPES && i + 1 < name.length()) {
                i++;
            }
            char low = name.charAt(i);
            literal(low, regex);
            if (i + 2 < name.length() && name.charAt(i + 1) == '-' && name.charAt(i + 2) != ']') {
                char high = name.charAt(i + 2);
                if (high < low) {
                    throw new IllegalArgumentException("the range " + low + "-" + high + " runs backwards");
                }
                regex.append('-');
                literal(high, regex);
                i += 2;
            }
            i++;
        }
        if (i >= name.length()) {
            throw new IllegalArgumentException(
                    "the [ at character " + (open + 1) + " of \"" + name + "\" is not closed");
        }
        regex.append(']');
        return i + 1;
    }

    private static void literal(char c, StringBuilder regex) {
        boolean special = c < 128 && !Character.isLetterOrDigit(c);
        regex.append(special ? "\\" : "").append(c);
    }
}

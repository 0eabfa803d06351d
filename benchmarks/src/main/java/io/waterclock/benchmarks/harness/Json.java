// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON object that is written field by field, on one line. */
public final class Json {
    private final Map<String, String> fields = new LinkedHashMap<>();

    public Json put(String name, String value) {
        return raw(name, quoted(value));
    }

    /** With at most six significant digits; what isn't finite has no JSON and becomes null. */
    public Json put(String name, double value) {
        return raw(
                name,
                Double.isFinite(value)
                        ? new BigDecimal(value)
                                .round(new MathContext(6))
                                .stripTrailingZeros()
                                .toPlainString()
                        : "null");
    }

    public Json put(String name, long value) {
        return raw(name, Long.toString(value));
    }

    public Json put(String name, boolean value) {
        return raw(name, Boolean.toString(value));
    }

    public Json put(String name, Json value) {
        return raw(name, value.toString());
    }

    private Json raw(String name, String json) {
        if (fields.putIfAbsent(quoted(name), json) != null) {
            throw new IllegalArgumentException("The object has a field " + name + " already: " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        fields.forEach((name, value) -> {
            text.append(text.length() > 1 ? "," : "").append(name).append(':').append(value);
        });
        return text.append('}').toString();
    }

    private static String quoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.waterclock.partial;

/**
 * Quantiles of Student's t distribution by G. W. Hill, Algorithm 396, Communications of the ACM 13 (1970), and of the normal
 * one by P. J. Acklam's rational approximation (2003); both good to six digits at least.
 */
final class StudentT {
    private static final double[] A = {
        -3.969683028665376e+01,
        2.209460984245205e+02,
        -2.759285104469687e+02,
        1.383577518672690e+02,
        -3.066479806614716e+01,
        2.506628277459239e+00
    };
    private static final double[] B = {
        -5.447609879822406e+01,
        1.615858368580409e+02,
        -1.556989798598866e+02,
        6.680131188771972e+01,
        -1.328068155288572e+01,
        1
    };
    private static final double[] C = {
        -7.784894002430293e-03,
        -3.223964580411365e-01,
        -2.400758277161838e+00,
        -2.549732539343734e+00,
        4.374664141464968e+00,
        2.938163982698783e+00
    };
    private static final double[] D = {
        7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1
    };
    private static final double TAIL = 0.02425;

    private StudentT() {}

    /** The t within whose {@code [-t, t]} a share {@code confidence} of the distribution lies. */
    static double twoSided(double confidence, int degreesOfFreedom) {
        double p = 1 - confidence;
        if (p <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (p >= 1) {
            return 0;
        }
        int n = degreesOfFreedom;
        if (n == 1) {
            return 1 / Math.tan(p * Math.PI / 2);
        }
        if (n == 2) {
            return Math.sqrt(2 / (p * (2 - p)) - 2);
        }
        return Math.sqrt(n * hill(p, n));
    }

    private static double hill(double p, double n) {
        double a = 1 / (n - 0.5);
        double b = 48 / (a * a);
        double c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
        double d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt(a * Math.PI / 2) * n;
        double y = Math.pow(d * p, 2 / n);
        if (y <= 0.05 + a) {
            return ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1)
                            * (n + 1)
                            / (n + 2)
                    + 1 / y;
        }
        double x = normal(p / 2);
        y = x * x;
        if (n < 5) {
            c += 0.3 * (n - 4.5) * (x + 0.6);
        }
        c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
        return Math.expm1(a * y * y);
    }

    /** The x below which a share {@code p} of the normal distribution lies. */
    static double normal(double p) {
        if (p < TAIL) {
            double q = Math.sqrt(-2 * Math.log(p));
            return polynomial(C, q) / polynomial(D, q);
        }
        if (p > 1 - TAIL) {
            return -normal(1 - p);
        }
        double q = p - 0.5;
        return q * polynomial(A, q * q) / polynomial(B, q * q);
    }

    private static double polynomial(double[] coefficients, double x) {
        double value = 0;
        for (double each : coefficients) {
            value = value * x + each;
        }
        return value;
    }
}

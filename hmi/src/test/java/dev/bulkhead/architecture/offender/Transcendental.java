package dev.bulkhead.architecture.offender;

import java.util.function.DoubleUnaryOperator;

final class Transcendental {
    double badSin(double x) {
        return Math.sin(x);
    }

    double badAtan2(double y, double x) {
        return Math.atan2(y, x);
    }

    double badTanh(double x) {
        return Math.tanh(x);
    }

    double badPow(double x) {
        return Math.pow(x, 3);
    }

    double badHypot(double x, double y) {
        return Math.hypot(x, y);
    }

    DoubleUnaryOperator badCosReference() {
        return Math::cos;
    }

    double goodStrict(double x) {
        return StrictMath.sin(x);
    }

    double goodExact(double x) {
        return Math.fma(Math.sqrt(x), Math.abs(x), Math.floor(x));
    }
}

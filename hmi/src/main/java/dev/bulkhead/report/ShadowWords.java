package dev.bulkhead.report;

import dev.bulkhead.shadow.ClockFit;
import dev.bulkhead.shadow.Deviation;
import dev.bulkhead.shadow.Deviation.Kind;
import dev.bulkhead.shadow.ShadowResult;
import dev.bulkhead.shadow.SignalResult;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Sentences and figures of a shadow's report, the same in text and page. */
final class ShadowWords {
    private static final double PS_PER_S = 1e12;
    private static final double PS_PER_US = 1e6;
    private static final MathContext DIGITS = new MathContext(6);

    private ShadowWords() {}

    /** The answer in one line. */
    static String verdict(ShadowResult result) {
        if (!result.isAnswer()) {
            return "NOTHING COMPARED: no recorded frame of an output has one of the twin beside it";
        }
        if (result.parts()) {
            return "PARTS first in " + result.first().orElseThrow().name();
        }
        return result.differing() == 0
                ? "EQUAL: %,d values, zero differences".formatted(result.compared())
                : "WITHIN TOLERANCE: %,d of %,d values differ"
                        .formatted(result.differing(), result.compared());
    }

    /** What a deviation is, when, and how large. */
    static String sentence(ShadowResult result, Deviation deviation) {
        String at =
                "%s s (recording %s s): %s"
                        .formatted(
                                seconds(deviation.atPs()),
                                nanoseconds(result.clock().clock().recordedNs(deviation.atPs())),
                                deviation.name());
        return at + ", " + what(result, deviation);
    }

    private static String what(ShadowResult result, Deviation deviation) {
        String unit = unit(result, deviation);
        return switch (deviation.kind()) {
            case VALUE ->
                    "recorded %s%s, twin %s%s, allowed %s%s"
                            .formatted(
                                    number(deviation.recorded()),
                                    unit,
                                    number(deviation.twin()),
                                    unit,
                                    number(deviation.allowed()),
                                    unit);
            case PRESENCE ->
                    Double.isNaN(deviation.twin())
                            ? "only the recorded frame has it"
                            : "only the twin's frame has it";
            case TIME ->
                    "the frame comes %s us %s, allowed %s us"
                            .formatted(
                                    microseconds(
                                            Math.abs(deviation.twin() - deviation.recorded())
                                                    * PS_PER_S),
                                    deviation.twin() > deviation.recorded() ? "late" : "early",
                                    microseconds(deviation.allowed() * PS_PER_S));
            case MISSING -> "the twin does not send it";
            case ADDITIONAL -> "only the twin sends it";
            case COUNTER ->
                    "the recorded counter steps by %.0f, the twin's by %.0f"
                            .formatted(deviation.recorded(), deviation.twin());
            case CHECKSUM ->
                    "only the %s checksum is wrong"
                            .formatted(deviation.recorded() > 0 ? "twin's" : "recorded");
            case LENGTH ->
                    "%.0f bytes recorded, %.0f of the twin"
                            .formatted(deviation.recorded(), deviation.twin());
        };
    }

    private static String unit(ShadowResult result, Deviation deviation) {
        return result.messages().stream()
                .filter(message -> message.name().equals(deviation.message()))
                .flatMap(message -> message.signals().stream())
                .filter(signal -> signal.name().equals(deviation.signal()))
                .map(SignalResult::unit)
                .filter(unit -> !unit.isEmpty())
                .findFirst()
                .map(unit -> " " + unit)
                .orElse("");
    }

    /** How both clocks lie to each other. */
    static String clocks(ShadowResult result) {
        ClockFit fit = result.clock();
        String error =
                fit.driftErrorPpm()
                        .map(each -> " (standard error %s)".formatted(number(each)))
                        .orElse("");
        return "%s by %s: the recording begins at %s s of the twin; its clock runs %s ppm %s%s"
                .formatted(
                        fit.estimated() ? "found" : "given, checked",
                        fit.reference(),
                        seconds(fit.clock().beginsAtPs()),
                        number(Math.abs(fit.clock().driftPpm())),
                        fit.clock().driftPpm() < 0 ? "slow" : "fast",
                        error);
    }

    /** How well they fit. */
    static String residual(ShadowResult result) {
        ClockFit fit = result.clock();
        String runs = fit.runs() == 1 ? "1 run" : fit.runs() + " runs";
        return fit.scatterPs()
                .map(
                        scatter ->
                                "its times differ by %s us as a standard deviation, by %s us at"
                                                .formatted(
                                                        microseconds(scatter),
                                                        microseconds(fit.mostPs().orElse(0.0)))
                                        + " most; "
                                        + runs)
                .orElse("too few frames to say how well; " + runs);
    }

    static String severity(Deviation deviation) {
        if (deviation.kind() != Kind.VALUE) {
            return "";
        }
        return deviation.allowed() > 0
                ? "%s times the tolerance".formatted(number(deviation.severity()))
                : "%s steps".formatted(number(deviation.severity()));
    }

    static String seconds(long ps) {
        return String.format(Locale.ROOT, "%.6f", ps / PS_PER_S);
    }

    private static String nanoseconds(long ns) {
        return BigDecimal.valueOf(ns, 9).setScale(6, java.math.RoundingMode.HALF_UP).toString();
    }

    static String microseconds(long ps) {
        return microseconds((double) ps);
    }

    static String microseconds(double ps) {
        return number(Math.round(ps / PS_PER_US * 10) / 10.0);
    }

    /** With at most six digits. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "none" : "beyond all";
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }
}

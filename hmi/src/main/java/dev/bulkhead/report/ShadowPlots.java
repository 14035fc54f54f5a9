package dev.bulkhead.report;

import dev.bulkhead.shadow.CurvePoint;
import dev.bulkhead.shadow.SignalResult;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A signal as recorded and of the twin, as SVG. */
final class ShadowPlots {
    private static final double PS_PER_S = 1e12;
    private static final double LEFT = 56;
    private static final double RIGHT = 512;
    private static final double TOP = 10;
    private static final double BOTTOM = 150;
    private static final int TICKS = 5;

    private ShadowPlots() {}

    /** All of the recording: between least and greatest values of each stretch. */
    static String whole(SignalResult signal) {
        return plot(signal, signal.curve(), "all of the recording");
    }

    /** Each value where both part first. */
    static String closeup(SignalResult signal) {
        return plot(signal, signal.closeup(), "where they part first");
    }

    private static String plot(SignalResult signal, List<CurvePoint> points, String which) {
        double fromS = points.getFirst().fromPs() / PS_PER_S;
        double toS = Math.max(points.getLast().fromPs() / PS_PER_S, fromS + 1e-6);
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (CurvePoint point : points) {
            least = Math.min(least, Math.min(point.recordedLeast(), point.twinLeast()));
            most = Math.max(most, Math.max(point.recordedMost(), point.twinMost()));
        }
        double room = most > least ? (most - least) * 0.06 : Math.max(1, Math.abs(most) * 0.1);
        Scale x = new Scale(fromS, toS, LEFT, RIGHT);
        Scale y = new Scale(least - room, most + room, BOTTOM, TOP);
        StringBuilder svg =
                new StringBuilder(
                        "<svg class=\"plot\" role=\"img\" aria-label=\"%s, %s\" viewBox=\"0 0 530 174\">"
                                .formatted(Html.escape(signal.name()), which));
        axes(svg, x, y);
        for (int i = 0; i < points.size(); i++) {
            if (points.get(i).beyond()) {
                double from = x.at(points.get(i).fromPs() / PS_PER_S);
                double to =
                        i + 1 < points.size() ? x.at(points.get(i + 1).fromPs() / PS_PER_S) : RIGHT;
                svg.append(
                        "<rect class=\"beyond\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
                                .formatted(n(from), n(TOP), n(Math.max(1, to - from)), n(140)));
            }
        }
        String recorded = steps(points, x, y, CurvePoint::recordedLeast, CurvePoint::recordedMost);
        String twin = steps(points, x, y, CurvePoint::twinLeast, CurvePoint::twinMost);
        svg.append("<path class=\"recorded\" d=\"").append(recorded).append("\"/>");
        svg.append("<path class=\"twin\" d=\"").append(twin).append("\"/>");
        return svg.append("</svg>").toString();
    }

    /** The value stands until the next one comes. */
    private static String steps(
            List<CurvePoint> points,
            Scale x,
            Scale y,
            ToDoubleFunction<CurvePoint> least,
            ToDoubleFunction<CurvePoint> most) {
        StringBuilder path = new StringBuilder();
        for (CurvePoint point : points) {
            String at = n(x.at(point.fromPs() / PS_PER_S));
            String low = n(y.at(least.applyAsDouble(point)));
            path.append(path.isEmpty() ? "M" + at + " " + low : "H" + at + "V" + low);
            if (most.applyAsDouble(point) > least.applyAsDouble(point)) {
                path.append("V").append(n(y.at(most.applyAsDouble(point))));
            }
        }
        return path.toString();
    }

    private static void axes(StringBuilder svg, Scale x, Scale y) {
        double step = step(y.to - y.from);
        int digits = (int) Math.max(0, Math.ceil(-Math.log10(step)));
        for (double v = Math.ceil(y.from / step) * step; v <= y.to; v += step) {
            svg.append(line(LEFT, y.at(v), RIGHT, y.at(v)));
            svg.append(text("axis end", LEFT - 5, y.at(v) + 4, digits, v));
        }
        double stepS = step(x.to - x.from);
        int digitsS = (int) Math.max(0, Math.ceil(-Math.log10(stepS)));
        for (double v = Math.ceil(x.from / stepS) * stepS; v <= x.to; v += stepS) {
            svg.append(text("axis middle", x.at(v), BOTTOM + 18, digitsS, v));
        }
    }

    /** 1, 2 or 5 times a power of ten, so that there are some five. */
    private static double step(double span) {
        double raw = span / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double rest = raw / power;
        return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
    }

    private record Scale(double from, double to, double first, double last) {
        double at(double value) {
            return first + (value - from) / (to - from) * (last - first);
        }
    }

    private static String line(double x1, double y1, double x2, double y2) {
        return "<line class=\"grid\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                .formatted(n(x1), n(y1), n(x2), n(y2));
    }

    private static String text(String style, double x, double y, int digits, double value) {
        double shown = Math.abs(value) < 1e-12 ? 0 : value;
        return "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
                .formatted(
                        style, n(x), n(y), String.format(Locale.ROOT, "%." + digits + "f", shown));
    }

    private static String n(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }
}

package dev.bulkhead.report;

import dev.bulkhead.campaign.Outage;
import dev.bulkhead.report.StoryLeg.Speed;

import java.util.List;
import java.util.Locale;

/** Pictures of a comparison as SVG, one of its own or one row for each kernel profile. */
final class ComparisonPlots {
    private static final double PS_PER_S = 1e12;
    private static final double MOST_TICKS = 8;
    private static final int MOST_POINTS = 500;

    private ComparisonPlots() {}

    /**
     * The car's speed without and with the opening fault, and when something was out of service.
     *
     * @param mostKmh of all profiles, so that they have one scale
     */
    static String speed(StoryLeg leg, double mostKmh) {
        double endS = Math.max(leg.healthy().getLast().atS(), leg.faulty().getLast().atS());
        Scale x = new Scale(0, endS, 34, 372);
        Scale y = new Scale(0, mostKmh, 150, 12);
        StringBuilder svg = open(380, 172, "speed of the car, healthy and with the fault");
        for (Outage outage : leg.trial().outages()) {
            double from = outage.atPs() / PS_PER_S;
            double to =
                    outage.lastedPs().isPresent()
                            ? from + outage.lastedPs().getAsLong() / PS_PER_S
                            : endS;
            double width = Math.max(2, x.at(to) - x.at(from));
            String style = outage instanceof Outage.OfEcu ? "ecu" : "partition";
            svg.append(rect("out " + style, x.at(from), 12, width, 138));
        }
        for (double kmh = 0; kmh <= mostKmh; kmh += 50) {
            svg.append(line("grid", 34, y.at(kmh), 372, y.at(kmh)));
            svg.append(text("axis end", 30, y.at(kmh) + 4, Long.toString(Math.round(kmh))));
        }
        int step = Math.max(1, (int) Math.ceil(endS / MOST_TICKS));
        for (int s = 0; s <= endS; s += step) {
            svg.append(text("axis middle", x.at(s), 166, s + " s"));
        }
        svg.append(curve("healthy", leg.healthy(), x, y));
        svg.append(curve("faulty", leg.faulty(), x, y));
        return svg.append("</svg>").toString();
    }

    private static String curve(String style, List<Speed> speeds, Scale x, Scale y) {
        StringBuilder points = new StringBuilder();
        int each = 1 + speeds.size() / MOST_POINTS;
        for (int i = 0; i < speeds.size(); i += each) {
            Speed speed = speeds.get(i);
            points.append("%s,%s ".formatted(n(x.at(speed.atS())), n(y.at(speed.kmh()))));
        }
        return "<polyline class=\"%s\" points=\"%s\"/>".formatted(style, points.toString().strip());
    }

    /** A dot for each fault by how long it took something out of service, from 1 ms to 10 s. */
    static String recoveries(List<ProfileColumn> columns) {
        int row = 34;
        double bottom = 8 + row * (double) columns.size();
        Scale x = new Scale(0, 4, 170, 720);
        StringBuilder svg = open(820, bottom + 24, "time until what failed was back");
        String[] ticks = {"1 ms", "10 ms", "100 ms", "1 s", "10 s"};
        for (int i = 0; i < ticks.length; i++) {
            svg.append(line("grid", x.at(i), 8, x.at(i), bottom));
            svg.append(text("axis middle", x.at(i), bottom + 16, ticks[i]));
        }
        svg.append(text("axis middle", 775, bottom + 16, "not back"));
        for (int i = 0; i < columns.size(); i++) {
            ProfileColumn column = columns.get(i);
            double middle = 8 + row * (i + 0.5);
            svg.append(text("name end", 158, middle + 4, column.name()));
            svg.append(line("grid", 170, middle, 800, middle));
            int left = 0;
            for (ComparedTrial trial : column.trials()) {
                if (trial.recoveryMs().isPresent()) {
                    double ms = Math.clamp(trial.recoveryMs().getAsDouble(), 1, 10_000);
                    String style = trial.resetMs().isPresent() ? "ecu" : "partition";
                    svg.append(dot(style, x.at(Math.log10(ms)), spread(middle, trial), trial));
                } else if (trial.down()) {
                    String style = trial.resets() > 0 ? "ecu" : "partition";
                    svg.append(dot(style, 750 + 8 * (left++ % 7), spread(middle, trial), trial));
                }
            }
        }
        return svg.append("</svg>").toString();
    }

    /** Beside each other what would lie on each other. */
    private static double spread(double middle, ComparedTrial trial) {
        return middle + (trial.index() * 7 % 5 - 2) * 4.5;
    }

    private static String dot(String style, double x, double y, ComparedTrial trial) {
        return "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"4.5\"><title>%s: %s</title></circle>"
                .formatted(
                        style,
                        n(x),
                        n(y),
                        Html.escape(trial.faults()),
                        Html.escape(trial.verdict()));
    }

    /** A bar for each kernel profile. */
    static String bars(ComparisonRow.Measure measure, List<ProfileColumn> columns) {
        double most = Math.max(1e-9, columns.stream().mapToDouble(measure.value()).max().orElse(1));
        Scale x = new Scale(0, most, 0, 180);
        StringBuilder svg = open(400, 28 + 22.0 * columns.size(), measure.name());
        svg.append(text("title", 0, 14, measure.name()));
        for (int i = 0; i < columns.size(); i++) {
            ProfileColumn column = columns.get(i);
            double top = 24 + 22 * i;
            double width = x.at(measure.value().applyAsDouble(column));
            String style = i == 0 ? "bar first" : "bar";
            svg.append(text("name end", 128, top + 12, column.name()));
            svg.append(rect(style, 136, top, Math.max(1, width), 15));
            svg.append(text("value", 142 + width, top + 12, measure.row().cell().apply(column)));
        }
        return svg.append("</svg>").toString();
    }

    private record Scale(double from, double to, double first, double last) {
        double at(double value) {
            return first + (value - from) / (to - from) * (last - first);
        }
    }

    private static StringBuilder open(double width, double height, String label) {
        return new StringBuilder(
                "<svg class=\"plot\" role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %s %s\">"
                        .formatted(Html.escape(label), n(width), n(height)));
    }

    private static String line(String style, double x1, double y1, double x2, double y2) {
        return "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                .formatted(style, n(x1), n(y1), n(x2), n(y2));
    }

    private static String rect(String style, double x, double y, double width, double height) {
        return "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
                .formatted(style, n(x), n(y), n(width), n(height));
    }

    private static String text(String style, double x, double y, String plain) {
        return "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
                .formatted(style, n(x), n(y), Html.escape(plain));
    }

    private static String n(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }
}

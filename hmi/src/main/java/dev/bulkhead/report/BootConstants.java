package dev.bulkhead.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the boot constants of the shipped kernel profiles come from. Model input: none of them was
 * measured here. A description may set others, of which this knows nothing.
 */
final class BootConstants {
    private static final List<Known> KNOWN =
            List.of(
                    new Known(
                            "microkernel",
                            100,
                            "QNX, Meeting Early Boot Requirements with the QNX Neutrino RTOS"
                                    + " (2009, abstract): a full RTOS does not make deadlines of"
                                    + " 100 ms or less"),
                    new Known(
                            "monolithic",
                            2000,
                            "TI, SPRADE5 (2025, abstract): Linux 25 s as delivered, about 2.6 s"
                                    + " optimised; 2 s to a rear-view picture are a usual demand on"
                                    + " Linux in cars (BMW, Booting Automotive ECUs Really Fast"
                                    + " with Modern Security Features, abstract)"),
                    new Known(
                            "hybrid",
                            2000,
                            "Microsoft, Windows Automotive 4.2, Fast boot: splash screen within"
                                    + " 0.5 s, audio after 2 s, use after 5 s"));

    /**
     * @param kernel how the names of its profiles begin
     */
    private record Known(String kernel, double ms, String source) {
        boolean isOf(ProfileColumn column) {
            return column.name().startsWith(kernel) && column.bootConstantMs() == ms;
        }
    }

    /** A constant and the profiles that have it from the same source. */
    record Row(double ms, String source) {}

    private BootConstants() {}

    static String source(ProfileColumn column) {
        return KNOWN.stream()
                .filter(known -> known.isOf(column))
                .map(Known::source)
                .findFirst()
                .orElse("the description's own, without a source");
    }

    /** Names of profiles by what they have in common, in the order of the columns. */
    static Map<Row, String> rows(List<ProfileColumn> columns) {
        Map<Row, String> rows = new LinkedHashMap<>();
        for (ProfileColumn column : columns) {
            rows.merge(
                    new Row(column.bootConstantMs(), source(column)),
                    column.name(),
                    (some, name) -> some + ", " + name);
        }
        return rows;
    }
}

package dev.bulkhead.report;

/** One HTML file about a comparison; needs no network and no script. */
public final class ComparisonPage {
    private ComparisonPage() {}
    public static String of(Comparison comparison) { return ""; }
}

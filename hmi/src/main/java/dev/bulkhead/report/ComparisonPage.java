package dev.bulkhead.report;

import dev.bulkhead.kernel.KernelCosts;

import java.util.List;

/** One HTML file about a comparison; needs no network and no script. */
public final class ComparisonPage {
    private static final List<String> VERDICTS =
            List.of("IDENTICAL", "CONTRACT", "BOUNDED", "REACHED", "NOT_ACTIVATED");

    private final Comparison comparison;
    private final List<ProfileColumn> columns;
    private final Html html = new Html();

    private ComparisonPage(Comparison comparison) {
        this.comparison = comparison;
        columns = comparison.columns();
    }

    public static String of(Comparison comparison) {
        return new ComparisonPage(comparison).page();
    }

    private String page() {
        PageFrame.begin(html, "what isolation costs and buys", "campaign.css", "compare.css");
        html.element("h1", "What does isolation cost, and what does it buy?");
        answer();
        comparison.story().ifPresent(this::story);
        containment();
        recovery();
        costs();
        reached();
        PageFrame.basis(html, comparison.provenance());
        return html.raw("</body>\n</html>").toString();
    }

    private void answer() {
        InjectLine line = comparison.line();
        long reached = columns.getFirst().reached().reached();
        long activated = columns.getFirst().activated();
        String mood = reached > 0 ? "bad" : activated > 0 ? "good" : "none";
        html.raw("<div class=\"verdict " + mood + "\">");
        html.element(
                "b",
                "%s: %,d of %,d faults reached the brakes"
                        .formatted(columns.getFirst().name(), reached, activated));
        html.element("p", comparison.answer());
        html.raw("<div class=\"facts\">");
        fact("Faults", "%,d, the same under each kernel".formatted(comparison.faults()));
        fact("Scenario", line.scenario());
        fact("Watched", comparison.span().map(Object::toString).orElse("to the scenario's end"));
        fact("Seed", Long.toString(line.seed()));
        if (!line.without().isEmpty()) {
            fact("Without", String.join(", ", line.without()));
        }
        html.raw("</div></div>");
    }

    private void fact(String name, String value) {
        html.raw("<div>" + Html.escape(name) + "<span>" + Html.escape(value) + "</span></div>");
    }

    private void story(Comparison.Story story) {
        html.element("h2", "One bad read in one driver");
        story.told().forEach(text -> html.element("p", text));
        html.element("p class=\"mono\"", story.fault().text());
        double mostKmh =
                columns.stream()
                        .flatMap(column -> column.story().orElseThrow().faulty().stream())
                        .mapToDouble(StoryLeg.Speed::kmh)
                        .max()
                        .orElse(100);
        html.raw(
                "<p class=\"key\"><span><i class=\"healthy\"></i>speed, healthy, km/h</span>"
                        + "<span><i class=\"faulty\"></i>with the fault</span>"
                        + "<span><i class=\"out partition\"></i>a partition out of service</span>"
                        + "<span><i class=\"out ecu\"></i>the whole ECU out of service</span></p>");
        html.raw("<div class=\"panels\">");
        for (ProfileColumn column : columns) {
            StoryLeg leg = column.story().orElseThrow();
            String verdict = leg.trial().verdict().label();
            html.raw("<figure><figcaption><b>" + Html.escape(column.name()) + "</b> ");
            html.element("span class=\"v " + tone(verdict) + "\"", verdict).raw("</figcaption>");
            html.raw(ComparisonPlots.speed(leg, Math.ceil(mostKmh / 10) * 10));
            html.raw("<ol>");
            leg.happened().forEach(text -> html.element("li", text));
            html.raw("</ol></figure>");
        }
        html.raw("</div>");
        table(ComparisonRow.story(story.driver()));
        html.raw("<details><summary>To repeat it; sources</summary>");
        columns.forEach(column -> html.element("pre", column.story().orElseThrow().command()));
        html.raw("<ul>");
        Comparison.Story.SOURCES.forEach(source -> html.element("li", source));
        html.raw("</ul></details>");
    }

    private static String tone(String verdict) {
        return ComparisonRow.good(verdict) ? "pass" : "fail";
    }

    private void containment() {
        html.element("h2", "What it buys: faults that reach the brakes");
        html.raw("<p class=\"key\">");
        VERDICTS.forEach(
                verdict ->
                        html.raw(
                                "<span><i class=\"v-%s\"></i>%s</span>"
                                        .formatted(verdict, verdict.replace('_', ' '))));
        html.raw("</p><div class=\"stacks\">");
        for (ProfileColumn column : columns) {
            html.element("span", column.name()).raw("<span class=\"stack\">");
            for (String verdict : VERDICTS) {
                long n = column.count(verdict);
                if (n > 0) {
                    html.raw(
                            "<i class=\"v-%s\" style=\"flex:%d\" title=\"%s: %d\"></i>"
                                    .formatted(verdict, n, verdict, n));
                }
            }
            html.raw("</span>");
            html.element("span", ComparisonRow.share(column.reached()) + " reached");
        }
        html.raw("</div>");
        table(ComparisonRow.containment());
        html.element(
                "p class=\"soft\"",
                "Applications stay in user mode behind their PMP entries under every kernel. A"
                    + " fault counts as one in the kernel if any part of it is in code there. So"
                    + " few faults are a sample, without a bound: ./twin campaign gives one.");
    }

    private void recovery() {
        html.element("h2", "What it buys: how soon what failed is back");
        html.raw(
                "<p class=\"key\"><span><i class=\"dot partition\"></i>a partition</span>"
                        + "<span><i class=\"dot ecu\"></i>the whole ECU</span>"
                        + "<span>a dot for each fault; point at one for its text</span></p>");
        html.raw("<div class=\"recoveries\">" + ComparisonPlots.recoveries(columns) + "</div>");
        table(ComparisonRow.recovery());
        html.element("p class=\"soft\"", ComparisonRow.BOOT);
        html.raw("<details><summary>Where the boot constants come from</summary><table>");
        html.row("th", "profiles", "#constant", "source");
        BootConstants.rows(columns)
                .forEach(
                        (row, names) ->
                                html.row("td", names, Comparison.ms(row.ms()), row.source()));
        html.raw("</table></details>");
    }

    private void costs() {
        html.element("h2", "What it costs, when all is well");
        html.raw("<div class=\"bars\">");
        for (ComparisonRow.Measure measure : ComparisonRow.measures()) {
            html.raw(ComparisonPlots.bars(measure, columns));
        }
        html.raw("</div>");
        html.element("p class=\"soft\"", "* " + ComparisonRow.MODEL_INPUT);
        html.raw("<details><summary>Where these cycles come from</summary><table>");
        html.row("th", "operation", "#cycles", "source");
        for (KernelCosts.Row row : CrossingCosts.rows()) {
            html.row("td", row.operation(), Integer.toString(row.cycles()), row.source());
        }
        html.raw("</table></details>");
    }

    private void reached() {
        html.element("h2", "Every fault that reached the brakes");
        for (ProfileColumn column : columns) {
            List<ComparedTrial> trials =
                    column.trials().stream().filter(ComparedTrial::reached).toList();
            if (trials.isEmpty()) {
                html.element("p", column.name() + ": none.");
                continue;
            }
            html.raw(
                    "<details><summary>%s: %,d</summary>"
                            .formatted(Html.escape(column.name()), trials.size()));
            trials.forEach(
                    trial ->
                            html.element(
                                    "pre",
                                    comparison
                                            .line()
                                            .under(column.name())
                                            .ofTexts(List.of(trial.faults().split(" ")))));
            html.raw("</details>");
        }
    }

    private void table(List<ComparisonRow> rows) {
        html.raw("<div class=\"scroll\"><table class=\"compared\">");
        String[] names = new String[columns.size() + 1];
        names[0] = "";
        for (int i = 0; i < columns.size(); i++) {
            names[i + 1] = "#" + columns.get(i).name();
        }
        html.row("th", names);
        for (ComparisonRow row : rows) {
            boolean part = row.name().startsWith(" ");
            html.raw("<tr>").element(part ? "td class=\"part\"" : "td", row.name().strip());
            for (ProfileColumn column : columns) {
                String text = row.cell().apply(column);
                html.element("td class=\"n" + (row.verdict() ? " " + tone(text) : "") + "\"", text);
            }
            html.raw("</tr>");
        }
        html.raw("</table></div>");
    }
}

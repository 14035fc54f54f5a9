package dev.bulkhead.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What each page has around what it is about: style, scripts, and what its result rests on. */
final class PageFrame {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";

    private PageFrame() {}

    /**
     * The page up to its first heading.
     *
     * @param styles resources beside this class, after that of all pages
     */
    static void begin(Html html, String title, String... styles) {
        html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.raw(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
                        + " style-src 'unsafe-inline'; script-src 'unsafe-inline'\">");
        html.element("title", "Bulkhead: " + title);
        html.raw("<style>" + resource(UPLOT + "dist/uPlot.min.css"));
        html.raw(resource("page.css"));
        for (String style : styles) {
            html.raw(resource(style));
        }
        html.raw("</style>\n</head>\n<body>");
    }

    /**
     * The scripts, which draw what stands before them.
     *
     * @param scripts resources beside this class, after those that draw trials
     */
    static void end(Html html, String... scripts) {
        html.raw("<script>/* uPlot 1.6.30, MIT licence\n" + resource(UPLOT + "LICENSE") + "*/");
        html.raw(resource(UPLOT + "dist/uPlot.iife.min.js") + "</script>");
        html.raw("<script>" + resource("timeline.js") + "</script>");
        html.raw("<script>" + resource("curves.js") + "</script>");
        for (String script : scripts) {
            html.raw("<script>" + resource(script) + "</script>");
        }
        html.raw("</body>\n</html>");
    }

    /** What a result comes from, what it assumes, and why to trust it. */
    static void basis(Html html, Provenance provenance) {
        html.element("h2", "What this result comes from").raw("<table>");
        origin(html, "Bulkhead " + provenance.version() + ", its classes", provenance.tool());
        origin(html, "description " + provenance.system(), provenance.description());
        origin(html, "scenario " + provenance.scenario(), provenance.scenarioHash());
        provenance.images().forEach((name, hash) -> origin(html, "image of " + name, hash));
        origin(html, "tables of cycle costs", provenance.costs());
        origin(html, "seed", Long.toString(provenance.seed()));
        html.raw("</table>");
        html.element(
                "p class=\"soft\"",
                "SHA-256. The same of all these gives the same page on any machine.");
        list(html, "What it assumes", Basis.assumptions());
        list(html, "Known defects", Basis.knownDefects());
        list(html, "Why to trust it, and what would show that it is wrong", Basis.toolConfidence());
    }

    private static void origin(Html html, String what, String value) {
        html.raw("<tr>").element("td", what).element("td class=\"hash\"", value).raw("</tr>");
    }

    private static void list(Html html, String heading, List<String> items) {
        html.element("h2", heading).raw("<ul>");
        items.forEach(item -> html.element("li", item));
        html.raw("</ul>");
    }

    private static String resource(String name) {
        try (InputStream in = PageFrame.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

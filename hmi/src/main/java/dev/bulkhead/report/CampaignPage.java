package dev.bulkhead.report;

import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.results.Tally;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.system.Mechanism;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One HTML file about a campaign; needs no network. All trials stand in it as numbers and are drawn
 * by the browser as they are looked at; some are told in full.
 */
public final class CampaignPage {
    /** Trials of which the page has a row: about 10 MB. */
    static final int MOST_ROWS = 100_000;

    /** Verdicts of which trials are told in full, in the page's order. */
    private static final List<String> TOLD = List.of("REACHED", "BOUNDED", "CONTRACT", "IDENTICAL");

    private final CampaignReport report;
    private final CampaignStore store;
    private final List<Told> told;
    private final Html html = new Html();

    /** A trial that was run once more to be told in full. */
    public record Told(int index, TrialPage.Chapter chapter) {}

    private CampaignPage(CampaignReport report, CampaignStore store, List<Told> told) {
        this.report = report;
        this.store = store;
        this.told = told;
    }

    /**
     * @param told trials to tell in full, in the page's order
     */
    public static String of(CampaignReport report, CampaignStore store, List<Told> told) {
        return new CampaignPage(report, store, told).page();
    }

    /**
     * Which trials are worth to be told in full: those that reached first, some of those that came
     * near, and for each barrier one that it held.
     *
     * @param most how many
     */
    public static List<TrialRow> worthTelling(CampaignStore store, int most) {
        List<List<TrialRow>> kinds = new ArrayList<>();
        for (String verdict : TOLD.subList(0, TOLD.size() - 1)) {
            kinds.add(new ArrayList<>(store.ofVerdict(verdict, most)));
        }
        kinds.add(held(store, most));
        List<TrialRow> chosen = new ArrayList<>();
        while (chosen.size() < most && kinds.stream().anyMatch(kind -> !kind.isEmpty())) {
            take(chosen, kinds.get(0), most);
            take(chosen, kinds.get(0), most);
            take(chosen, kinds.get(0), most);
            take(chosen, kinds.get(1), most);
            take(chosen, kinds.get(2), most);
            take(chosen, kinds.get(3), most);
        }
        return chosen.stream()
                .sorted(
                        Comparator.comparingInt((TrialRow row) -> TOLD.indexOf(row.verdict()))
                                .thenComparingInt(TrialRow::index))
                .toList();
    }

    /** The first IDENTICAL trial that ran into a barrier, for each barrier. */
    private static List<TrialRow> held(CampaignStore store, int most) {
        List<TrialRow> held = new ArrayList<>();
        SortedSet<String> barriers = new TreeSet<>();
        store.forEachTrial(
                row -> {
                    if (held.size() < most
                            && row.verdict().equals("IDENTICAL")
                            && barriers.addAll(
                                    row.challenged().stream()
                                            .map(each -> each.barrier())
                                            .toList())) {
                        held.add(row);
                    }
                });
        return held;
    }

    private static void take(List<TrialRow> chosen, List<TrialRow> from, int most) {
        if (!from.isEmpty() && chosen.size() < most) {
            chosen.add(from.removeFirst());
        }
    }

    private String page() {
        Tally.Stratum all = report.tally().all();
        String title =
                "%,d faults, %,d challenged, %,d reached"
                        .formatted(all.done(), all.challenged(), all.verdict("REACHED"));
        PageFrame.begin(html, title, "campaign.css");
        html.element("h1", "Can any of these faults reach the brakes?");
        headline(all);
        strata();
        matrix();
        trials(all);
        chapters(all);
        PageFrame.basis(html, report.provenance());
        PageFrame.end(html, "campaign.js");
        return html.toString();
    }

    private void headline(Tally.Stratum all) {
        long reached = all.verdict("REACHED");
        String mood = reached > 0 ? "bad" : all.challengedOrReached() > 0 ? "good" : "none";
        InjectLine line = report.line();
        html.raw("<div class=\"verdict " + mood + "\">");
        html.element("b", "%,d REACHED of %s".formatted(reached, CampaignReport.challenged(all)));
        html.element("p", sentence());
        html.raw("<div class=\"facts\">");
        fact("Population", report.population().label().toUpperCase(Locale.ROOT));
        fact("Faults", "%,d".formatted(all.done()));
        fact("Activated", share(all.activated(), all.done()));
        fact("Challenged", share(all.challenged(), all.done()));
        fact("Scenario", line.scenario());
        fact(
                "Kernel",
                line.profile()
                        + (line.without().isEmpty()
                                ? ""
                                : " without " + String.join(", ", line.without())));
        fact("Watched", line.horizon().map(Object::toString).orElse("to the end"));
        if (!report.phases().isEmpty()) {
            fact("Only", CampaignReport.listed(report.phases()));
        }
        fact("Seed", Long.toString(line.seed()));
        fact(
                "Rate",
                String.format(Locale.ROOT, "%.1f faults/s a core", report.faultsPerSecondPerCore())
                        + (report.fullRate().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        ", %.2f without early stop",
                                        report.fullRate().getAsDouble())
                                : ""));
        html.raw("</div></div>");
        if (!report.space().isEmpty()) {
            html.element("p", "Enumerated: " + report.space() + ".");
        }
        report.behind()
                .ifPresent(
                        behind ->
                                html.element(
                                        "p",
                                        String.join(
                                                " ", behind.sentences(report.line().without()))));
        if (all.done() < all.planned()) {
            html.element(
                    "p class=\"fail\"",
                    "Not complete: %,d of %,d.".formatted(all.done(), all.planned()));
        }
    }

    private String sentence() {
        return report.upperBound()
                .map(
                        bound ->
                                String.format(
                                        Locale.ROOT,
                                        "Of the challenged faults of a stratum at most %.3f %%"
                                                + " reach the protected set, with 95 %%"
                                                + " confidence (largest bound: %s), %s.",
                                        100 * bound.upper95(),
                                        bound.stratum(),
                                        CampaignReport.CONDITION))
                .orElse("No bound can be given: nothing of a sampled stratum was challenged.");
    }

    private void fact(String name, String value) {
        html.raw("<div>" + Html.escape(name) + "<span>" + Html.escape(value) + "</span></div>");
    }

    private static String share(long part, long of) {
        return of == 0 ? "0" : String.format(Locale.ROOT, "%,d (%.0f %%)", part, 100.0 * part / of);
    }

    private void strata() {
        html.element("h2", "What each kind of fault came to");
        html.raw("<div id=\"strata\"></div><table class=\"strata\">");
        html.row(
                "th",
                "Stratum",
                "what",
                "drawn",
                "#faults",
                "#stand for",
                "#activated",
                "#challenged",
                "#not activated",
                "#dormant",
                "#IDENTICAL",
                "#CONTRACT",
                "#BOUNDED",
                "#REACHED",
                "#95 % bound");
        List<Tally.Stratum> rows = new ArrayList<>(report.tally().strata());
        rows.add(report.tally().all());
        for (Tally.Stratum s : rows) {
            OptionalDouble bound = CampaignReport.bound(s);
            html.row(
                    "td",
                    s.name(),
                    s.what(),
                    s.draw().toLowerCase(Locale.ROOT),
                    Long.toString(s.done()),
                    Long.toString(s.weight()),
                    Long.toString(s.activated()),
                    Long.toString(s.challenged()),
                    Long.toString(s.verdict("NOT_ACTIVATED")),
                    Long.toString(s.dormant()),
                    Long.toString(s.verdict("IDENTICAL")),
                    Long.toString(s.verdict("CONTRACT")),
                    Long.toString(s.verdict("BOUNDED")),
                    Long.toString(s.verdict("REACHED")),
                    bound.isPresent()
                            ? String.format(Locale.ROOT, "%.3f %%", 100 * bound.getAsDouble())
                            : CampaignText.bound(s));
        }
        html.raw("</table>");
        Tally.Stratum all = report.tally().all();
        if (all.weight() != all.done()) {
            html.element("p", CampaignReport.standFor(all, report.harmless()));
        }
        html.element(
                "p class=\"soft\"",
                "Not activated proves nothing and is counted apart. The bound is one-sided, exact,"
                        + " of the challenged faults drawn in a sampled stratum; picked ones have"
                        + " none.");
        ArrayNode data = JsonNodeFactory.instance.arrayNode();
        for (Tally.Stratum s : report.tally().strata()) {
            ObjectNode node = data.addObject().put("name", s.name());
            ObjectNode verdicts = node.putObject("verdicts");
            s.verdicts().forEach(verdicts::put);
        }
        html.data("strata-data", data);
    }

    private void matrix() {
        ChallengeMatrix matrix = report.matrix();
        html.element("h2", "Which barriers were challenged by whom");
        html.element(
                "p class=\"soft\"",
                ("Faults that ran into a barrier. %,d of %,d cells attacker × barrier × target ×"
                                + " phase are shown; hatched: not shown; empty: the description"
                                + " puts no such barrier before this attacker. Click a cell for"
                                + " its targets and phases.")
                        .formatted(matrix.shown(), matrix.cells()));
        html.raw("<div id=\"matrix\"></div><div id=\"cell\"></div>");
        html.data("matrix-data", CampaignJson.matrix(matrix));
    }

    private void trials(Tally.Stratum all) {
        html.element("h2", "All faults");
        if (all.done() > MOST_ROWS) {
            html.element(
                    "p class=\"soft\"",
                    "The first %,d of %,d; the database has all.".formatted(MOST_ROWS, all.done()));
        }
        html.raw("<div class=\"bar\" id=\"filters\"></div><div id=\"count\" class=\"soft\"></div>");
        html.raw("<table id=\"trials\"></table><div class=\"bar\" id=\"turn\"></div>");
        rows();
        ObjectNode commands = Json.object();
        commands.put("before", "./twin inject ");
        commands.put("after", report.line().ofTexts(List.of()).substring("./twin inject".length()));
        ObjectNode chapters = commands.putObject("chapters");
        for (int i = 0; i < told.size(); i++) {
            chapters.put(Integer.toString(told.get(i).index()), i);
        }
        html.data("command-data", commands);
    }

    /** Each trial as a list, words by their place in a list of words. */
    private void rows() {
        ObjectNode data = Json.object();
        Map<String, Integer> words = new TreeMap<>();
        List<String> inOrder = new ArrayList<>();
        ArrayNode rows = data.putArray("rows");
        store.forEachTrial(
                trial -> {
                    if (rows.size() < MOST_ROWS) {
                        ArrayNode row = rows.addArray();
                        row.add(trial.index());
                        for (String word :
                                List.of(
                                        trial.stratum(),
                                        trial.phase(),
                                        trial.attacker(),
                                        trial.verdict(),
                                        trial.end())) {
                            row.add(word(word, words, inOrder));
                        }
                        row.add(trial.faults());
                        add(row, trial.activatedAtUs(), 1e-6);
                        add(row, trial.recoveryMs(), 1);
                        add(row, trial.stoppingDistanceM(), 1);
                        ArrayNode challenged = row.addArray();
                        for (TrialRow.Challenged each : trial.challenged()) {
                            challenged.add(word(each.barrier(), words, inOrder));
                            challenged.add(word(each.target(), words, inOrder));
                        }
                        row.add(trial.checksFailed());
                        row.add(trial.firstDifference().orElse(""));
                    }
                });
        ArrayNode list = data.putArray("words");
        inOrder.forEach(list::add);
        html.data("trial-data", data);
    }

    private static int word(String word, Map<String, Integer> words, List<String> inOrder) {
        return words.computeIfAbsent(
                word,
                _ -> {
                    inOrder.add(word);
                    return inOrder.size() - 1;
                });
    }

    private static void add(ArrayNode row, OptionalDouble value, double unit) {
        if (value.isPresent()) {
            row.add(Math.round(value.getAsDouble() * unit * 1e6) / 1e6);
        } else {
            row.addNull();
        }
    }

    private void chapters(Tally.Stratum all) {
        long near = all.verdict("REACHED") + all.verdict("BOUNDED") + all.verdict("CONTRACT");
        html.element("h2", "Told in full");
        html.element(
                "p class=\"soft\"",
                ("%,d faults: of the %,d that are REACHED, BOUNDED or CONTRACT, and of those that a"
                                + " barrier held. Any other is told like this, both runs on one"
                                + " clock, by the command of its row and --html FILE; all of those"
                                + " %,d, some seconds of work each, on a page like this by:")
                        .formatted(told.size(), near, near));
        html.element(
                "pre",
                "./twin campaign --resume %s --only-report --html FILE --told %d"
                        .formatted(InjectLine.quoted(report.folder()), enough(near)));
        TrialPage.chapters(html, told.stream().map(Told::chapter).toList());
    }

    /** To tell all that came near, and for each barrier one that it held. */
    private static long enough(long near) {
        return near + Mechanism.values().length;
    }
}

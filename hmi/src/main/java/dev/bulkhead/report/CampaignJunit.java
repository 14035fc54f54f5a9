package dev.bulkhead.report;

import dev.bulkhead.campaign.Population;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.results.Tally;
import dev.bulkhead.results.TrialRow;

import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A campaign as JUnit XML, for the viewers of CI servers: a suite for each stratum, a case for each
 * trial. A campaign of more than {@link #MOST_CASES} trials has a case for each attacker instead,
 * which fails if one of its trials does. {@code REACHED} fails in population A only: of the others
 * it is not demanded.
 */
public final class CampaignJunit {
    /** Viewers become slow beyond. */
    static final int MOST_CASES = 5000;

    /** Failures that the case of an attacker tells. */
    private static final int MOST_TOLD = 20;

    private final CampaignReport report;
    private final CampaignStore store;
    private final XMLStreamWriter xml;

    private CampaignJunit(CampaignReport report, CampaignStore store, XMLStreamWriter xml) {
        this.report = report;
        this.store = store;
        this.xml = xml;
    }

    /** Writes it; {@code out} stays open. */
    public static void write(CampaignReport report, CampaignStore store, Writer out) {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out);
            new CampaignJunit(report, store, xml).suites();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("campaign as XML", e);
        }
    }

    private void suites() throws XMLStreamException {
        boolean each = report.tally().all().done() <= MOST_CASES;
        Map<String, SortedMap<String, Case>> attackers = new TreeMap<>();
        if (!each) {
            store.forEachTrial(
                    trial ->
                            attackers
                                    .computeIfAbsent(trial.stratum(), _ -> new TreeMap<>())
                                    .computeIfAbsent(trial.attacker(), _ -> new Case())
                                    .add(trial, report));
        }
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("testsuites");
        xml.writeAttribute("name", "campaign " + report.population().label());
        for (Tally.Stratum stratum : report.tally().strata()) {
            SortedMap<String, Case> cases = attackers.getOrDefault(stratum.name(), new TreeMap<>());
            if (each) {
                begin(
                        stratum,
                        stratum.done(),
                        isDemanded() ? stratum.verdict("REACHED") : 0,
                        stratum.verdict("NOT_ACTIVATED"));
                store.forEachTrialOf(stratum.name(), this::trial);
            } else {
                begin(
                        stratum,
                        cases.size(),
                        isDemanded() ? cases.values().stream().filter(Case::failed).count() : 0,
                        cases.values().stream().filter(Case::skipped).count());
                for (Map.Entry<String, Case> attacker : cases.entrySet()) {
                    attacker(stratum, attacker.getKey(), attacker.getValue());
                }
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void begin(Tally.Stratum stratum, long cases, long failures, long skipped)
            throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", stratum.name());
        xml.writeAttribute("tests", Long.toString(cases));
        xml.writeAttribute("failures", Long.toString(failures));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("skipped", Long.toString(skipped));
        xml.writeStartElement("properties");
        property("what", stratum.what());
        property("draw", stratum.draw().toLowerCase(Locale.ROOT));
        Provenance from = report.provenance();
        property("tool_version", from.version());
        property("tool_sha256", from.tool());
        property("description_sha256", from.description());
        property("scenario", from.scenario());
        property("scenario_sha256", from.scenarioHash());
        for (Map.Entry<String, String> image : from.images().entrySet()) {
            property("image_sha256." + image.getKey(), image.getValue());
        }
        property("cost_table_sha256", from.costs());
        property("seed", Long.toString(from.seed()));
        property("profile", report.line().profile());
        property("without", String.join(",", report.line().without()));
        properties("assumption", Basis.assumptions());
        properties("known_defect", Basis.knownDefects());
        properties("tool_confidence", Basis.toolConfidence());
        xml.writeEndElement();
    }

    private void properties(String name, List<String> sentences) throws XMLStreamException {
        for (int i = 0; i < sentences.size(); i++) {
            property(name + "." + (i + 1), sentences.get(i));
        }
    }

    private void property(String name, String value) throws XMLStreamException {
        xml.writeEmptyElement("property");
        xml.writeAttribute("name", name);
        xml.writeAttribute("value", value);
    }

    private void trial(TrialRow trial) {
        try {
            start(trial.stratum(), trial.attacker(), trial.faults(), trial.coreMs());
            switch (trial.verdict()) {
                case "REACHED" ->
                        reached(trial.firstDifference().orElse("REACHED"), report.command(trial));
                case "NOT_ACTIVATED" -> skipped("not activated: it proves nothing");
                default -> out(trial.verdict());
            }
            xml.writeEndElement();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("trial " + trial.index() + " as XML", e);
        }
    }

    private void attacker(Tally.Stratum stratum, String attacker, Case trials)
            throws XMLStreamException {
        start(
                stratum.name(),
                attacker,
                "%d faults of %s".formatted(trials.all, attacker),
                trials.coreMs);
        if (trials.failed()) {
            reached("%d REACHED".formatted(trials.reached), trials.commands.toString());
        } else if (trials.skipped()) {
            skipped("none was activated");
        }
        xml.writeEndElement();
    }

    private void start(String stratum, String attacker, String name, double coreMs)
            throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", stratum + "." + attacker);
        xml.writeAttribute("name", name);
        xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", coreMs / 1e3));
    }

    private boolean isDemanded() {
        return report.population() == Population.A;
    }

    private void out(String text) throws XMLStreamException {
        xml.writeStartElement("system-out");
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private void reached(String message, String command) throws XMLStreamException {
        if (!isDemanded()) {
            out(
                    "REACHED, which is no failure in population %s: %s\n%s"
                            .formatted(report.population().label(), message, command));
            return;
        }
        xml.writeStartElement("failure");
        xml.writeAttribute("message", message);
        xml.writeAttribute("type", "REACHED");
        xml.writeCharacters(command);
        xml.writeEndElement();
    }

    private void skipped(String message) throws XMLStreamException {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", message);
    }

    /** The trials of one attacker in one stratum. */
    private static final class Case {
        private final StringBuilder commands = new StringBuilder();
        private long all;
        private long reached;
        private long notActivated;
        private double coreMs;

        void add(TrialRow trial, CampaignReport report) {
            all++;
            coreMs += trial.coreMs();
            notActivated += trial.verdict().equals("NOT_ACTIVATED") ? 1 : 0;
            if (trial.verdict().equals("REACHED")) {
                if (reached++ < MOST_TOLD) {
                    commands.append(report.command(trial)).append('\n');
                }
            }
        }

        boolean failed() {
            return reached > 0;
        }

        boolean skipped() {
            return !failed() && notActivated == all;
        }
    }
}

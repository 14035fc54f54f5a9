package dev.bulkhead.runner;

import dev.bulkhead.campaign.Phase;
import dev.bulkhead.campaign.Population;
import dev.bulkhead.campaign.StratumWeight;
import dev.bulkhead.document.Document;
import dev.bulkhead.document.DocumentSchema;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.Node;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.runner.CampaignOrder.EveryFlip;
import dev.bulkhead.runner.CampaignOrder.Part;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads campaigns as documents: what the options of {@code ./twin campaign} say, by key. */
public final class CampaignReader {
    /** Resource of the published schema, beside this class. */
    public static final String SCHEMA = "campaign.schema.json";

    private final DocumentSchema schema = new DocumentSchema(CampaignReader.class, SCHEMA);

    /**
     * @throws InputError for the first mistake: file, line, what and remedy
     */
    public Part read(SourceFile file) {
        Document document = Document.read(file, DocumentSource.NONE, schema);
        Node.Mapping root = document.root();
        return new Part(
                text(root, "population")
                        .map(text -> Population.valueOf(text.toUpperCase(Locale.ROOT))),
                text(root, "every_flip").map(text -> everyFlip(document, text)),
                root.has("strata") ? Optional.of(strata(root)) : Optional.empty(),
                root.has("phases") ? Optional.of(phases(root)) : Optional.empty(),
                root.has("faults") ? OptionalInt.of(root.integer("faults")) : OptionalInt.empty(),
                root.has("seed")
                        ? OptionalLong.of(root.scalar("seed").integer())
                        : OptionalLong.empty(),
                reference(root, "scenario"),
                reference(root, "system"),
                text(root, "profile"),
                root.has("without") ? Optional.of(off(root)) : Optional.empty(),
                text(root, "span").map(text -> span(document, text)),
                root.has("verdict_only")
                        ? Optional.of(root.flag("verdict_only"))
                        : Optional.empty());
    }

    private static Optional<String> text(Node.Mapping root, String key) {
        return root.has(key) ? Optional.of(root.text(key)) : Optional.empty();
    }

    /** A path is one from the folder of the file in which it stands. */
    private static Optional<String> reference(Node.Mapping root, String key) {
        return text(root, key)
                .map(
                        text ->
                                DocumentSource.isPath(text)
                                        ? root.scalar(key).place().file().sibling(text).path()
                                        : text);
    }

    private static SimTime span(Document document, String text) {
        return SimTime.parse(text)
                .filter(span -> span.ps() > 0)
                .orElseThrow(
                        () ->
                                document.error(
                                        "span '" + text + "' is no time above 0",
                                        "write one with its unit, such as 1 s",
                                        "span"));
    }

    private static EveryFlip everyFlip(Document document, String text) {
        return EveryFlip.parse(text)
                .orElseThrow(
                        () ->
                                document.error(
                                        "every_flip '" + text + "' is no partition with a time",
                                        "write one such as wireless@2s",
                                        "every_flip"));
    }

    private static List<StratumWeight> strata(Node.Mapping root) {
        List<StratumWeight> strata = new ArrayList<>();
        for (Node item : ((Node.Sequence) root.value("strata")).items()) {
            String text = ((Node.Scalar) item).text();
            strata.add(
                    StratumWeight.parse(text)
                            .orElseThrow(
                                    () ->
                                            new InputError(
                                                    item.place().toString(),
                                                    Text.quote(text) + " is no stratum",
                                                    "write one such as registers or wild=5")));
        }
        return strata;
    }

    private static List<Phase> phases(Node.Mapping root) {
        return ((Node.Sequence) root.value("phases"))
                .items().stream().map(item -> Phase.of(((Node.Scalar) item).text())).toList();
    }

    private static Mechanisms off(Node.Mapping root) {
        List<Mechanisms.Off> off = new ArrayList<>();
        for (Node item : ((Node.Sequence) root.value("without")).items()) {
            off.add(Mechanisms.parse(item.place().toString(), ((Node.Scalar) item).text()));
        }
        return new Mechanisms(off);
    }
}

package dev.bulkhead.fault;

import dev.bulkhead.document.Document;
import dev.bulkhead.document.DocumentSchema;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.Node;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.input.InputError;

import java.util.ArrayList;
import java.util.List;

/** Reads lists of faults: YAML records whose texts are those of the one-line grammar. */
public final class FaultReader {
    /** Resource of the published schema, beside this class. */
    public static final String SCHEMA = "faults.schema.json";

    private final DocumentSchema schema = new DocumentSchema(FaultReader.class, SCHEMA);

    /** A fault and where it stands, for messages. */
    public record Listed(Fault fault, String place) {}

    /**
     * @throws InputError for the first mistake: file, line, what and remedy
     */
    public List<Listed> read(SourceFile file) {
        Document document = Document.read(file, DocumentSource.NONE, schema);
        List<Listed> faults = new ArrayList<>();
        for (Node.Mapping record : document.root().mappings("faults")) {
            String place = record.place().toString();
            faults.add(new Listed(Fault.parse(place, text(record)), place));
        }
        return faults;
    }

    private static String text(Node.Mapping record) {
        String when = record.text("when", "");
        return record.text("target")
                + ":"
                + record.text("what")
                + (when.isEmpty() ? "" : "@" + when)
                + (record.has("ecc") && !record.flag("ecc") ? ";ecc=off" : "");
    }
}

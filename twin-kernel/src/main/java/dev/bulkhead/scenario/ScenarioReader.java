package dev.bulkhead.scenario;

import dev.bulkhead.document.Document;
import dev.bulkhead.document.DocumentSchema;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.SystemDescription;

/** Reads scenarios and refuses what cannot be played on a system. */
public final class ScenarioReader {
    /** Resource of the published schema, beside this class. */
    public static final String SCHEMA = "scenario.schema.json";

    private final DocumentSource shipped;
    private final DocumentSchema schema;

    /**
     * @param shipped the scenarios that ship, by name
     */
    public ScenarioReader(DocumentSource shipped) {
        this.shipped = shipped;
        this.schema = new DocumentSchema(ScenarioReader.class, SCHEMA);
    }

    /**
     * Reads what an option names: a path, if the text has a dot or a slash, else what ships by that
     * name.
     *
     * @param option the option, for the message
     * @param system what the scenario will run on
     * @throws InputError as {@link #read(SourceFile, SystemDescription)}
     */
    public Scenario read(String option, String reference, SystemDescription system) {
        return read(shipped.find(option, reference), system);
    }

    /**
     * @throws InputError for the first mistake: file, line, what and remedy
     */
    public Scenario read(SourceFile file, SystemDescription system) {
        return new ScenarioBinder(Document.read(file, shipped, schema), system).bind();
    }
}

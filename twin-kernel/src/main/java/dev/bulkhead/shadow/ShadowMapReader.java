package dev.bulkhead.shadow;

import dev.bulkhead.document.Document;
import dev.bulkhead.document.DocumentSchema;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.SystemDescription;

/** Reads shadow maps and refuses what does not fit a system. */
public final class ShadowMapReader {
    /** Resource of the published schema, beside this class. */
    public static final String SCHEMA = "shadow.schema.json";

    private final DocumentSchema schema = new DocumentSchema(ShadowMapReader.class, SCHEMA);

    /**
     * @param system whose buses and message databases it speaks of
     * @throws InputError for the first mistake: file, line, what and remedy
     */
    public ShadowMap read(SourceFile file, SystemDescription system) {
        return new ShadowMapBinder(Document.read(file, DocumentSource.NONE, schema), system).bind();
    }
}

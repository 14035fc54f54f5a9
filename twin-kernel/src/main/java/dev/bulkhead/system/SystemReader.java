package dev.bulkhead.system;

import dev.bulkhead.document.Document;
import dev.bulkhead.document.DocumentSchema;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.input.InputError;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Reads system descriptions and refuses what cannot run. */
public final class SystemReader {
    /** Resource of the published schema, beside this class. */
    public static final String SCHEMA = "system.schema.json";

    private final DocumentSource shipped;
    private final ImageSource images;
    private final DocumentSchema schema;

    /**
     * @param shipped the descriptions that ship, by name
     * @param images where a partition's image comes from
     */
    public SystemReader(DocumentSource shipped, ImageSource images) {
        this.shipped = shipped;
        this.images = images;
        this.schema = new DocumentSchema(SystemReader.class, SCHEMA);
    }

    /**
     * Reads what an option names: a path, if the text has a dot or a slash, else what ships by that
     * name.
     *
     * @param option the option, for the message
     * @throws InputError as {@link #read(SourceFile)}
     */
    public LoadedSystem read(String option, String reference) {
        return read(shipped.find(option, reference));
    }

    /**
     * @throws InputError for the first mistake: file, line, what and remedy
     */
    public LoadedSystem read(SourceFile file) {
        return inspect(file, BrokenRules.REFUSED, List.of()).loaded();
    }

    /**
     * Reads what an option names to judge it: a broken rule is told of, not refused.
     *
     * @param option the option, for the message
     * @throws InputError for the first mistake that is no broken rule
     */
    public Inspection inspect(String option, String reference) {
        return inspect(shipped.find(option, reference));
    }

    /**
     * @throws InputError as {@link #inspect(String, String)}
     */
    public Inspection inspect(SourceFile file) {
        List<Inspection.Broken> found = new ArrayList<>();
        return inspect(
                file, (rule, mistake) -> found.add(new Inspection.Broken(rule, mistake)), found);
    }

    private Inspection inspect(SourceFile file, BrokenRules broken, List<Inspection.Broken> found) {
        Document document = Document.read(file, shipped, schema);
        SystemDescription system = DescriptionBinder.bind(document, broken);
        NameChecks.check(document, system, broken);
        MemoryChecks.check(document, system, broken);
        ScheduleChecks.check(document, system, broken);
        CommunicationChecks.check(document, system, broken);
        AdvisoryChecks.check(document, system, broken);
        ProfileChecks.check(document, system);
        SortedMap<String, ElfFile> programs =
                new ImageChecks(document, system, broken).load(images);
        return new Inspection(system, programs, found);
    }
}

package dev.bulkhead.document;

import dev.bulkhead.input.InputError;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The documents of one kind that ship, by name. A text with a dot or a slash is the path of a
 * user's file, any other the name of a shipped one.
 */
public final class DocumentSource {
    /** Nothing ships. */
    public static final DocumentSource NONE = new DocumentSource(new TreeMap<>());

    private final SortedMap<String, SourceFile> shipped;

    /**
     * @param shipped file by name; a name has neither dot nor slash
     */
    public DocumentSource(SortedMap<String, ? extends SourceFile> shipped) {
        this.shipped = new TreeMap<>(shipped);
    }

    public List<String> names() {
        return List.copyOf(shipped.keySet());
    }

    /** Whether the text is the path of a file rather than the name of what ships. */
    public static boolean isPath(String reference) {
        return reference.contains("/") || reference.contains(".") || reference.contains("\\");
    }

    /**
     * The file that an option names.
     *
     * @param option where it stands, for the message
     * @throws InputError if nothing of that name ships
     */
    public SourceFile find(String option, String reference) {
        return isPath(reference) ? DiskFile.of(reference) : named(option, reference);
    }

    /** The file that a value in a document names. */
    SourceFile find(Node.Scalar reference) {
        String text = reference.text();
        Place place = reference.place();
        return isPath(text) ? place.file().sibling(text) : named(place.toString(), text);
    }

    private SourceFile named(String place, String name) {
        SourceFile file = shipped.get(name);
        if (file == null) {
            throw new InputError(
                    place,
                    "nothing named " + Text.quote(name) + " ships",
                    Text.didYouMean(name, shipped.keySet())
                            .orElse("write ./" + Text.plain(name) + " for a file"));
        }
        return file;
    }
}

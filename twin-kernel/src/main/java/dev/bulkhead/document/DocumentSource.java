package dev.bulkhead.document;

import dev.bulkhead.input.InputError;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The documents of one kind that ship, by name. A text with a dot or a slash is the path of a
 * user's file, any other the name of a shipped one.
 */
public final class DocumentSource {
    /** Nothing ships. */
    public static final DocumentSource NONE = new DocumentSource(new TreeMap<>());

    private final SortedMap<String, SourceFile> shipped;
    private final Function<String, SourceFile> users;

    /**
     * @param shipped file by name; a name has neither dot nor slash
     */
    public DocumentSource(SortedMap<String, ? extends SourceFile> shipped) {
        this(shipped, DiskFile::of);
    }

    private DocumentSource(
            SortedMap<String, ? extends SourceFile> shipped, Function<String, SourceFile> users) {
        this.shipped = new TreeMap<>(shipped);
        this.users = users;
    }

    /**
     * What ships, with the user's files from elsewhere than this machine's disk.
     *
     * @param users makes the file of a path; its siblings come from the same place
     */
    public DocumentSource withUsersFiles(Function<String, SourceFile> users) {
        return new DocumentSource(shipped, users);
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
        return isPath(reference) ? users.apply(reference) : named(option, reference);
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

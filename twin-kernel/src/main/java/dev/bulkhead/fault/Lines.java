package dev.bulkhead.fault;

import dev.bulkhead.document.Text;
import dev.bulkhead.elf.SourceLines;

import java.util.OptionalInt;
import java.util.SortedSet;

/** Finds a source line in a partition's program. */
final class Lines {
    private Lines() {}

    /**
     * @throws dev.bulkhead.input.InputError if there is no such line
     */
    static Moment moment(Site site, When.Line when) {
        int partition = partition(site, when.file());
        String name = site.names().nameOf(partition);
        String file = when.file().substring(when.file().lastIndexOf('/') + 1);
        SourceLines lines = SourceLines.of(site.names().image(partition));
        SortedSet<String> files = lines.files();
        if (files.isEmpty()) {
            throw site.error(
                    "the program of '%s' has no line table".formatted(name),
                    "compile it with -g, or name a symbol: exec:SYMBOL");
        }
        if (!files.contains(file)) {
            throw site.error(
                    "no code of '%s' comes from %s".formatted(name, Text.quote(file)),
                    Text.remedyFor(file, files));
        }
        if (lines.entries(file, when.line()).isEmpty()) {
            throw site.error(
                    "line %d of %s is no statement with code in '%s'"
                            .formatted(when.line(), file, name),
                    "the nearest one is line " + lines.nearest(file, when.line()));
        }
        return new Moment.AtLine(
                site.hart(), lines, new SourceLines.Line(file, when.line()), when.count());
    }

    /** Whose program is meant: the target's, or that of the partition named before the slash. */
    private static int partition(Site site, String file) {
        int slash = file.indexOf('/');
        OptionalInt named =
                site.names()
                        .partition(slash < 0 ? site.fault().target() : file.substring(0, slash));
        return named.orElseThrow(
                () ->
                        site.error(
                                "whose program has " + Text.quote(file) + "?",
                                "write line:PARTITION/" + file.substring(slash + 1) + ":LINE"));
    }
}

package dev.bulkhead.partitions;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.FirmwareBuilder.Placement;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes one line of what a failing compiler or linker printed.
 *
 * @param place what the user calls the folder that is built
 * @param diagnostics receives the whole of it, with the user's file names
 */
record ToolReport(String place, Consumer<String> diagnostics) {
    private static final Pattern COMPILER_ERROR =
            Pattern.compile(
                    "(?m)^(\\S+?:\\d+)(?::\\d+)?: (?:fatal )?error: (.*?)(?: \\[-W[\\w,-]+])?$");
    private static final Pattern LINKER_ERROR = Pattern.compile("(?m)^(?:ld\\.)?lld: error: (.*)$");
    private static final Pattern LINKER_PLACE =
            Pattern.compile(
                    "(?m)^>>> (?:referenced by|defined at) \\S+ \\((?:\\./)?(src/\\S+:\\d+)\\)");
    private static final Pattern OVERFLOW =
            Pattern.compile("will not fit in region '\\w+': overflowed by (\\d+) bytes");
    private static final Pattern SOURCES = Pattern.compile("(?m)(?<![\\w/.-])(?:\\./)?src/");

    /**
     * @param file that was compiled
     */
    InputError compiler(String file, String output) {
        diagnostics.accept(withUsersNames(output));
        Matcher error = COMPILER_ERROR.matcher(output);
        return error.find()
                ? new InputError(
                        withUsersNames(error.group(1)),
                        Text.plain(error.group(2)),
                        "correct it and build again")
                : new InputError(
                        withUsersNames(file),
                        "the compiler failed",
                        "see what it prints with --verbose");
    }

    InputError linker(Placement placement, String output) {
        diagnostics.accept(withUsersNames(output));
        long excess =
                OVERFLOW.matcher(output)
                        .results()
                        .mapToLong(overflow -> Long.parseLong(overflow.group(1)))
                        .max()
                        .orElse(0);
        if (excess > 0) {
            return new InputError(
                    place,
                    "the image is %d bytes larger than its memory of 0x%x bytes"
                            .formatted(excess, placement.size()),
                    "raise the memory's size to 0x%x or more"
                            .formatted(pages(placement.size() + excess)));
        }
        Matcher error = LINKER_ERROR.matcher(output);
        if (!error.find()) {
            return new InputError(place, "the linker failed", "see what it prints with --verbose");
        }
        String what = Text.plain(error.group(1));
        String next = output.substring(error.end());
        Matcher following = LINKER_ERROR.matcher(next);
        String details = following.find() ? next.substring(0, following.start()) : next;
        String where =
                LINKER_PLACE
                        .matcher(details)
                        .results()
                        .map(place -> place.group(1))
                        .reduce((_, last) -> last)
                        .map(this::withUsersNames)
                        .orElse(place);
        return new InputError(where, what, remedy(what));
    }

    private static String remedy(String what) {
        if (what.startsWith("undefined symbol")) {
            return "define it or use what the SDK has";
        }
        return what.startsWith("duplicate symbol") ? "keep one definition" : "correct the sources";
    }

    private static long pages(long bytes) {
        return (bytes + 4095) / 4096 * 4096;
    }

    private String withUsersNames(String output) {
        return SOURCES.matcher(output).replaceAll(Matcher.quoteReplacement(place + "/"));
    }
}

package dev.bulkhead.cli;

import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.LogWriter;
import dev.bulkhead.document.Text;
import dev.bulkhead.export.PerfettoFile;
import dev.bulkhead.input.InputError;

import java.io.Closeable;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The files that one call of {@code ./twin trace} writes, and what went into them. */
final class TraceFiles implements Closeable {
    private final List<TraceTarget> targets;
    private final Set<String> wanted;
    private final List<NewFile> files = new ArrayList<>();
    private final List<Recorded> recordings = new ArrayList<>();
    private final SortedMap<String, Long> channels = new TreeMap<>();
    private PerfettoFile perfetto;

    /** A recording that grows. */
    private record Recorded(String name, LogWriter writer) {}

    /**
     * Makes the files beside their places.
     *
     * @param wanted channels; all if there are none
     */
    TraceFiles(List<TraceTarget> targets, List<String> wanted) throws IOException {
        this.targets = List.copyOf(targets);
        this.wanted = new TreeSet<>(wanted);
        try {
            for (TraceTarget target : targets) {
                NewFile file = NewFile.apart(files, TraceTarget.OPTION, target.name());
                files.add(file);
                if (target.format().isPresent()) {
                    recordings.add(
                            new Recorded(
                                    target.name(),
                                    LogWriter.of(target.format().get(), channel(target, file))));
                } else if (perfetto == null) {
                    perfetto = new PerfettoFile(file.stream());
                } else {
                    throw new InputError(
                            TraceTarget.OPTION, "names two files for Perfetto", "name one");
                }
            }
        } catch (InputError | IOException e) {
            close();
            throw e;
        }
    }

    private static SeekableByteChannel channel(TraceTarget target, NewFile file) {
        try {
            return Files.newByteChannel(file.written(), StandardOpenOption.WRITE);
        } catch (IOException | UnsupportedOperationException e) {
            throw failed(target.name(), e);
        }
    }

    private static InputError failed(String name, Exception e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new InputError(
                Text.plain(name),
                "cannot be written: " + Text.plain(why.lines().findFirst().orElse("")),
                "make room or name another file");
    }

    /** Prints a recording too. */
    void print(LogWriter text) {
        recordings.add(new Recorded("standard output", text));
    }

    /** A writer whose close leaves the one below open. */
    static Writer kept(Writer below) {
        return new FilterWriter(below) {
            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    /** Perfetto's file, if one is wanted. */
    Optional<PerfettoFile> perfetto() {
        return Optional.ofNullable(perfetto);
    }

    void write(LogEntry entry) {
        if (!wanted.isEmpty() && !wanted.contains(entry.channel())) {
            channels.putIfAbsent(entry.channel(), 0L);
            return;
        }
        channels.merge(entry.channel(), 1L, Long::sum);
        for (Recorded recording : recordings) {
            try {
                recording.writer().write(entry);
            } catch (IOException e) {
                throw failed(recording.name(), e);
            }
        }
    }

    /**
     * Ends the recordings and makes the files appear.
     *
     * @throws InputError if a channel that was asked for is not there
     */
    void keep() throws IOException {
        for (String name : wanted) {
            if (!channels.containsKey(name)) {
                throw new InputError(
                        "--channel",
                        "no channel " + Text.quote(name),
                        channels.isEmpty()
                                ? "leave the option out"
                                : "name one of " + String.join(", ", channels.keySet()));
            }
        }
        for (Recorded recording : recordings) {
            try {
                recording.writer().close();
            } catch (IOException e) {
                throw failed(recording.name(), e);
            }
        }
        if (perfetto != null) {
            perfetto.close();
        }
        for (NewFile file : files) {
            file.keep();
        }
    }

    List<TraceTarget> targets() {
        return targets;
    }

    /** Entries written, by channel; 0 for a channel that was left out. */
    SortedMap<String, Long> channels() {
        return channels;
    }

    long entries() {
        return channels.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() throws IOException {
        for (NewFile file : files) {
            file.close();
        }
    }
}

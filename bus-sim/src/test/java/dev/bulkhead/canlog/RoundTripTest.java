package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was written in a form is read from it again, whatever was recorded. */
class RoundTripTest {
    @TempDir private Path folder;

    private List<LogEntry> again(LogFormat format, List<LogEntry> entries) throws IOException {
        Path file = folder.resolve("again." + format.extension());
        return Entries.read(Entries.write(format, file, entries)).whole();
    }

    private static List<LogEntry> everything() {
        List<LogEntry> all = new ArrayList<>(Entries.classic());
        all.addAll(Entries.remote());
        all.addAll(Entries.fd());
        all.addAll(Entries.errors());
        all.add(
                Entries.at(
                        5_000_000_000L,
                        "can0",
                        new CanFrame(1, false, false, 13, CanData.ofHex("0102030405060708"))));
        all.sort(Comparator.comparingLong(LogEntry::atNs));
        return all;
    }

    @ParameterizedTest
    @EnumSource(names = "CSV_PYTHON_CAN", mode = Mode.EXCLUDE)
    void everyKindOfEntryComesBack(LogFormat format) throws IOException {
        List<LogEntry> entries =
                switch (format) {
                    case ASC -> everything().stream().map(RoundTripTest::withoutClass).toList();
                    case CANDUMP -> Entries.unmarked(everything());
                    default -> everything();
                };

        assertEquals(entries, again(format, everything()));
    }

    /** Vector's text has an error's time and channel alone. */
    private static LogEntry withoutClass(LogEntry entry) {
        return entry.content() instanceof LogEntry.ErrorFrame
                ? Entries.error(entry.atNs() - Entries.START_NS, entry.channel())
                : entry;
    }

    @Test
    void theTableOfPythonCanKeepsClassicFramesOfOneChannel() throws IOException {
        var entries = Entries.remote();

        assertEquals(entries, again(LogFormat.CSV_PYTHON_CAN, entries));
    }

    @ParameterizedTest
    @EnumSource
    void aRecordingOfNothingIsReadAsOne(LogFormat format) throws IOException {
        Path file = Entries.write(format, folder.resolve("none"), List.of());
        boolean empty = format.label().startsWith("candump");

        if (!empty) { // those have no head, so nothing tells that it is one
            assertEquals(List.of(), Entries.read(file).whole());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BLF", "PCAPNG", "CSV"})
    void nanosecondsAreKept(LogFormat format) throws IOException {
        var entries = List.of(Entries.at(1, "can0", Entries.base(1, "")));

        assertEquals(entries, again(format, entries));
    }

    @ParameterizedTest
    @EnumSource(names = {"CANDUMP", "CANDUMP_TA", "ASC"})
    void textsOfToolsHaveMicroseconds(LogFormat format) throws IOException {
        var entries = List.of(Entries.at(1_999, "can0", Entries.base(1, "")));

        assertEquals(Entries.START_NS + 1_000, again(format, entries).getFirst().atNs());
    }

    @ParameterizedTest
    @EnumSource
    void timesSinceZeroStaySo(LogFormat format) throws IOException {
        LogEntry early =
                new LogEntry(
                        1_234_000,
                        "can0",
                        LogEntry.Direction.RECEIVED,
                        new LogEntry.Frame(Entries.base(1, "")));

        assertEquals(List.of(early), again(format, List.of(early)));
    }

    @ParameterizedTest
    @EnumSource(names = {"CANDUMP", "CANDUMP_TA", "PCAPNG", "CSV"})
    void namesOfChannelsAreKept(LogFormat format) throws IOException {
        var entries = List.of(Entries.at(0, "chassis", Entries.base(1, "")));

        assertEquals(entries, again(format, entries));
    }

    @Test
    void aLongRecordingIsMoreThanOneContainer() throws IOException {
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            entries.add(Entries.at(i * 1_000L, "can0", Entries.base(i % 0x800, "0102")));
        }

        assertEquals(entries, again(LogFormat.BLF, entries));
    }
}

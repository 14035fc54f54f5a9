package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanError;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.canlog.LogEntry.Direction;
import dev.bulkhead.input.InputError;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Entries of recordings, and as lines of one word a field, see python-can-peer.py. */
final class Entries {
    /** A Tuesday in November 2023, a whole second. */
    static final long START_NS = 1_700_000_000L * 1_000_000_000L;

    private Entries() {}

    /** What reading came to. */
    record Read(List<LogEntry> entries, Optional<InputError> broke) {
        /** All entries, none of the file being broken. */
        List<LogEntry> whole() {
            assertEquals(Optional.empty(), broke.map(InputError::getMessage));
            return entries;
        }

        List<String> lines() {
            return entries.stream().map(Entries::line).toList();
        }

        String says() {
            return broke.orElseThrow().getMessage();
        }
    }

    static Read read(String name, byte[] bytes) {
        List<LogEntry> entries = new ArrayList<>();
        try {
            Recording recording = Recording.of(name, new ByteArrayInputStream(bytes));
            return new Read(entries, recording.read(entries::add));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Read read(String name, String text) {
        return read(name, text.getBytes(StandardCharsets.UTF_8));
    }

    static Read read(Path file) throws IOException {
        return read(file.getFileName().toString(), Files.readAllBytes(file));
    }

    static Path write(LogFormat format, Path file, List<LogEntry> entries) throws IOException {
        try (SeekableByteChannel channel =
                        Files.newByteChannel(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE);
                LogWriter writer = LogWriter.of(format, channel)) {
            for (LogEntry entry : entries) {
                writer.write(entry);
            }
        }
        return file;
    }

    static LogEntry at(long sinceNs, String channel, CanFrame frame) {
        return new LogEntry(
                START_NS + sinceNs, channel, Direction.RECEIVED, new LogEntry.Frame(frame));
    }

    static LogEntry error(long sinceNs, String channel) {
        return new LogEntry(
                START_NS + sinceNs, channel, Direction.RECEIVED, LogEntry.ErrorFrame.unspecified());
    }

    private static LogEntry shown(long sinceNs, Optional<CanError> error, boolean transmitter) {
        return new LogEntry(
                START_NS + sinceNs,
                "can0",
                Direction.RECEIVED,
                LogEntry.ErrorFrame.of(error, transmitter));
    }

    static LogEntry sent(LogEntry entry) {
        return new LogEntry(entry.atNs(), entry.channel(), Direction.SENT, entry.content());
    }

    /** As a form has them in which all counts as received. */
    static List<LogEntry> unmarked(List<LogEntry> entries) {
        return entries.stream()
                .map(e -> new LogEntry(e.atNs(), e.channel(), Direction.RECEIVED, e.content()))
                .toList();
    }

    /** An FD frame whose bytes count up from 1. */
    static CanFrame fd(int identifier, boolean extended, FrameFormat format, boolean esi, int dlc) {
        byte[] data = new byte[CanFrame.dataBytes(format, dlc)];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i + 1);
        }
        return new CanFrame(identifier, extended, format, esi, dlc, CanData.of(data));
    }

    static CanFrame base(int identifier, String hex) {
        return CanFrame.base(identifier, CanData.ofHex(hex));
    }

    static CanFrame extended(int identifier, String hex) {
        return CanFrame.extended(identifier, CanData.ofHex(hex));
    }

    /** Data frames, classic, of both lengths of identifier, on two channels. */
    static List<LogEntry> classic() {
        return List.of(
                at(0, "can0", base(0x123, "11 22 33 44 55 66 77 88")),
                sent(at(123_456_000, "can0", base(0, ""))),
                at(124_000_000, "can1", extended(0x1234567, "01 AB")),
                at(124_000_000, "can0", base(0x7FF, "FF")),
                at(2_000_000_000, "can1", extended(0x1FFFFFFF, "00 00 00 00 00 00 00 00")),
                at(2_000_001_000, "can0", extended(0x7FF, "01 02 03")));
    }

    static List<LogEntry> remote() {
        return List.of(
                at(0, "can0", CanFrame.baseRemote(0x321, 0)),
                at(1_000_000, "can0", CanFrame.extendedRemote(0x321, 8)),
                at(2_000_000, "can0", CanFrame.baseRemote(0x7FF, 4)));
    }

    /** FD frames of every length, with and without bit rate switch and error state. */
    static List<LogEntry> fd() {
        List<LogEntry> entries = new ArrayList<>();
        for (int dlc = 1; dlc <= 15; dlc++) {
            FrameFormat format = dlc % 2 == 0 ? FrameFormat.FD : FrameFormat.FD_BIT_RATE_SWITCH;
            boolean extended = dlc % 3 == 0;
            CanFrame frame = fd(0x100 + dlc, extended, format, dlc % 4 == 0, dlc);
            LogEntry entry = at(dlc * 1_000_000L, "can" + dlc % 2, frame);
            entries.add(dlc % 5 == 0 ? sent(entry) : entry);
        }
        return entries;
    }

    /** One of which nothing is known, and what a bus shows: classes 0x88 and 0xA8. */
    static List<LogEntry> errors() {
        return List.of(
                at(0, "can0", base(0x123, "11")),
                error(500_000, "can0"),
                shown(600_000, Optional.of(CanError.FORM), false),
                shown(700_000, Optional.of(CanError.ACKNOWLEDGEMENT), true),
                shown(800_000, Optional.empty(), false),
                at(1_000_000, "can0", base(0x124, "12")));
    }

    static String line(LogEntry entry) {
        String channel = entry.channel().replaceAll("\\D", "");
        String content =
                switch (entry.content()) {
                    case LogEntry.ErrorFrame error ->
                            "error %X 0 8 0 0 %s".formatted(error.errorClass(), error.detail());
                    case LogEntry.Frame(CanFrame frame) ->
                            "%s %X %d %d %d %d %s"
                                    .formatted(
                                            kind(frame),
                                            frame.identifier(),
                                            frame.extended() ? 1 : 0,
                                            frame.dlc(),
                                            frame.bitRateSwitch() ? 1 : 0,
                                            frame.errorPassive() ? 1 : 0,
                                            frame.data().length() == 0 ? "-" : frame.data());
                };
        return "%d %s %s %s"
                .formatted(
                        entry.atNs(),
                        channel.isEmpty() ? "0" : channel,
                        entry.direction() == Direction.SENT ? "tx" : "rx",
                        content);
    }

    private static String kind(CanFrame frame) {
        return switch (frame.format()) {
            case DATA, REMOTE -> frame.format().name().toLowerCase(Locale.ROOT);
            case FD, FD_BIT_RATE_SWITCH -> "fd";
        };
    }
}

package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.canlog.LogEntry.Direction;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code candump -L} and {@code -l} write, see {@link CandumpForm}. */
final class CandumpReader extends TextReader {
    private static final Pattern LINE =
            Pattern.compile("\\(([0-9.]+)\\)\\s+(\\S+)\\s+([^\\s#]+)#(\\S*)(?:\\s+([RrTt]).*)?");
    private static final String REMEDY =
            "write (SECONDS) CHANNEL IDENTIFIER#DATA as candump -L does";

    CandumpReader(Damage damage, Consumer<LogEntry> sink) {
        super(damage, sink);
    }

    @Override
    LogEntry entry(String line) throws Malformed {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new Malformed("no line of candump: " + LogText.quote(line), REMEDY);
        }
        String direction = parts.group(5);
        return new LogEntry(
                LogText.nanoseconds(parts.group(1)),
                parts.group(2),
                "T".equalsIgnoreCase(direction) ? Direction.SENT : Direction.RECEIVED,
                content(parts.group(3), parts.group(4)));
    }

    static LogEntry.Content content(String identifier, String rest) throws Malformed {
        boolean extended = identifier.length() > 3;
        int bits = identifierOf(identifier);
        if ((bits & SocketCan.ERROR) != 0) {
            byte[] detail = LogText.bytes(rest);
            Frames.classicDlc(detail.length);
            return LogEntry.ErrorFrame.of(bits & CanFrame.MAX_EXTENDED_IDENTIFIER, detail);
        }
        if (rest.startsWith("#")) {
            return new LogEntry.Frame(fd(bits, extended, rest.substring(1)));
        }
        int underscore = rest.indexOf('_');
        String body = underscore < 0 ? rest : rest.substring(0, underscore);
        boolean remote = body.startsWith("R") || body.startsWith("r");
        byte[] data = remote ? new byte[0] : LogText.bytes(body);
        int dlc = Frames.classicDlc(data.length);
        if (remote && body.length() > 1) {
            dlc = LogText.number("length", body.substring(1), 10, CanFrame.MAX_DATA_BYTES);
        }
        if (underscore >= 0) {
            dlc = LogText.number("data length code", rest.substring(underscore + 1), 16, 15);
        }
        return new LogEntry.Frame(
                Frames.of(bits, extended, Frames.classic(remote), false, dlc, data));
    }

    /** The identifier with the flag of an error frame, if it has that. */
    static int identifierOf(String text) throws Malformed {
        int last = SocketCan.ERROR | CanFrame.MAX_EXTENDED_IDENTIFIER;
        return LogText.number("identifier", text, 16, last);
    }

    private static CanFrame fd(int identifier, boolean extended, String rest) throws Malformed {
        if (rest.isEmpty()) {
            throw new Malformed("an FD frame without the digit of its flags");
        }
        int flags = LogText.number("flags", rest.substring(0, 1), 16, 0xF);
        byte[] data = LogText.bytes(rest.substring(1));
        FrameFormat format = Frames.fd((flags & SocketCan.BIT_RATE_SWITCH) != 0);
        return Frames.of(
                identifier,
                extended,
                format,
                (flags & SocketCan.ERROR_STATE) != 0,
                Frames.fdDlc(data.length),
                data);
    }
}

package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.input.InputError;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/**
 * The table of python-can 4, data in Base64. It has no column for channel, direction and FD.
 *
 * @see "python-can 4.1.0, can/io/csv.py"
 */
final class CsvPythonCan implements TextForm {
    static final String FIRST_COLUMNS = "timestamp,arbitration_id,";

    private static final String HEAD = FIRST_COLUMNS + "extended,remote,error,dlc,data";
    private static final int COLUMNS = 7;

    private String channel;

    @Override
    public String begin() {
        return HEAD + "\n";
    }

    @Override
    public String line(LogEntry entry) {
        if (channel != null && !channel.equals(entry.channel())) {
            throw new InputError(
                    "--to csv-python-can",
                    "the table of python-can has no column for the channel, and there are %s and %s"
                            .formatted(LogText.word(channel), LogText.word(entry.channel())),
                    "choose one by --channel, or write csv");
        }
        channel = entry.channel();
        String time = LogText.seconds(entry.atNs(), 1, 9);
        return switch (entry.content()) {
            case LogEntry.ErrorFrame e ->
                    "%s,0x%x,0,0,1,8,%s"
                            .formatted(time, e.errorClass(), base64(e.detail().toArray()));
            case LogEntry.Frame(CanFrame frame) -> {
                if (frame.fd()) {
                    throw new InputError(
                            "--to csv-python-can",
                            "the table of python-can cannot hold FD frames",
                            "write csv, or any other form");
                }
                yield "%s,0x%x,%d,%d,0,%d,%s"
                        .formatted(
                                time,
                                frame.identifier(),
                                frame.extended() ? 1 : 0,
                                frame.remote() ? 1 : 0,
                                frame.dlc(),
                                base64(frame.data().toArray()));
            }
        };
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Reads it; every entry is of channel {@code can0} and counts as received. */
    static final class Reader extends TextReader {
        private static final int MAX_TIME = 40;

        private boolean headed;

        Reader(Damage damage, Consumer<LogEntry> sink) {
            super(damage, sink);
        }

        @Override
        LogEntry entry(String line) throws Malformed {
            if (!headed) {
                headed = true;
                return null;
            }
            List<String> fields = CsvTable.fields(line);
            if (fields.size() != COLUMNS) {
                throw new Malformed(
                        "%d fields where there are 7 columns".formatted(fields.size()),
                        "remove the row");
            }
            return new LogEntry(
                    time(fields.get(0)),
                    ChannelNumbers.name(1),
                    LogEntry.Direction.RECEIVED,
                    content(fields));
        }

        /** Python writes very small numbers with an exponent. */
        private static long time(String text) throws Malformed {
            boolean tiny = text.length() < MAX_TIME && text.matches("[0-9.]+e-[0-9]{1,2}");
            if (!tiny) {
                return LogText.nanoseconds(text);
            }
            try {
                return new BigDecimal(text).movePointRight(9).longValue();
            } catch (NumberFormatException _) {
                throw new Malformed("time " + LogText.quote(text) + " is no number of seconds");
            }
        }

        private static LogEntry.Content content(List<String> fields) throws Malformed {
            String hex = fields.get(1).replaceFirst("^0[xX]", "");
            int bits = LogText.number("identifier", hex, 16, Integer.MAX_VALUE);
            boolean extended = fields.get(2).equals("1");
            boolean remote = fields.get(3).equals("1");
            boolean error = fields.get(4).equals("1");
            byte[] data;
            try {
                data = Base64.getDecoder().decode(fields.get(6));
            } catch (IllegalArgumentException _) {
                throw new Malformed("the data are not Base64", "remove the row");
            }
            if (error) {
                Frames.classicDlc(data.length);
                int errorClass = bits & CanFrame.MAX_EXTENDED_IDENTIFIER;
                return LogEntry.ErrorFrame.of(
                        errorClass == 0 ? LogEntry.ErrorFrame.BUS_ERROR : errorClass, data);
            }
            int length = LogText.number("dlc", fields.get(5), 10, CanFrame.MAX_FD_DATA_BYTES);
            if (length > 15) {
                throw new Malformed(
                        "an FD frame, whose other bits the table does not have",
                        "record FD frames in another form");
            }
            return new LogEntry.Frame(
                    Frames.of(bits, extended, Frames.classic(remote), false, length, data));
        }
    }
}

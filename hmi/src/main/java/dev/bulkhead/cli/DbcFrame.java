package dev.bulkhead.cli;

import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.dbc.MessageCodec;
import dev.bulkhead.dbc.SignalValue;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A frame on the command line of {@code dbc}, read from its bytes or made from values. */
final class DbcFrame {
    /** A frame alone, or the line of candump in which it stands. */
    private static final Pattern FRAME =
            Pattern.compile(
                    "(?:\\([0-9.]+\\)\\s+\\S+\\s+)?"
                            + "([0-9A-Fa-f]{1,8})#(#[0-9A-Fa-f])?([0-9A-Fa-f .]*)(?:\\s[RT])?");

    private static final Pattern REMOTE = Pattern.compile(".*#[Rr]\\d?(?:_[9A-Fa-f])?(?:\\s[RT])?");

    /** Parts two values; a comma that no name and '=' follow is of a value's name. */
    private static final Pattern BETWEEN_VALUES = Pattern.compile(",(?=[^,=]*=)");

    private static final int BASE_DIGITS = 3;
    private static final int GREATEST_BASE = 0x7FF;
    private static final int GREATEST_EXTENDED = 0x1FFF_FFFF;
    private static final int LONGEST_NUMBER = 400;

    private final String text;
    private final DbcMessage message;
    private final byte[] data;
    private final MessageCodec.Decoded decoded;

    private DbcFrame(String text, DbcMessage message, byte[] data) {
        this.text = text;
        this.message = message;
        this.data = data;
        this.decoded = new MessageCodec(message).decode(data);
    }

    /** As candump writes it. */
    String text() {
        return text;
    }

    DbcMessage message() {
        return message;
    }

    byte[] data() {
        return data.clone();
    }

    MessageCodec.Decoded decoded() {
        return decoded;
    }

    boolean hasComplaints() {
        return !decoded.complaints().isEmpty()
                || decoded.values().stream()
                        .map(SignalValue::complaint)
                        .anyMatch(Optional::isPresent);
    }

    static DbcFrame read(Dbc dbc, String text) {
        if (REMOTE.matcher(text.strip()).matches()) {
            throw new InputError(
                    "--decode",
                    Text.quote(text) + " is a remote frame, which has no data",
                    "decode the frame that answers it");
        }
        Matcher parts = FRAME.matcher(text.strip());
        String digits = parts.matches() ? parts.group(3).replaceAll("[ .]", "") : "";
        if (!parts.matches() || digits.length() % 2 != 0) {
            throw new InputError(
                    "--decode",
                    Text.quote(text) + " is no frame",
                    "write one as 1A0#0102 or 18FECA15#0102");
        }
        boolean extended = parts.group(1).length() > BASE_DIGITS;
        long identifier = Long.parseLong(parts.group(1), 16);
        if (identifier > (extended ? GREATEST_EXTENDED : GREATEST_BASE)) {
            throw new InputError(
                    "--decode",
                    "identifier %s has more than %d bits"
                            .formatted(parts.group(1), extended ? 29 : 11),
                    "correct it");
        }
        DbcMessage message =
                dbc.carriedBy((int) identifier, extended)
                        .orElseThrow(() -> unknown(dbc, (int) identifier, extended));
        byte[] data = HexFormat.of().parseHex(digits);
        String frame = parts.group(1) + "#" + (parts.group(2) == null ? "" : parts.group(2));
        return new DbcFrame(frame + parts.group(3).strip(), message, data);
    }

    private static InputError unknown(Dbc dbc, int identifier, boolean extended) {
        String remedy =
                dbc.message(identifier, !extended).isPresent()
                        ? extended
                                ? "write three digits for the one of 11 bits"
                                : "write eight digits for the one of 29 bits"
                        : "correct the identifier; --brief lists those that are there";
        return new InputError(
                "--decode",
                "there is no message of identifier %s"
                        .formatted((extended ? "%08X" : "%03X").formatted(identifier)),
                remedy);
    }

    /** The message of that name. */
    static DbcMessage message(Dbc dbc, String option, String name) {
        List<String> known = dbc.messages().stream().map(DbcMessage::name).toList();
        if (!known.contains(name)) {
            throw new InputError(
                    option,
                    "there is no message " + Text.quote(name),
                    Text.didYouMean(name, known).orElse("--brief lists those that are there"));
        }
        return dbc.message(name);
    }

    static DbcFrame made(Dbc dbc, String wish) {
        int colon = wish.indexOf(':');
        DbcMessage message = message(dbc, "--encode", colon < 0 ? wish : wish.substring(0, colon));
        Map<String, BigDecimal> values = new TreeMap<>();
        String rest = colon < 0 ? "" : wish.substring(colon + 1);
        for (String part : rest.isEmpty() ? new String[0] : BETWEEN_VALUES.split(rest)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new InputError(
                        "--encode", Text.quote(part) + " has no '='", "write SIGNAL=VALUE");
            }
            DbcSignal signal = signal(message, part.substring(0, equals).strip());
            values.put(signal.name(), value(signal, part.substring(equals + 1).strip()));
        }
        byte[] data = encode(message, values);
        String hex = HexFormat.of().withUpperCase().formatHex(data);
        boolean fd = message.fd() || data.length > DbcMessage.CLASSIC_BYTES;
        String identifier = (message.extended() ? "%08X" : "%03X").formatted(message.identifier());
        return new DbcFrame(identifier + (fd ? "##0" : "#") + hex, message, data);
    }

    private static byte[] encode(DbcMessage message, Map<String, BigDecimal> values) {
        for (DbcSignal signal : message.signals()) {
            if (signal.bytesNeeded() > message.length()) {
                throw new InputError(
                        "--encode",
                        "signal '%s' lies outside message '%s'"
                                .formatted(signal.name(), message.name()),
                        "mend the database; --check says more");
            }
        }
        try {
            return new MessageCodec(message).encode(values);
        } catch (IllegalArgumentException e) {
            throw new InputError("--encode", e.getMessage(), "correct the value");
        }
    }

    private static DbcSignal signal(DbcMessage message, String name) {
        List<String> known = message.signals().stream().map(DbcSignal::name).toList();
        return message.find(name)
                .orElseThrow(
                        () ->
                                new InputError(
                                        "--encode",
                                        "message '%s' has no signal %s"
                                                .formatted(message.name(), Text.quote(name)),
                                        Text.remedyFor(name, known)));
    }

    /** A number, or the name of a raw value. */
    private static BigDecimal value(DbcSignal signal, String text) {
        for (Map.Entry<BigInteger, String> each : signal.values().texts().entrySet()) {
            if (each.getValue().equals(text)) {
                return new BigDecimal(each.getKey()).multiply(signal.factor()).add(signal.offset());
            }
        }
        try {
            BigDecimal number = new BigDecimal(text);
            if (Math.abs((long) number.scale()) < LONGEST_NUMBER) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new InputError(
                "--encode",
                "%s is no value of signal '%s'".formatted(Text.quote(text), signal.name()),
                "write a number or one of its value names");
    }
}

package dev.bulkhead.can;

import dev.bulkhead.state.Fields;

import java.util.Locale;
import java.util.Objects;

/**
 * A CAN frame.
 *
 * @param identifier 0..0x7FF, or 0..0x1FFF_FFFF if extended
 * @param extended whether the identifier has 29 bits
 * @param errorPassive the error state indicator of an FD frame: its sender is error passive; false
 *     in a classic frame
 * @param dlc data length code, 0..15; see {@link #dataBytes}
 * @param data as many bytes as {@code dlc} stands for; none in a remote frame
 * @see "Bosch CAN Specification 2.0 (1991), Part B, section 3.1"
 */
public record CanFrame(
        int identifier,
        boolean extended,
        FrameFormat format,
        boolean errorPassive,
        int dlc,
        CanData data) {
    /** The longest data field of a classic frame. */
    public static final int MAX_DATA_BYTES = 8;

    /** The longest data field of an FD frame. */
    public static final int MAX_FD_DATA_BYTES = 64;

    public static final int MAX_BASE_IDENTIFIER = 0x7FF;
    public static final int MAX_EXTENDED_IDENTIFIER = 0x1FFF_FFFF;

    /** Bytes that the data length codes 9 to 15 of an FD frame stand for. */
    private static final int[] LONG_FD_FIELDS = {12, 16, 20, 24, 32, 48, 64};

    /** What a state walk finds where a frame may stand. */
    private static final int ABSENT = 0;

    private static final int CLASSIC_PRESENT = 1;
    private static final int FD_PRESENT = 2;

    public CanFrame {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(data, "data");
        int last = extended ? MAX_EXTENDED_IDENTIFIER : MAX_BASE_IDENTIFIER;
        if (identifier < 0 || identifier > last) {
            throw new IllegalArgumentException(
                    "identifier=0x%X, expected 0..0x%X".formatted(identifier, last));
        }
        if (dlc < 0 || dlc > 15) {
            throw new IllegalArgumentException("dlc=" + dlc + ", expected 0..15");
        }
        if (errorPassive && !format.isFd()) {
            throw new IllegalArgumentException("errorPassive in a classic frame, expected in FD");
        }
        int expected = dataBytes(format, dlc);
        if (data.length() != expected) {
            throw new IllegalArgumentException(
                    "data has "
                            + data.length()
                            + " bytes, expected "
                            + expected
                            + " for dlc "
                            + dlc);
        }
    }

    /** A classic frame. */
    public CanFrame(int identifier, boolean extended, boolean remote, int dlc, CanData data) {
        this(
                identifier,
                extended,
                remote ? FrameFormat.REMOTE : FrameFormat.DATA,
                false,
                dlc,
                data);
    }

    /**
     * Length of the data field: 9 to 15 stand for 8 bytes in a classic frame, and for 12, 16, 20,
     * 24, 32, 48 and 64 in an FD frame.
     *
     * @param dlc data length code, 0..15
     */
    public static int dataBytes(FrameFormat format, int dlc) {
        return switch (format) {
            case REMOTE -> 0;
            case DATA -> Math.min(dlc, MAX_DATA_BYTES);
            case FD, FD_BIT_RATE_SWITCH ->
                    dlc <= MAX_DATA_BYTES ? dlc : LONG_FD_FIELDS[dlc - MAX_DATA_BYTES - 1];
        };
    }

    /**
     * The data length code of an FD frame.
     *
     * @param bytes length of its data field
     * @throws IllegalArgumentException if no code stands for that length
     */
    public static int fdDlc(int bytes) {
        if (bytes >= 0 && bytes <= MAX_DATA_BYTES) {
            return bytes;
        }
        int longField = indexOfLongField(bytes);
        if (longField >= 0) {
            return MAX_DATA_BYTES + 1 + longField;
        }
        throw new IllegalArgumentException(
                "bytes=" + bytes + ", expected 0..8, 12, 16, 20, 24, 32, 48 or 64");
    }

    /** Whether a data length code of an FD frame stands for that many bytes. */
    public static boolean isFdLength(int bytes) {
        return bytes >= 0 && bytes <= MAX_DATA_BYTES || indexOfLongField(bytes) >= 0;
    }

    private static int indexOfLongField(int bytes) {
        for (int i = 0; i < LONG_FD_FIELDS.length; i++) {
            if (LONG_FD_FIELDS[i] == bytes) {
                return i;
            }
        }
        return -1;
    }

    /** Whether this is a classic frame that asks for data and carries none. */
    public boolean remote() {
        return format == FrameFormat.REMOTE;
    }

    /** Whether this is an FD frame. */
    public boolean fd() {
        return format.isFd();
    }

    /** Whether the frame switches to the data bit rate. */
    public boolean bitRateSwitch() {
        return format == FrameFormat.FD_BIT_RATE_SWITCH;
    }

    /** A data frame with an 11-bit identifier. */
    public static CanFrame base(int identifier, CanData data) {
        return new CanFrame(identifier, false, false, data.length(), data);
    }

    /** A data frame with a 29-bit identifier. */
    public static CanFrame extended(int identifier, CanData data) {
        return new CanFrame(identifier, true, false, data.length(), data);
    }

    /** A remote frame with an 11-bit identifier. */
    public static CanFrame baseRemote(int identifier, int dlc) {
        return new CanFrame(identifier, false, true, dlc, CanData.EMPTY);
    }

    /** A remote frame with a 29-bit identifier. */
    public static CanFrame extendedRemote(int identifier, int dlc) {
        return new CanFrame(identifier, true, true, dlc, CanData.EMPTY);
    }

    /**
     * Passes a frame that may be absent through a state walk.
     *
     * @param frame the present one, or {@code null}
     * @return the frame that shall stand there, {@code null} for none
     */
    public static CanFrame describe(Fields fields, String name, CanFrame frame) {
        fields.enter(name);
        CanFrame result = null;
        int present = frame == null ? ABSENT : frame.fd() ? FD_PRESENT : CLASSIC_PRESENT;
        present = fields.i32("present", present);
        if (present != ABSENT) {
            int identifier = fields.i32("identifier", frame == null ? 0 : frame.identifier);
            boolean extended = fields.bool("extended", frame != null && frame.extended);
            FrameFormat format = FrameFormat.DATA;
            boolean errorPassive = false;
            if (present == FD_PRESENT) {
                boolean fast = fields.bool("bitRateSwitch", frame != null && frame.bitRateSwitch());
                format = fast ? FrameFormat.FD_BIT_RATE_SWITCH : FrameFormat.FD;
                errorPassive = fields.bool("errorPassive", frame != null && frame.errorPassive);
            } else if (fields.bool("remote", frame != null && frame.remote())) {
                format = FrameFormat.REMOTE;
            }
            int dlc = fields.i32("dlc", frame == null ? 0 : frame.dlc);
            byte[] bytes = new byte[dataBytes(format, dlc)];
            if (!fields.restoring()) {
                frame.data.copyTo(bytes, 0);
            }
            fields.bytes("data", bytes);
            result =
                    new CanFrame(
                            identifier, extended, format, errorPassive, dlc, CanData.of(bytes));
        }
        fields.leave();
        return result;
    }

    /**
     * As {@code candump} writes it: {@code 0A0#1122}, {@code 000000A0#R2}, and for FD frames with a
     * digit that counts 1 for the bit rate switch and 2 for the error state: {@code 0A0##11122}.
     */
    @Override
    public String toString() {
        String content =
                switch (format) {
                    case DATA -> data.toString();
                    case REMOTE -> "R" + (dlc == 0 ? "" : Integer.toHexString(dlc));
                    case FD, FD_BIT_RATE_SWITCH ->
                            "#" + ((bitRateSwitch() ? 1 : 0) + (errorPassive ? 2 : 0)) + data;
                };
        return (extended ? "%08X#" : "%03X#").formatted(identifier)
                + content.toUpperCase(Locale.ROOT);
    }
}

package dev.bulkhead.can;

import dev.bulkhead.state.Fields;

import java.util.Locale;
import java.util.Objects;

/**
 * A classic CAN frame.
 *
 * @param identifier 0..0x7FF, or 0..0x1FFF_FFFF if extended
 * @param extended whether the identifier has 29 bits
 * @param remote whether this is a remote frame, which asks for data and carries none
 * @param dlc data length code, 0..15; 9 to 15 stand for 8 bytes
 * @param data as many bytes as {@code dlc} stands for; none in a remote frame
 * @see "Bosch CAN Specification 2.0 (1991), Part B, section 3.1"
 */
public record CanFrame(int identifier, boolean extended, boolean remote, int dlc, CanData data) {
    public static final int MAX_DATA_BYTES = 8;
    public static final int MAX_BASE_IDENTIFIER = 0x7FF;
    public static final int MAX_EXTENDED_IDENTIFIER = 0x1FFF_FFFF;

    public CanFrame {
        Objects.requireNonNull(data, "data");
        int last = extended ? MAX_EXTENDED_IDENTIFIER : MAX_BASE_IDENTIFIER;
        if (identifier < 0 || identifier > last) {
            throw new IllegalArgumentException(
                    "identifier=0x%X, expected 0..0x%X".formatted(identifier, last));
        }
        if (dlc < 0 || dlc > 15) {
            throw new IllegalArgumentException("dlc=" + dlc + ", expected 0..15");
        }
        int expected = remote ? 0 : Math.min(dlc, MAX_DATA_BYTES);
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
    static CanFrame describe(Fields fields, String name, CanFrame frame) {
        fields.enter(name);
        CanFrame result = null;
        if (fields.bool("present", frame != null)) {
            int identifier = fields.i32("identifier", frame == null ? 0 : frame.identifier);
            boolean extended = fields.bool("extended", frame != null && frame.extended);
            boolean remote = fields.bool("remote", frame != null && frame.remote);
            int dlc = fields.i32("dlc", frame == null ? 0 : frame.dlc);
            byte[] bytes = new byte[remote ? 0 : Math.min(dlc, MAX_DATA_BYTES)];
            if (!fields.restoring()) {
                frame.data.copyTo(bytes, 0);
            }
            fields.bytes("data", bytes);
            result = new CanFrame(identifier, extended, remote, dlc, CanData.of(bytes));
        }
        fields.leave();
        return result;
    }

    /** As {@code candump} writes it: {@code 0A0#1122}, {@code 000000A0#R2}. */
    @Override
    public String toString() {
        return (extended ? "%08X#" : "%03X#").formatted(identifier)
                + (remote ? "R" + (dlc == 0 ? "" : Integer.toHexString(dlc)) : data.toString())
                        .toUpperCase(Locale.ROOT);
    }
}

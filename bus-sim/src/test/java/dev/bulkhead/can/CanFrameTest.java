package dev.bulkhead.can;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CanFrameTest {
    @Test
    void isWrittenAsCandumpWritesIt() {
        assertEquals("0A0#1122", CanFrame.base(0x0A0, CanData.ofHex("11 22")).toString());
        assertEquals("000000A0#FF", CanFrame.extended(0xA0, CanData.ofHex("ff")).toString());
        assertEquals("0A0#R2", CanFrame.baseRemote(0xA0, 2).toString());
        assertEquals("1FFFFFFF#R", CanFrame.extendedRemote(0x1FFF_FFFF, 0).toString());
    }

    @Test
    void aLengthCodeAboveEightStandsForEightBytes() {
        CanData eight = CanData.ofHex("0011223344556677");
        assertEquals(15, new CanFrame(1, false, false, 15, eight).dlc());
        assertThrows(
                IllegalArgumentException.class,
                () -> new CanFrame(1, false, false, 15, CanData.ofHex("00")));
    }

    @Test
    void aRemoteFrameHasALengthButNoData() {
        assertEquals(0, CanFrame.baseRemote(1, 8).data().length());
        assertThrows(
                IllegalArgumentException.class,
                () -> new CanFrame(1, false, true, 1, CanData.ofHex("00")));
    }

    @Test
    void anIdentifierOfTooManyBitsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> CanFrame.base(0x800, CanData.EMPTY));
        assertThrows(
                IllegalArgumentException.class,
                () -> CanFrame.extended(0x2000_0000, CanData.EMPTY));
        assertThrows(IllegalArgumentException.class, () -> CanFrame.base(-1, CanData.EMPTY));
    }

    @Test
    void itsDataCannotBeChangedFromOutside() {
        byte[] bytes = {1, 2};
        CanFrame frame = CanFrame.base(1, CanData.of(bytes));
        bytes[0] = 9;
        frame.data().toArray()[1] = 9;
        assertEquals("001#0102", frame.toString());
    }

    @Test
    void equalContentMakesEqualFrames() {
        assertEquals(
                CanFrame.base(1, CanData.ofHex("0102")),
                CanFrame.base(1, CanData.of((byte) 1, (byte) 2)));
    }
}

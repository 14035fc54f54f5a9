package dev.bulkhead.can;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Nested;
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

    @Nested
    class AnFdFrame {
        private static CanFrame of(int dlc, int bytes) {
            return new CanFrame(
                    0x123, false, FrameFormat.FD, false, dlc, CanData.of(new byte[bytes]));
        }

        @Test
        void hasDataFieldsOfTwelveToSixtyFourBytesForTheCodesNineToFifteen() {
            int[] lengths = {0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64};
            for (int dlc = 0; dlc < 16; dlc++) {
                assertEquals(lengths[dlc], of(dlc, lengths[dlc]).data().length());
                assertEquals(dlc, CanFrame.fdDlc(lengths[dlc]));
            }
            assertThrows(IllegalArgumentException.class, () -> of(9, 8));
            assertThrows(IllegalArgumentException.class, () -> CanFrame.fdDlc(9));
        }

        @Test
        void isWrittenAsCandumpWritesIt() {
            CanData data = CanData.ofHex("1122");
            assertEquals(
                    "0A0##11122",
                    new CanFrame(0xA0, false, FrameFormat.FD_BIT_RATE_SWITCH, false, 2, data)
                            .toString());
            assertEquals(
                    "000000A0##21122",
                    new CanFrame(0xA0, true, FrameFormat.FD, true, 2, data).toString());
        }

        @Test
        void aloneSaysThatItsSenderIsErrorPassive() {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new CanFrame(1, false, FrameFormat.DATA, true, 0, CanData.EMPTY));
        }
    }
}

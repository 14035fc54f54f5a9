package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Packet captures, their blocks put together by hand. */
class PcapngTest {
    private static final String FRAME = "00000123 02 00 00 00 AABB000000000000";

    enum Order {
        BIG(ByteOrder.BIG_ENDIAN),
        LITTLE(ByteOrder.LITTLE_ENDIAN);

        private final ByteOrder bytes;

        Order(ByteOrder bytes) {
            this.bytes = bytes;
        }
    }

    /** A capture as it grows. */
    private static final class Capture {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final ByteOrder order;

        Capture(ByteOrder order) {
            this.order = order;
            block(
                    0x0A0D0D0A,
                    buffer(16)
                            .putInt(0x1A2B3C4D)
                            .putShort((short) 1)
                            .putShort((short) 0)
                            .putLong(-1));
        }

        Capture() {
            this(ByteOrder.LITTLE_ENDIAN);
        }

        ByteBuffer buffer(int bytes) {
            return ByteBuffer.allocate(bytes).order(order);
        }

        Capture block(int type, ByteBuffer body) {
            int length = 12 + body.capacity();
            all.writeBytes(buffer(8).putInt(type).putInt(length).array());
            byte[] bytes = new byte[body.capacity()];
            body.get(0, bytes);
            all.writeBytes(bytes);
            all.writeBytes(buffer(4).putInt(length).array());
            return this;
        }

        /** An interface with one option of up to eight bytes, code 0 for none. */
        Capture link(int type, int code, int length, byte[] value) {
            ByteBuffer body = buffer(24).putShort((short) type).putShort((short) 0).putInt(0);
            body.putShort((short) code).putShort((short) length).put(value);
            return block(1, body);
        }

        Capture link() {
            return link(227, 0, 0, new byte[0]);
        }

        Capture packet(int link, long ticks, String hex) {
            byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
            ByteBuffer body = buffer(20 + (bytes.length + 3 & ~3)).putInt(link);
            body.putInt((int) (ticks >>> 32)).putInt((int) ticks);
            return block(6, body.putInt(bytes.length).putInt(bytes.length).put(bytes));
        }

        byte[] bytes() {
            return all.toByteArray();
        }

        Entries.Read read() {
            return Entries.read("x.pcapng", bytes());
        }
    }

    private static final long TICKS = 1_700_000_000_000_001L;
    private static final String AT = "1700000000000001000";

    @ParameterizedTest
    @EnumSource
    void ofEitherByteOrderTheIdentifierInNetworkOrder(Order order) {
        Entries.Read read = new Capture(order.bytes).link().packet(0, TICKS, FRAME).read();

        read.whole();
        assertEquals(List.of(AT + " 0 rx data 123 0 2 0 0 AABB"), read.lines());
    }

    @ParameterizedTest
    @CsvSource({
        "00000123 08 00 00 09 0102030405060708, data 123 0 9 0 0 0102030405060708",
        "80000123 00 00 00 00 0000000000000000, data 123 1 0 0 0 -",
        "C0000123 03 00 00 00 0000000000000000, remote 123 1 3 0 0 -",
        "00000123 01 05 00 00 AA, fd 123 0 1 1 0 AA",
        "20000080 08 00 00 00 0000000000000001, error 80 0 8 0 0 0000000000000001",
    })
    void framesOfSocketCan(String packet, String entry) {
        Entries.Read read = new Capture().link().packet(0, TICKS, packet).read();

        read.whole();
        assertEquals(List.of(AT + " 0 rx " + entry), read.lines());
    }

    @Test
    void anOldKernelTellsAnFdFrameByTheLengthOfThePacket() {
        String packet = "00000123 01 01 00 00 AA" + "00".repeat(63);
        Entries.Read read = new Capture().link().packet(0, TICKS, packet).read();

        assertEquals(List.of(AT + " 0 rx fd 123 0 1 1 0 AA"), read.lines());
    }

    /** Option 9 is the resolution, 6 if it is missing; with its highest bit a power of 2. */
    @ParameterizedTest
    @CsvSource({
        "6, 1700000000000001, 1700000000000001000",
        "9, 1700000000000000001, 1700000000000000001",
        "3, 1700000000001, 1700000000001000000",
        "12, 1700000000123, 1700000000",
        "131, 8, 1000000000", // 8 eighths
        "0, 3, 3000000000",
    })
    void resolutionsOfTime(int resolution, long ticks, long ns) {
        byte[] value = {(byte) resolution, 0, 0, 0};
        Entries.Read read = new Capture().link(227, 9, 1, value).packet(0, ticks, FRAME).read();

        assertEquals(ns, read.whole().getFirst().atNs());
    }

    @Test
    void anOffsetOfTime() {
        byte[] value = {10, 0, 0, 0, 0, 0, 0, 0};
        Entries.Read read = new Capture().link(227, 14, 8, value).packet(0, 1, FRAME).read();

        assertEquals(10_000_001_000L, read.whole().getFirst().atNs());
    }

    @Test
    void severalInterfacesAndSections() {
        byte[] name = {'b', 'o', 'd', 'y'};
        byte[] first =
                new Capture()
                        .link(227, 2, 4, name)
                        .link()
                        .packet(0, TICKS, FRAME)
                        .packet(1, TICKS, FRAME)
                        .bytes();
        byte[] second = new Capture(ByteOrder.BIG_ENDIAN).link().packet(0, TICKS, FRAME).bytes();
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        assertEquals(
                List.of("body", "can1", "can0"),
                Entries.read("x.pcapng", both).whole().stream().map(LogEntry::channel).toList());
    }

    @Test
    void otherBlocksAndOtherLinksArePassedOver() {
        Capture capture = new Capture().link(1, 0, 0, new byte[0]).link();
        capture.packet(0, TICKS, "00".repeat(60)).block(0x0BAD, capture.buffer(8));

        assertEquals(1, capture.packet(1, TICKS, FRAME).read().whole().size());
    }

    @Test
    void aSimplePacketHasTheTimeOfTheOneBefore() {
        Capture capture = new Capture().link().packet(0, TICKS, FRAME);
        byte[] frame = HexFormat.of().parseHex(FRAME.replace(" ", ""));
        Entries.Read read = capture.block(3, capture.buffer(20).putInt(16).put(frame)).read();

        assertEquals(read.whole().getFirst(), read.whole().getLast());
        assertEquals(2, read.entries().size());
    }

    @Nested
    class WhatIsBroken {
        private void breaks(int whole, String says, Entries.Read read) {
            assertEquals("x.pcapng: byte " + says, read.says());
            assertEquals(whole, read.entries().size(), "what is whole is read");
        }

        @Test
        void aFileThatEndsWithinABlock() {
            byte[] bytes =
                    new Capture().link().packet(0, TICKS, FRAME).packet(0, TICKS, FRAME).bytes();

            breaks(
                    1,
                    "112: the file ends within a block; record it again, or use what was read",
                    Entries.read("x.pcapng", Arrays.copyOf(bytes, bytes.length - 1)));
        }

        @Test
        void aBlockWhoseLengthsDiffer() {
            byte[] bytes =
                    new Capture().link().packet(0, TICKS, FRAME).packet(0, TICKS, FRAME).bytes();
            bytes[bytes.length - 4] ^= 4;

            breaks(
                    1,
                    "112: a block of 48 bytes that ends as one of 52; use what was read; the file"
                            + " was damaged later",
                    Entries.read("x.pcapng", bytes));
        }

        @Test
        void aBlockOfNoLength() {
            Capture capture = new Capture().link().packet(0, TICKS, FRAME);
            capture.all.writeBytes(capture.buffer(8).putInt(6).putInt(3).array());

            breaks(
                    1,
                    "112: a block of 3 bytes; use what was read; the file was damaged later",
                    capture.read());
        }

        @Test
        void aSectionWithoutItsMagic() {
            byte[] bytes = new Capture().bytes();
            bytes[8] = 0;

            breaks(
                    0,
                    "0: a section without its byte-order magic; use what was read; the file was"
                            + " damaged later",
                    Entries.read("x.pcapng", bytes));
        }

        @Test
        void aPacketOfAnInterfaceThatIsNotThere() {
            breaks(
                    1,
                    "64: a packet of interface 7, which is not there; use what was read; the file"
                            + " was damaged later",
                    new Capture().link().packet(7, TICKS, FRAME).packet(0, TICKS, FRAME).read());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "00000123 08 00 00 00 0000 | 8 data bytes in a packet of 10; capture without a"
                            + " limit of a packet's length",
                    "00000123 09 04 00 00 000000000000000000 | no FD frame has 9 data bytes;"
                            + " correct or remove it",
                    "00000123 81 00 00 00 0000 | a CAN XL frame; leave CAN XL frames out",
                    "0000 | a SocketCAN frame of 2 bytes; correct or remove it",
                })
        void aFrameThatIsNone(String packet, String says) {
            breaks(
                    1,
                    "64: " + says,
                    new Capture().link().packet(0, TICKS, packet).packet(0, TICKS, FRAME).read());
        }

        @Test
        void aTimeFarAway() {
            byte[] seconds = {0, 0, 0, 0};

            breaks(
                    0,
                    "64: a time before 1970 or after 2262; correct the clock's offset",
                    new Capture().link(227, 9, 1, seconds).packet(0, 1L << 40, FRAME).read());
        }

        @Test
        void aCaptureOfSomethingElse() {
            breaks(
                    0,
                    "0: none of its 1 packets is of a CAN interface; capture on a SocketCAN"
                            + " interface",
                    new Capture()
                            .link(1, 0, 0, new byte[0])
                            .packet(0, TICKS, "00".repeat(60))
                            .read());
        }
    }
}

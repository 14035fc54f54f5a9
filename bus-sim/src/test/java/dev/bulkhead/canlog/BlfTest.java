package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;

/** Vector's binary logging format, its objects put together by hand. */
class BlfTest {
    private static final int FILE_HEADER = 144;

    @TempDir private Path folder;

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** LOGG, its size, application, format 2.6.8.1, sizes, counts, start 2023-11-14 22:13:20.5. */
    private static byte[] file(byte[]... objects) {
        byte[] header =
                Arrays.copyOf(
                        hex(
                                """
                                4C4F4747 90000000 00000000 02060801
                                0000000000000000 0000000000000000 00000000 00000000
                                E707 0B00 0200 0E00 1600 0D00 1400 F401
                                """),
                        FILE_HEADER);
        return join(header, join(objects));
    }

    /** LOBJ, header of 32 bytes and version 1, time 1 ms in nanoseconds. */
    private static byte[] object(int type, String body) {
        return object(type, 2, 1_000_000, body);
    }

    private static byte[] object(int type, int timeFlags, long time, String body) {
        byte[] bytes = hex(body);
        ByteBuffer object = ByteBuffer.allocate(32 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        object.put(hex("4C4F424A 2000 0100")).putInt(32 + bytes.length).putInt(type);
        return object.putInt(timeFlags).putInt(0).putLong(time).put(bytes).array();
    }

    private static byte[] container(int method, byte[] stored, int size) {
        ByteBuffer object =
                ByteBuffer.allocate(32 + stored.length + stored.length % 4)
                        .order(ByteOrder.LITTLE_ENDIAN);
        object.put(hex("4C4F424A 1000 0100")).putInt(32 + stored.length).putInt(10);
        object.putShort((short) method).put(new byte[6]).putInt(size).putInt(0).put(stored);
        return object.array();
    }

    private static byte[] zipped(byte[] contents) {
        Deflater deflater = new Deflater();
        deflater.setInput(contents);
        deflater.finish();
        byte[] buffer = new byte[contents.length + 100];
        int length = deflater.deflate(buffer);
        deflater.end();
        return container(2, Arrays.copyOf(buffer, length), contents.length);
    }

    private static final long AT = 1_700_000_000_501_000_000L;
    private static final byte[] CLASSIC =
            object(1, "0200 01 02 23010000 1122000000000000"); // channel 2, sent, 2 bytes

    private static String only(byte[] object) {
        Entries.Read read = Entries.read("x.blf", file(object));
        assertEquals(1, read.whole().size());
        assertTrue(read.lines().getFirst().startsWith(AT + " "), read.lines().toString());
        return read.lines().getFirst().substring(20);
    }

    @Test
    void aMessage() {
        assertEquals("1 tx data 123 0 2 0 0 1122", only(CLASSIC));
        assertEquals(
                "0 rx remote 1FFFFFFF 1 4 0 0 -",
                only(object(1, "0100 80 04 FFFFFF9F 0000000000000000")));
    }

    @Test
    void aMessage2() {
        String body = "0100 00 08 23010080 0102030405060708 80EE0300 7C 00 0000";

        assertEquals("0 rx data 123 1 8 0 0 0102030405060708", only(object(86, body)));
    }

    @Test
    void anFdMessage() {
        String data = "0102030405060708090A0B0C" + "00".repeat(52);
        String fd = "0100 00 09 23010000 00000000 00 07 0C 00 00000000 " + data;
        String classic = "0100 80 02 23010000 00000000 00 00 02 00 00000000 " + "00".repeat(64);

        assertEquals("0 rx fd 123 0 9 1 1 0102030405060708090A0B0C", only(object(100, fd)));
        assertEquals("0 rx remote 123 0 2 0 0 -", only(object(100, classic)));
    }

    private static String fd64(String flags, String dlc, String valid, String direction) {
        return "03 %s %s 00 23010080 00000000 %s 00000000 00000000 00000000 00000000 0000 %s 00"
                        .formatted(dlc, valid, flags, direction)
                + "00000000";
    }

    @Test
    void anFdMessage64() {
        String bytes = "AB".repeat(64);

        assertEquals(
                "2 tx fd 123 1 15 1 0 " + bytes,
                only(object(101, fd64("00300000", "0F", "40", "01") + bytes)));
        assertEquals(
                "2 rx data 123 1 1 0 0 AB",
                only(object(101, fd64("00000000", "01", "01", "00") + "AB")));
        assertEquals(
                "2 rx fd 123 1 0 0 1 -", only(object(101, fd64("00500000", "00", "00", "00"))));
    }

    /** CANoe writes the request and, once it was sent, the frame. */
    @Test
    void requestsToSendArePassedOver() {
        byte[] requests =
                join(
                        object(1, "0100 02 02 23010000 1122000000000000"),
                        object(86, "0100 02 02 23010000 1122000000000000 80EE0300 7C 00 0000"),
                        object(
                                100,
                                "0100 02 02 23010000 00000000 00 00 02 00 00000000 "
                                        + "00".repeat(64)),
                        object(101, fd64("00000000", "01", "01", "02") + "AB"));

        assertEquals("1 tx data 123 0 2 0 0 1122", only(join(requests, CLASSIC)));
    }

    @Test
    void bytesThatAnFdMessage64HasNotAreZeros() {
        assertEquals(
                "2 rx fd 123 1 9 0 0 ABABABABABABABABABAB0000",
                only(object(101, fd64("00100000", "09", "0A", "00") + "AB".repeat(10))));
    }

    @Test
    void errors() {
        String unspecified = "0 rx error 80 0 8 0 0 0000000000000000";
        String ofVector =
                "0100 0000 0F000000 02 10 08 00 00000000 23010000 0000 0000 0102030405060708";
        String ofPythonCan =
                "0100 0000 00000000 00 00 08 00 00000000 88000000 0000 0000 0000040000000000";

        assertEquals(unspecified, only(object(2, "0100 0000 00000000")));
        assertEquals(unspecified, only(object(73, ofVector)));
        assertEquals("0 rx error 88 0 8 0 0 0000040000000000", only(object(73, ofPythonCan)));
        assertEquals(
                "4 rx error 80" + unspecified.substring(13),
                only(object(104, "05" + "00".repeat(60))));
    }

    @Test
    void timesInUnitsOfTenMicroseconds() {
        assertEquals(
                "0 rx data 1 0 0 0 0 -",
                only(object(1, 1, 100, "0100 00 00 01000000 0000000000000000")));
    }

    @Test
    void objectsOfOtherBusesArePassedOver() {
        byte[] lin = object(11, "0100 00 00 00 00 00 00 00 00 00 00");

        assertEquals("1 tx data 123 0 2 0 0 1122", only(join(lin, CLASSIC, lin)));
    }

    @Nested
    class Containers {
        private final byte[] three = join(CLASSIC, CLASSIC, CLASSIC);

        @Test
        void compressedOrNot() {
            byte[] bytes = file(zipped(three), container(0, three, three.length));

            assertEquals(6, Entries.read("x.blf", bytes).whole().size());
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 15, 16, 40, 47, 48, 49, 95})
        void anObjectMayGoOnInTheNextOne(int cut) {
            byte[] bytes =
                    file(
                            zipped(Arrays.copyOf(three, cut)),
                            zipped(Arrays.copyOfRange(three, cut, three.length)));

            assertEquals(3, Entries.read("x.blf", bytes).whole().size());
        }

        @Test
        void soMayOneOfAnotherBusThatIsLong() {
            byte[] ethernet = object(71, "00".repeat(300_000));
            byte[] all = join(CLASSIC, ethernet, CLASSIC);
            byte[] bytes =
                    file(
                            zipped(Arrays.copyOf(all, 131_072)),
                            zipped(Arrays.copyOfRange(all, 131_072, 262_144)),
                            zipped(Arrays.copyOfRange(all, 262_144, all.length)));

            assertEquals(2, Entries.read("x.blf", bytes).whole().size());
        }
    }

    @Nested
    class WhatIsBroken {
        private void breaks(int whole, String says, byte[] bytes) {
            Entries.Read read = Entries.read("x.blf", bytes);

            assertEquals("x.blf: byte " + says, read.says());
            assertEquals(whole, read.entries().size(), "what is whole is read");
        }

        @Test
        void aFileThatEndsWithinAnObject() {
            byte[] whole = file(CLASSIC, CLASSIC);

            breaks(
                    1,
                    "192: the file ends within an object; record it again, or use what was read",
                    Arrays.copyOf(whole, whole.length - 1));
        }

        @Test
        void aFileThatEndsWithinItsHeader() {
            breaks(
                    0,
                    "50: the file ends within its header; record it again, or use what was read",
                    Arrays.copyOf(file(), 50));
        }

        @Test
        void aFileThatEndsWithinAContainer() {
            byte[] contents = join(CLASSIC, CLASSIC);
            byte[] whole = file(CLASSIC, container(0, contents, contents.length));

            breaks(
                    2,
                    "192: the file ends within a container; record it again, or use what was read",
                    Arrays.copyOf(whole, whole.length - 10));
        }

        @Test
        void aCompressedContainerIsReadAsFarAsItGoes() {
            byte[][] different = new byte[1000][];
            for (int i = 0; i < different.length; i++) {
                byte[] object = CLASSIC.clone();
                ByteBuffer.wrap(object).putLong(40, i * 0x9E3779B97F4A7C15L);
                different[i] = object;
            }
            byte[] whole = file(zipped(join(different)));
            Entries.Read read = Entries.read("x.blf", Arrays.copyOf(whole, whole.length / 2));

            assertTrue(read.entries().size() > 300, read.entries().size() + " of 1000");
            assertEquals(
                    "x.blf: byte 144: the file ends within a container; record it again, or use"
                            + " what was read",
                    read.says());
        }

        @Test
        void aDamagedContainerDoesNotKeepTheNextBack() {
            byte[] damaged = zipped(join(CLASSIC, CLASSIC));
            damaged[40] ^= 0x55;
            damaged[41] ^= 0x55;

            breaks(
                    1,
                    "144: a container whose contents are damaged; use what was read; the file was"
                            + " damaged after it was written",
                    file(damaged, zipped(CLASSIC)));
        }

        @Test
        void aContainerOfAnotherMethod() {
            breaks(
                    1,
                    "144: a container compressed by method 7; save the file again with method 2,"
                            + " zlib",
                    file(container(7, new byte[8], 8), CLASSIC));
        }

        @Test
        void bytesBetweenObjects() {
            breaks(
                    2,
                    "192: no object where one should begin; use what was read; the file was"
                            + " damaged after it was written",
                    file(CLASSIC, hex("0102030405"), CLASSIC));
        }

        @Test
        void bytesBetweenObjectsInAContainer() {
            breaks(
                    2,
                    "144: no object where one should begin in a container; use what was read; the"
                            + " file was damaged after it was written",
                    file(zipped(join(CLASSIC, hex("0102030405"), CLASSIC))));
        }

        @Test
        void anObjectThatIsTooShort() {
            breaks(
                    1,
                    "144: an object of 4 bytes that wants 16; correct or remove it",
                    file(object(1, "01000000"), CLASSIC));
        }

        @Test
        void fieldsThatContradictEachOther() {
            breaks(
                    1,
                    "144: data length code 16 is above 15; correct or remove it",
                    file(object(1, "0100 00 10 23010000 0000000000000000"), CLASSIC));
            breaks(
                    0,
                    "144: identifier 800 has more than 11 bits; correct or remove it",
                    file(object(1, "0100 00 00 00080000 0000000000000000")));
            breaks(
                    0,
                    "144: 3 data bytes where data length code 2 stands for 2; correct or remove it",
                    file(object(101, fd64("00100000", "02", "03", "00") + "ABABAB")));
            breaks(
                    0,
                    "144: a time after the year 2262; correct or remove it",
                    file(object(1, 2, -1, "0100 00 00 01000000 0000000000000000")));
        }

        @Test
        void aStartThatIsNoDate() {
            byte[] bytes = file(CLASSIC);
            bytes[42] = 13; // the month
            breaks(1, "40: a start time that is no date; use the times since the start", bytes);
        }

        @Test
        void anotherVersionOfTheHeader() {
            byte[] odd = CLASSIC.clone();
            odd[6] = 9;
            breaks(
                    1,
                    "144: an object header of 32 bytes and version 9; save the file again with a"
                            + " newer tool",
                    file(odd, CLASSIC));
        }
    }

    @Test
    void pythonCanReadsTheSameFromObjectsMadeByHand() throws IOException, InterruptedException {
        Program.PYTHON.mustBeThere(Path.of("/usr/lib/python3/dist-packages/can"));
        byte[] objects =
                join(
                        CLASSIC,
                        object(86, "0100 00 08 23010080 0102030405060708 80EE0300 7C 00 0000"),
                        object(101, fd64("00300000", "0F", "40", "01") + "AB".repeat(64)));
        Path file = Files.write(folder.resolve("hand.blf"), file(zipped(objects)));
        String script =
                """
                import can, sys
                for m in can.BLFReader(sys.argv[1]):
                    fields = m.channel, m.dlc, int(m.is_fd), int(m.is_rx), m.data.hex().upper()
                    print('%X' % m.arbitration_id, *fields)
                """;
        List<String> theirs =
                Program.PYTHON.output("", "-c", script, file.toString()).lines().toList();

        List<String> ours = new ArrayList<>();
        for (String line : Entries.read(file).lines()) {
            String[] w = line.split(" ");
            int length = w[9].length() / 2;
            ours.add(
                    String.join(
                            " ",
                            w[4],
                            w[1],
                            "" + length,
                            w[3].equals("fd") ? "1" : "0",
                            w[2].equals("rx") ? "1" : "0",
                            w[9]));
        }
        assertEquals(theirs, ours);
        assertEquals(3, ours.size());
    }
}

package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Lines as can-utils' candump writes them. */
class CandumpTest {

    private static String only(String text) {
        Entries.Read read = Entries.read("x.log", text);
        assertEquals(1, read.whole().size());
        return read.lines().getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "(1436509052.249713) vcan0 123#112233, 1436509052249713000 0 rx data 123 0 3 0 0 112233",
        "(0.0) can1 00000123#, 0 1 rx data 123 1 0 0 0 -",
        "(1.5) can0 7FF#R T, 1500000000 0 tx remote 7FF 0 0 0 0 -",
        "(1.5) can0 1FFFFFFF#R8 R, 1500000000 0 rx remote 1FFFFFFF 1 8 0 0 -",
        "(1.5) can0 123#R8_A R, 1500000000 0 rx remote 123 0 10 0 0 -",
        "(1.5) can0 123#0102030405060708_F, 1500000000 0 rx data 123 0 15 0 0 0102030405060708",
        "(1.000000001) can0 123##0, 1000000001 0 rx fd 123 0 0 0 0 -",
        "(1.5) can0 123##7AA, 1500000000 0 rx fd 123 0 1 1 1 AA",
        "(1.5) can0 20000088#0000040000000000, 1500000000 0 rx error 88 0 8 0 0 0000040000000000",
        "(1.5) can0 20000080#, 1500000000 0 rx error 80 0 8 0 0 0000000000000000",
    })
    void ofItsLog(String line, String entry) {
        assertEquals(entry, only(line));
    }

    @ParameterizedTest
    @CsvSource({
        " (1.500000)  vcan0  123   [2]  11 22, 1500000000 0 rx data 123 0 2 0 0 1122",
        " (1.500000)  can0  00000123   [0], 1500000000 0 rx data 123 1 0 0 0 -",
        " (1.500000)  can0  123   [4]  remote request, 1500000000 0 rx remote 123 0 4 0 0 -",
        " (1.500000)  can0  123  [01]  AA, 1500000000 0 rx fd 123 0 1 0 0 AA",
        " (1.5)  can0  TX B E  123  [01]  AA, 1500000000 0 tx fd 123 0 1 1 1 AA",
        " (1.5)  can0  RX - -  123   [2]  61 62   'ab', 1500000000 0 rx data 123 0 2 0 0 6162",
        " (1.5)  can0  123   {9}  01 02 03 04 05 06 07 08, "
                + "1500000000 0 rx data 123 0 9 0 0 0102030405060708",
        " (1.5)  can0  20000080   [8]  00 00 00 00 00 00 00 01   ERRORFRAME, "
                + "1500000000 0 rx error 80 0 8 0 0 0000000000000001",
        " (2015-07-10 06:17:32.249713)  can0  123   [0], "
                + "1436509052249713000 0 rx data 123 0 0 0 0 -",
    })
    void ofItsTerminal(String line, String entry) {
        assertEquals(entry, only(line));
    }

    /** What can-utils' lib.c, snprintf_can_error_frame, prints below an error. */
    @Test
    void whatExplainsAnErrorIsPassedOver() {
        String text =
                """
                 (1.0)  can0  200000A8   [8]  00 00 80 19 00 00 08 00   ERRORFRAME
                \tprotocol-violation{{error-on-tx}{acknowledge-slot}}
                \tno-acknowledgement-on-tx
                \tbus-error
                \terror-counter-tx-rx{{8}{0}}
                 (2.0)  can0  123   [0]
                """;

        assertEquals(2, Entries.read("x.txt", text).whole().size());
    }

    @Test
    void timesSinceTheFrameBeforeAreSaid() {
        String frame = "  can0  123   [0]\n";
        String text =
                String.join(frame, " (000.000000)", " (000.010000)", " (000.000210)", " (000.01)")
                        + frame;

        assertEquals(
                "x.txt:3: times run backwards, as those of candump -td since the frame before do;"
                        + " record with -ta or -tz",
                Entries.read("x.txt", text).says());
        assertEquals(
                3,
                Entries.read("x.txt", " (000.1)" + frame + " (000.2)" + frame + " (000.19)" + frame)
                        .whole()
                        .size(),
                "two interfaces");
    }

    @Test
    void lineEndsOfWindowsAndOldMacs() {
        String text = "\uFEFF(1.0) can0 001#\r\n(2.0) can0 002#\r(3.0) can0 003#";

        assertEquals(3, Entries.read("x.log", text).whole().size());
    }

    @Nested
    class WhatIsBroken {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "(1.0) can0 123#1 | the data end within a byte; correct or remove it",
                    "(1.0) can0 123#1G | byte '1G' is no hexadecimal number up to FF; correct or"
                            + " remove it",
                    "(1.0) can0 FFF#11 | identifier FFF has more than 11 bits; correct or remove"
                            + " it",
                    "(1.0) can0 123#112233445566778899 | a classic frame with 9 data bytes; correct"
                            + " or remove it",
                    "(1.0) can0 123##1112233445566778899 | no FD frame has 9 data bytes; correct or"
                            + " remove it",
                    "(1.0) can0 123## | an FD frame without the digit of its flags; correct or"
                            + " remove it",
                    "(1.0) can0 123#R9 | length '9' is no decimal number up to 8; correct or remove"
                            + " it",
                    "(1.0) can0 123#11_F | 1 data bytes where data length code 15 stands for 8;"
                            + " correct or remove it",
                    "(1.0.0) can0 123#11 | time '1.0.0' is no number of seconds; correct or remove"
                            + " it",
                    "(9999999999.0) can0 123#11 | time '9999999999.0' is after the year 2262;"
                            + " correct or remove it",
                    "(1.0) can0 | no line of candump: '(1.0) can0'; write (SECONDS) CHANNEL"
                            + " IDENTIFIER#DATA as candump -L does",
                })
        void isSaidWithItsLine(String line, String says) {
            Entries.Read read = Entries.read("x.log", "(1.0) a 1#\n" + line + "\n(2.0) b 2#\n");

            assertEquals(2, read.entries().size(), "what is whole is read");
            assertEquals("x.log:2: " + says, read.says());
        }

        @Test
        void moreThanOnePlaceIsCounted() {
            Entries.Read read = Entries.read("x.log", "(1.0) a 1#\nx\ny\nz\n");

            assertEquals(
                    "x.log:2: no line of candump: 'x' (and 2 more places); write (SECONDS) CHANNEL"
                            + " IDENTIFIER#DATA as candump -L does",
                    read.says());
        }

        @Test
        void aLineWithoutEndDoesNotFillTheMemory() {
            String text = "(1.0) a 1#\n" + "x".repeat(100_000) + "\n(2.0) b 2#";
            Entries.Read read = Entries.read("x.log", text);

            assertEquals(2, read.entries().size());
            assertEquals(
                    "x.log:2: the line has more than 16384 bytes; check that the file is a text"
                            + " recording",
                    read.says());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "(1.0) a 123 [2] 11 | 1 data bytes where data length code 2 stands for 2;"
                            + " correct or remove it",
                    "(1.0) a 123 [2] 11 2 | no bytes: '11 2'; write (SECONDS) CHANNEL IDENTIFIER"
                            + " [LENGTH] BYTES as candump -ta does",
                    "(2023-02-30 00:00:00.000000) a 123 [0] | time '2023-02-30 00:00:00.000000' is"
                            + " no date; correct or remove it",
                    "(1.0) a 123 [2 | no line of candump: '(1.0) a 123 [2'; write (SECONDS) CHANNEL"
                            + " IDENTIFIER [LENGTH] BYTES as candump -ta does",
                })
        void ofTheTerminalToo(String line, String says) {
            Entries.Read read = Entries.read("x.txt", " (1.0)  a  001   [0]\n" + line);

            assertEquals(1, read.entries().size());
            assertEquals("x.txt:2: " + says, read.says());
        }
    }

    @Test
    void whatWeWriteOfAnErrorIsWhatItWrites() {
        LogEntry error = Entries.error(0, "can 0");

        assertEquals(
                "(1700000000.000000) can_0 20000080#0000000000000000",
                new CandumpForm(false).line(error));
        assertEquals(
                "(1700000000.000000) can_0 20000080#0000000000000000 R",
                new CandumpForm(true).line(error));
        assertEquals(
                " (1700000000.000000)  can_0  RX - -  20000080   [8]  00 00 00 00 00 00 00 00"
                        + "   ERRORFRAME",
                new CandumpTaForm().line(error));
    }

    @Test
    void manyNamesOfChannelsAreKept() {
        assertEquals(
                List.of("chassis", "body"),
                Entries.read("x.log", "(1.0) chassis 1#\n(1.0) body 1#\n").whole().stream()
                        .map(LogEntry::channel)
                        .toList());
    }
}

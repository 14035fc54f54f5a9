package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Lines of Vector's text, as CANoe, CANalyzer and loggers write them. */
class AscTest {
    /** 2017-09-30 15:06:13.191 UTC, counted by hand with {@code date -d}. */
    private static final long START_NS = 1_506_783_973_191_000_000L;

    private static final String HEAD =
            """
            date Sam Sep 30 15:06:13.191 2017
            base hex  timestamps absolute
            internal events logged
            // version 9.0.0
            """;

    private static List<String> read(String text) {
        Entries.Read read = Entries.read("x.asc", text);
        read.whole();
        return read.lines();
    }

    private static String only(String line) {
        return read(HEAD + line).getFirst().replaceFirst("^" + (START_NS + 1_000_000), "1ms");
    }

    @ParameterizedTest
    @CsvSource({
        "0.001000 1  123             Rx   d 2 11 22, 1ms 0 rx data 123 0 2 0 0 1122",
        "0.001000 2  1F334x          Tx   d 1 AA  Length = 240015 BitCount = 124 ID = 418119424x, "
                + "1ms 1 tx data 1F334 1 1 0 0 AA",
        "0.001000 1  7FF             Rx   r, 1ms 0 rx remote 7FF 0 0 0 0 -",
        "0.001000 1  7FF             Rx   r 8 Length = 0 BitCount = 64, "
                + "1ms 0 rx remote 7FF 0 8 0 0 -",
        "0.001000 1  123  Rx d f 1 2 3 4 5 6 7 8, 1ms 0 rx data 123 0 15 0 0 0102030405060708",
        "0.001000 1  ErrorFrame, 1ms 0 rx error 80 0 8 0 0 0000000000000000",
        "0.001000 1  ErrorFrame  Flags = 0xe  CodeExt = 0x20a2 Code = 0x82 ID = 0 DLC = 0, "
                + "1ms 0 rx error 80 0 8 0 0 0000000000000000",
        "0.001 CANFD   2 Rx  4EE   1 0 a 16 1 2 3 4 5 6 7 8 9 a b c d e f 10  0 0 3000 0, "
                + "1ms 1 rx fd 4EE 0 10 1 0 0102030405060708090A0B0C0D0E0F10",
        "0.001 CANFD   1 Tx  1F334x  EngineStatus  0 0 1 1 AA  130000  130 200040 0, "
                + "1ms 0 tx data 1F334 1 1 0 0 AA",
        "0.001 CANFD   1 Tx  123  EngineStatus  0 1 1 1 AA  130000  130 5000 0, "
                + "1ms 0 tx fd 123 0 1 0 1 AA",
        "0.001 CANFD   1 Rx  123  0 0 4 0  130000  130 10 0, 1ms 0 rx remote 123 0 4 0 0 -",
        "0.001 CANFD   1 Rx  ErrorFrame  Not Acknowledge error, "
                + "1ms 0 rx error 80 0 8 0 0 0000000000000000",
    })
    void frames(String line, String entry) {
        assertEquals(entry, only(line));
    }

    @Test
    void otherEventsArePassedOver() {
        String events =
                """
                Begin Triggerblock Sam Sep 30 15:06:13.191 2017
                   0.000000 Start of measurement
                   0.000100 CAN 1 Status:chip status error active
                   0.000200 1  Statistic: D 1 R 0 XD 0 XR 0 E 0 O 0 B 0.04%
                   0.000300 1  123  TxRq d 1 00
                   0.000400 J1939TP FEE3p 6 0 0 - Rx d 23 A0
                   0.000500 SV: 1 0 1 ::sysvar = 5
                   0.001000 1  123  Rx d 0
                End TriggerBlock
                """;

        assertEquals(
                List.of(START_NS + 1_000_000 + " 0 rx data 123 0 0 0 0 -"), read(HEAD + events));
    }

    @Test
    void relativeTimesAddUpOverAllEvents() {
        String text =
                """
                date Sam Sep 30 15:06:13.191 2017
                base dec  timestamps relative
                0.001000 1  291  Rx d 1 255
                0.001000 Start of something
                0.001000 1  291  Rx d 1 16
                """;

        assertEquals(
                List.of(
                        START_NS + 1_000_000 + " 0 rx data 123 0 1 0 0 FF",
                        START_NS + 3_000_000 + " 0 rx data 123 0 1 0 0 10"),
                read(text));
    }

    @ParameterizedTest
    @CsvSource({"9, 9, 12", "a, 10, 16", "10, 10, 16", "f, 15, 64", "15, 15, 64"})
    void aDataLengthCodeInAFileOfDecimals(String written, int dlc, int bytes) {
        String line =
                "0.0 CANFD 1 Rx 291 1 0 %s %d%s 0 0 3000 0"
                        .formatted(written, bytes, " 255".repeat(bytes));

        assertEquals(
                List.of("0 0 rx fd 123 0 " + dlc + " 1 0 " + "FF".repeat(bytes)),
                read("base dec  timestamps absolute\n" + line));
    }

    @ParameterizedTest
    @CsvSource({
        "date Sat Sep 30 03:06:13.191 pm 2017",
        "date Sam Sep 30 03:06:13.191 PM 2017",
        "date Sam Sep 30 15:06:13.191 2017",
    })
    void datesOfTwelveHours(String date) {
        String text = date + "\nbase hex timestamps absolute\n0.0 1 1 Rx d 0\n";

        assertEquals(List.of(START_NS + " 0 rx data 1 0 0 0 0 -"), read(text));
    }

    /** Counted by hand: {@code date -u -d '2017-10-01 00:00:00' +%s} and the like. */
    @ParameterizedTest
    @CsvSource({
        "date Son Okt 1 12:00:00.000 am 2017, 1506816000",
        "date Mit M\u00e4r 1 12:00:00 pm 2017, 1488369600",
        "date Die Mai 2 00:00:00 2017, 1493683200",
        "date Fri Dec 1 00:00:00 2017, 1512086400",
    })
    void monthsOfTwoLanguages(String date, long second) {
        String text = date + "\nbase hex timestamps absolute\n0.0 1 1 Rx d 0\n";

        assertEquals(List.of(second + "000000000 0 rx data 1 0 0 0 0 -"), read(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.1 1 123 Rx d 4 11 22 | 2 data bytes where 4 were to come; remove the line",
                "0.1 1 123 Rx d | a data frame without its length; remove the line",
                "0.1 1 123 | the line of a frame ends early; remove it",
                "0.1 1 123 Rx q 4 | neither d nor r behind the direction; remove the line",
                "0.1 1 12G Rx d 0 | identifier '12G' is no hexadecimal number up to 1FFFFFFF;"
                        + " correct or remove it",
                "0.1 1 800 Rx d 0 | identifier 800 has more than 11 bits; correct or remove it",
                "0.1 1 123 Rx d 1 1FF | byte '1FF' is no hexadecimal number up to FF; correct or"
                        + " remove it",
                "0.1 CANFD 1 Rx 123 1 0 | a CANFD line that ends early; remove it",
                "0.1 CANFD 1 | a CANFD line without channel and direction; remove it",
                "0.1 CANFD 1 Rx 123 1 0 a 12 1 2 3 4 5 6 7 8 9 a b c | 12 data bytes where data"
                        + " length code 10 stands for 16; correct or remove it",
            })
    void whatIsBrokenIsSaidWithItsLine(String line, String says) {
        Entries.Read read = Entries.read("x.asc", HEAD + line + "\n0.2 1 1 Rx d 0\n");

        assertEquals(1, read.entries().size(), "what is whole is read");
        assertEquals("x.asc:5: " + says, read.says());
    }

    @Test
    void aDateThatIsNone() {
        String text = "date Sam Foo 31 15:06:13 2017\nbase hex timestamps absolute\n";

        assertEquals(
                "x.asc:1: no date: 'date Sam Foo 31 15:06:13 2017'; correct or remove it",
                Entries.read("x.asc", text).says());
    }
}

package dev.bulkhead.dbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Files as tools write them, of which one statement is not as it should be: the rest is read. */
class DbcToleranceTest {
    private static final String HEAD = "VERSION \"\"\nBU_: A B\n";

    private static DbcReading read(String... lines) {
        return DbcReader.readTolerant("t.dbc", HEAD + String.join("\n", lines) + "\n");
    }

    private static List<String> warnings(DbcReading reading) {
        return reading.warnings().stream().map(each -> each.in("t.dbc").getMessage()).toList();
    }

    private static DbcSignal only(DbcReading reading) {
        return reading.dbc().message("M").signals().getFirst();
    }

    private static DbcReading limits(String text) {
        return read("BO_ 1 M: 8 A", " SG_ S : 0|8@1+ (1,0) " + text + " \"\" B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[-1.#INF|1.#INF]", "[-inf|nan]", "[]", "[|]", "[0|]"})
    void limitsThatAreNoNumbersAreNone(String text) {
        DbcReading reading = limits(text);

        assertEquals(BigDecimal.ZERO, only(reading).minimum());
        assertEquals(BigDecimal.ZERO, only(reading).maximum());
        assertEquals(
                List.of(
                        "t.dbc:4: the limits of signal 'S' are no two numbers; write [0|0] for"
                                + " none"),
                warnings(reading));
    }

    @Test
    void numbersMayBeHexadecimal() {
        DbcReading reading =
                read(
                        "BO_ 0x100 M: 8 A",
                        " SG_ P M : 0|8@1+ (1,0) [0|0xFF] \"\" B",
                        " SG_ S m0x1F : 8|8@1+ (1,0) [0|0] \"\" B",
                        "BA_DEF_ \"N\" INT 0 0xFF;",
                        "BA_ \"N\" 0x10;",
                        "VAL_ 256 P 0x1 \"one\" 2 \"two\" ;");
        DbcMessage message = reading.dbc().message("M");

        assertEquals(256, message.identifier());
        assertEquals(new BigDecimal(255), message.signal("P").maximum());
        assertEquals("one", message.signal("P").values().text(1).orElseThrow());
        assertEquals("31", message.signal("S").multiplexing().when().orElseThrow().text());
        assertEquals(
                "t.dbc:3: '0x100' is hexadecimal; write it in decimal",
                warnings(reading).getFirst());
        assertEquals(6, reading.warnings().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VAL_ 1 S 2.5 \"x\" ; | '2.5' stands where a raw value should be; write a whole"
                        + " number from -9223372036854775808 to 18446744073709551615",
                "BA_ \"N\" BO_ one 1; | 'one' stands where a message identifier should be;"
                        + " correct the statement",
                "SIG_VALTYPE_ 1 S : 9; | '9' stands where a value type should be; write a whole"
                        + " number from 0 to 3",
            })
    void aStatementThatCannotBeCutIsKept(String statement, String says) {
        DbcReading reading =
                read(
                        "BO_ 1 M: 8 A",
                        " SG_ S : 0/8@1+ (1,0) [0/0] \"\" B".replace('/', '|'),
                        "",
                        statement,
                        "CM_ BO_ 1 \"read\";");

        assertEquals(List.of("t.dbc:6: " + says), warnings(reading));
        assertEquals("read", reading.dbc().message("M").comment());
        assertEquals(
                reading.dbc(),
                DbcReader.readTolerant("again.dbc", DbcWriter.write(reading.dbc())).dbc());
    }

    @Nested
    class ASignalThatCannotBeRead {
        private final DbcReading reading =
                read(
                        "BO_ 1 M: 64 A",
                        " SG_ My-Sig.x : 0|8@1+ (1,0) [0|0] \"\" B",
                        " SG_ Long : 8|128@1+ (1,0) [0|0] \"\" B",
                        " SG_ S : 0|8@1+ (1,0) [0|0] \"\" B",
                        "BA_DEF_ BO_ \"VFrameFormat\" ENUM \"StandardCAN\",\"StandardCAN_FD\";",
                        "BA_ \"VFrameFormat\" BO_ 1 1;");

        @Test
        void isLeftOut() {
            assertEquals("S", only(reading).name());
            assertEquals(
                    "t.dbc:4: '-' stands where ':' or a multiplexer mark should be; correct the"
                            + " statement",
                    warnings(reading).getFirst());
        }

        @Test
        void andWrittenAgainInItsMessage() {
            String written = DbcWriter.write(reading.dbc());
            DbcReading again = DbcReader.readTolerant("again.dbc", written);

            assertEquals(
                    List.of(
                            " SG_ My-Sig.x : 0|8@1+ (1,0) [0|0] \"\" B",
                            " SG_ Long : 8|128@1+ (1,0) [0|0] \"\" B"),
                    written.lines()
                            .filter(line -> line.contains("My-Sig") || line.contains("Long"))
                            .toList());
            assertEquals(reading.dbc(), again.dbc());
        }

        /** What the fuzzer found with seeds 36199 and 37360. */
        @ParameterizedTest
        @ValueSource(strings = {"VAL_TABLE_ T 0 \"\" ;/000 : 1;", " SG_ S5\n;\n : 0|8@1+ (1,0)"})
        void isNotKeptIfItIsNoneElsewhere(String broken) {
            DbcReading cut = read("BO_ 1 M: 8 A", broken);

            assertEquals(
                    cut.dbc(),
                    DbcReader.readTolerant("again.dbc", DbcWriter.write(cut.dbc())).dbc());
        }

        @Test
        void takesNothingOfTheStatementBehindIt() {
            DbcReading cut = read("BO_ 1 M: 8 A", " SG_ S", "BO_TX_BU_ 1 : A,B;");

            assertEquals(List.of("A", "B"), cut.dbc().message("M").transmitters());
        }
    }

    @Test
    void aMessageThatCannotBeCutIsAMistake() {
        InputError error = assertThrows(InputError.class, () -> read("BO_ 1 M 8 A"));
        assertEquals(
                "t.dbc:3: '8' stands where ':' should be; correct the statement",
                error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# A page\n\nNo database at all; just words.\n"})
    void aFileWithoutAnyStatementIsNone(String text) {
        InputError error =
                assertThrows(InputError.class, () -> DbcReader.readTolerant("t.dbc", text));
        assertEquals(
                "t.dbc: has no statement of a message database; name a DBC file",
                error.getMessage());
    }

    @Nested
    class Encodings {
        private static final String TEXT = HEAD + "CM_ \"\u6e29\u5ea6\";\n";

        @ParameterizedTest
        @ValueSource(strings = {"UTF-16BE", "UTF-16LE"})
        void aMarkOfTheByteOrderTellsUtf16(String order) {
            byte[] bytes = ("\uFEFF" + TEXT).getBytes(Charset.forName(order));
            DbcReading reading = DbcReader.readTolerant("t.dbc", bytes);

            assertEquals("\u6e29\u5ea6", reading.dbc().comment());
            assertEquals(List.of(), reading.findings());
        }

        @Test
        void oneThatIsNamed() {
            Charset gbk = Charset.forName("GBK");
            DbcReading reading = DbcReader.readTolerant("t.dbc", TEXT.getBytes(gbk), gbk);

            assertEquals("\u6e29\u5ea6", reading.dbc().comment());
            assertEquals("GBK", reading.encoding());
            assertEquals(List.of(), reading.findings());
        }

        @Test
        void aGuessIsSaid() {
            DbcReading reading =
                    DbcReader.readTolerant("t.dbc", TEXT.getBytes(Charset.forName("GBK")));

            assertEquals("Windows-1252", reading.encoding());
            assertEquals(
                    "t.dbc:3: no UTF-8 from here on, so it is read as Windows-1252; save the file"
                            + " as UTF-8, or name its encoding by --encoding",
                    reading.findings().getFirst().in("t.dbc").getMessage());
        }

        @Test
        void utf8NeedsNoGuess() {
            byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
            assertEquals(List.of(), DbcReader.readTolerant("t.dbc", bytes).findings());
        }
    }
}

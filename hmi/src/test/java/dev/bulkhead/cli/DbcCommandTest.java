package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class DbcCommandTest {
    private static final String LAMPS =
            """
            VERSION "3"
            BU_: Body Lamp
            BO_ 416 Lamps: 4 Body
             SG_ Page M : 0|2@1+ (1,0) [0|3] "" Lamp
             SG_ Left m0 : 2|1@1+ (1,0) [0|1] "" Lamp
             SG_ Level m0 : 15|12@0+ (0.5,-40) [-40|100] "%" Lamp
             SG_ Code m1 : 8|16@1- (1,0) [0|0] "" Lamp
            BO_ 2566834709 Warning: 8 Lamp
             SG_ Lamp1 : 0|2@1+ (1,0) [0|3] "" Body
            CM_ BO_ 416 "What the lamps do.";
            CM_ SG_ 416 Left "Indicator.";
            BA_DEF_ BO_ "GenMsgCycleTime" INT 0 1000;
            BA_DEF_ BO_ "VFrameFormat" ENUM "StandardCAN","ExtendedCAN","reserved","J1939PG";
            BA_DEF_DEF_ "VFrameFormat" "StandardCAN";
            BA_ "GenMsgCycleTime" BO_ 416 20;
            BA_ "VFrameFormat" BO_ 2566834709 3;
            VAL_ 416 Left 0 "Off" 1 "On" ;
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;
    private String file;

    @BeforeEach
    void write() throws IOException {
        file = write("lamps.dbc", LAMPS);
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private int dbc(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dbc"));
        all.addAll(List.of(arguments));
        return Main.run(
                Main.command(),
                new PrintWriter(out),
                new PrintWriter(err),
                all.toArray(String[]::new));
    }

    private String output() {
        return out.toString().replace(folder + "/", "");
    }

    private String mistake() {
        return err.toString().replace(folder + "/", "");
    }

    @Test
    void aMessageIsATableAndAPictureOfItsBits() {
        assertEquals(0, dbc(file, "--message", "Lamps"), err.toString());
        assertEquals(
                """
                lamps.dbc  2 messages, 5 signals, 2 nodes, UTF-8, version 3

                id   message  bytes  cycle  signals  senders
                1A0  Lamps        4  20 ms        4  Body

                1A0  Lamps, 4 bytes, every 20 ms, from Body
                     What the lamps do.

                        signal  start  bits  type         factor  offset    limits  unit  there     receivers
                     A  Page        0     2  unsigned LE       1       0      0..3        selects   Lamp
                     B  Left        2     1  unsigned LE       1       0      0..1        Page = 0  Lamp
                     C  Level      15    12  unsigned BE     0.5     -40  -40..100  %     Page = 0  Lamp
                     D  Code        8    16  signed LE         1       0         -        Page = 1  Lamp

                     Left: Indicator. 0 Off, 1 On

                      7  6  5  4  3  2  1  0
                   0  .  .  .  .  .  . [A  A]
                   1  .  .  .  .  .  .  .  .
                   2  .  .  .  .  .  .  .  .
                   3  .  .  .  .  .  .  .  .

                     Page = 0
                      7  6  5  4  3  2  1  0
                   0  .  .  .  .  . [B] .  .
                   1 [C  C  C  C  C  C  C  C
                   2  C  C  C  C] .  .  .  .
                   3  .  .  .  .  .  .  .  .

                     Page = 1
                      7  6  5  4  3  2  1  0
                   0  .  .  .  .  .  .  .  .
                   1  D  D  D  D  D  D  D  D]
                   2 [D  D  D  D  D  D  D  D
                   3  .  .  .  .  .  .  .  .
                """,
                output());
    }

    @Test
    void briefIsOneLineAMessage() {
        assertEquals(0, dbc(file, "--brief"));
        assertEquals(5, output().lines().count(), output());
        assertTrue(output().contains("18FECA15  Warning"), output());
    }

    @Nested
    class Decode {
        @Test
        void aWholeLineOfCandump() {
            assertEquals(0, dbc(file, "--decode", "(1700000000.1) can0 1A0#040C8000 T"), mistake());
            assertTrue(output().startsWith("1A0  Lamps, from Body\n"), output());
        }

        @Test
        void aRemoteFrameHasNothingToDecode() {
            assertEquals(2, dbc(file, "--decode", "1A0#R4"));
            assertEquals(
                    "--decode: '1A0#R4' is a remote frame, which has no data; decode the frame that"
                            + " answers it\n",
                    mistake());
        }

        @Test
        void theOthersAreSaidThoughOneIsNone() {
            assertEquals(
                    2,
                    dbc(file, "--decode", "111#00", "--decode", "1A0#040C8000", "--decode", "x"));
            assertTrue(output().startsWith("1A0  Lamps, from Body\n"), output());
            assertEquals(2, mistake().lines().count(), mistake());
        }

        @Test
        void saysWhatAFrameMeans() {
            // Left is bit 2 of byte 0; Level is byte 1 and the high half of byte 2, 0x0C8 = 200
            assertEquals(0, dbc(file, "--decode", "1A0#040C8000"), err.toString());
            assertTrue(output().startsWith("1A0  Lamps, from Body\n"), output());
            List<String> lines =
                    output().lines().map(l -> l.strip().replaceAll(" +", " ")).toList();
            assertTrue(lines.contains("Page 0 0"), output());
            assertTrue(lines.contains("Left 1 On 1"), output());
            assertTrue(lines.contains("Level 60 % 200"), "200 * 0.5 - 40: " + output());
            assertFalse(output().contains("Code"), output());
        }

        @Test
        void aValueThatIsNotValidIsStatusOne() {
            assertEquals(1, dbc(file, "--decode", "1A0#00FFF000"));
            assertTrue(output().contains("is beyond -40..100"), "4095 * 0.5 - 40 = 2007.5");
        }

        @Test
        void aParameterGroupComesFromAnyAddress() {
            assertEquals(0, dbc(file, "--decode", "0CFECA33#0100000000000000"), err.toString());
            assertTrue(output().startsWith("18FECA15  Warning, from Lamp"), output());
        }

        @Test
        void anUnknownFrameIsAMistake() {
            assertEquals(2, dbc(file, "--decode", "1A1#00"));
            assertEquals(
                    "--decode: there is no message of identifier 1A1; correct the identifier;"
                            + " --brief lists those that are there\n",
                    err.toString());
        }

        @Test
        void whatIsNoFrameIsAMistake() {
            assertEquals(2, dbc(file, "--decode", "1A0#0" + "00".repeat(20_000)));
            assertTrue(err.toString().startsWith("--decode: '1A0#000"), "an odd digit too many");
            err.getBuffer().setLength(0);
            assertEquals(2, dbc(file, "--decode", "1A0:00"));
            assertEquals(
                    "--decode: '1A0:00' is no frame; write one as 1A0#0102 or 18FECA15#0102\n",
                    err.toString());
        }
    }

    @Nested
    class Encode {
        @Test
        void printsTheFrameThatSaysSo() {
            assertEquals(0, dbc(file, "--encode", "Lamps:Left=On,Level=60"), err.toString());
            assertEquals("1A0#040C8000\n", output());
        }

        @Test
        void aValueBeyondItsLimitsIsAMistake() {
            assertEquals(2, dbc(file, "--encode", "Lamps:Level=101"));
            assertEquals(
                    "--encode: Level: 101, expected -40..100 %; correct the value\n", mistake());
        }

        @Test
        void aSignalThatIsNotSelectedIsAMistake() {
            assertEquals(2, dbc(file, "--encode", "Lamps:Page=1,Left=On"));
            assertEquals(
                    "--encode: Left: is there while Page is 0, which is 1; correct the value\n",
                    mistake());
        }

        @Test
        void anUnknownSignalNamesTheNearest() {
            assertEquals(2, dbc(file, "--encode", "Lamps:Levl=1"));
            assertEquals(
                    "--encode: message 'Lamps' has no signal 'Levl'; did you mean 'Level'?\n",
                    mistake());
        }
    }

    @Nested
    class Check {
        @Test
        void findsNothingInASoundFile() {
            assertEquals(0, dbc(file, "--check"), output());
            assertEquals(
                    "lamps.dbc  2 messages, 5 signals, 2 nodes, UTF-8, version 3: nothing found\n",
                    output());
        }

        @Test
        void tellsEachFindingWithItsLine() throws IOException {
            String bad =
                    write(
                            "bad.dbc",
                            LAMPS.replace("15|12@0+", "1|12@0+")
                                    .replace("[0|3] \"\" B", "[0|9] \"\" X"));
            assertEquals(1, dbc(bad, "--check"));
            assertEquals(
                    """
                    bad.dbc:6: warning: signals 'Page' and 'Level' of message 'Lamps' overlap; move or shorten one
                    bad.dbc:9: warning: receiver of signal 'Lamp1' of message 'Warning' is unknown node 'Xody'; add it behind BU_
                    bad.dbc:9: hint: signal 'Lamp1' of message 'Warning' has limits 0..9, but its bits hold 0..3; correct limits, factor or length
                    bad.dbc  2 messages, 5 signals, 2 nodes, UTF-8, version 3: 2 warnings, 1 hint
                    """,
                    output());
        }
    }

    @Test
    void warningsGoToTheErrorStreamAndStrictMakesThemMistakes() throws IOException {
        String odd = write("odd.dbc", "BU_: A\nBO_ 1 M: 8 B\n");
        assertEquals(0, dbc(odd));
        assertEquals(
                "odd.dbc:2: warning: sender of message 'M' is unknown node 'B'; add it behind"
                        + " BU_\n",
                mistake());
        err.getBuffer().setLength(0);
        assertEquals(2, dbc(odd, "--strict"));
        assertEquals(
                "odd.dbc:2: sender of message 'M' is unknown node 'B'; add it behind BU_\n",
                mistake());
    }

    @Test
    void aBrokenFileIsOneLineAndStatusTwo() throws IOException {
        assertEquals(2, dbc(write("broken.dbc", "BO_ 1 M 8 A")));
        assertEquals(
                "broken.dbc:1: '8' stands where ':' should be; correct the statement\n", mistake());
        assertEquals("", output());
    }

    @Test
    void aMissingFileIsOneLineAndStatusTwo() {
        assertEquals(2, dbc(folder + "/none.dbc"));
        assertEquals("none.dbc: no such file; correct the path\n", mistake());
    }

    @Test
    void aFolderIsOneLineAndStatusTwo() {
        assertEquals(2, dbc(folder.toString()));
        assertTrue(mistake().endsWith(": is a folder; name a file\n"), mistake());
    }

    /** It says that it has 0 bytes. */
    @Test
    void aDeviceWithoutEndIsCutOff() {
        assertEquals(2, dbc("/dev/zero"));
        assertEquals("/dev/zero: is larger than 64 MiB; name a smaller one\n", mistake());
    }

    @Test
    void anUnknownMessageNamesTheNearest() {
        assertEquals(2, dbc(file, "--message", "Lamp"));
        assertEquals("--message: there is no message 'Lamp'; did you mean 'Lamps'?\n", mistake());
    }

    @Test
    void jsonHasTheFieldsOfTheDocs() {
        assertEquals(
                0,
                dbc(file, "--json", "-", "--decode", "1A0#040C8000", "--encode", "Warning"),
                err.toString());
        JsonNode result = new ObjectMapper().readTree(out.toString());
        JsonNode lamps = result.path("messages").get(0);
        assertEquals(416, lamps.path("id").asInt());
        assertEquals("1A0", lamps.path("idHex").asString());
        assertEquals(20, lamps.path("cycleMs").asInt());
        JsonNode level = lamps.path("signals").get(2);
        assertEquals("big-endian", level.path("byteOrder").asString());
        assertEquals("0.5", level.path("factor").asString());
        assertEquals("Page", level.path("when").path("multiplexer").asString());
        assertEquals("On", lamps.path("signals").get(1).path("values").path("1").asString());
        assertEquals(65_226, result.path("messages").get(1).path("pgn").asInt());
        JsonNode said = result.path("decoded").get(0).path("signals").get(2);
        assertEquals("Level", said.path("name").asString());
        assertEquals(60, said.path("value").asInt());
        assertEquals(200, said.path("raw").asInt());
        assertEquals(
                "18FECA15#0000000000000000",
                result.path("encoded").get(0).path("frame").asString());
        assertEquals(0, result.path("findings").size());
    }

    @Test
    void aNumberThatJsonDoesNotHaveIsNullWithItsText() throws IOException {
        String floats =
                write(
                        "float.dbc",
                        """
                        BU_: A
                        BO_ 1 M: 4 A
                         SG_ F : 0|32@1- (1,0) [0|0] "" A
                        SIG_VALTYPE_ 1 F : 1;
                        """);
        assertEquals(1, dbc(floats, "--decode", "001#0000C07F", "--json", "-"), err.toString());
        JsonNode said =
                new ObjectMapper()
                        .readTree(out.toString())
                        .path("decoded")
                        .get(0)
                        .path("signals")
                        .get(0);
        assertTrue(said.path("value").isNull(), said.toString());
        assertEquals("NaN", said.path("text").asString());
        assertEquals("is no finite number", said.path("complaint").asString());
    }

    @Test
    void writesWhatItReadInItsEncoding() throws IOException {
        Charset windows = Charset.forName("windows-1252");
        Path old = folder.resolve("old.dbc");
        Files.write(old, LAMPS.replace("\"%\"", "\"°\"").getBytes(windows));
        Path first = folder.resolve("first.dbc");
        Path second = folder.resolve("second.dbc");
        assertEquals(0, dbc(old.toString(), "--write", first.toString()), err.toString());
        assertTrue(Files.readString(first, windows).contains("\"°\" Lamp"));
        assertEquals(0, dbc(first.toString(), "--write", second.toString()), err.toString());
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    }

    @Test
    void aValueNameMayHaveAComma() throws IOException {
        String names = LAMPS.replace("1 \"On\"", "1 \"On, bright\"");
        String other = write("comma.dbc", names);

        assertEquals(0, dbc(other, "--encode", "Lamps:Left=On, bright,Level=60"), mistake());
        assertEquals("1A0#040C8000\n", output());
    }

    /** 0x090807060504030201, by a calculator. */
    @Test
    void aSignalAboveSixtyFourBitsIsDecodedAsAWholeNumber() throws IOException {
        String wide =
                write("wide.dbc", "BU_: A\nBO_ 1 M: 12 A\n SG_ Vin : 8|72@1+ (1,0) [0|0] \"\" A\n");
        String frame = "001##0FF010203040506070809FFFF";
        assertEquals(0, dbc(wide, "--decode", frame), mistake());
        assertTrue(
                output().contains("     Vin  166599134359138271745  166599134359138271745\n"),
                output());
        out.getBuffer().setLength(0);
        assertEquals(0, dbc(wide, "--decode", frame, "--json", "-"));
        JsonNode signal =
                new ObjectMapper().readTree(output()).get("decoded").get(0).get("signals").get(0);
        assertEquals("Vin", signal.get("name").asString());
        assertEquals("166599134359138271745", signal.get("raw").bigIntegerValue().toString());
        assertEquals("166599134359138271745", signal.get("text").asString());
    }

    @Nested
    class Encoding {
        @Test
        void isNamedWhereItIsNotUtf8() throws IOException {
            Path gbk = folder.resolve("gbk.dbc");
            Files.write(gbk, LAMPS.replace("\"%\"", "\"\u5ea6\"").getBytes(Charset.forName("GBK")));

            assertEquals(0, dbc(gbk.toString(), "--encoding", "GBK", "--message", "Lamps"));
            assertTrue(output().contains("\u5ea6"), output());
            assertEquals(1, dbc(gbk.toString(), "--check"));
            assertTrue(output().contains("name its encoding by --encoding"), output());
        }

        @Test
        void thatThereIsNot() {
            assertEquals(2, dbc(file, "--encoding", "Klingon"));
            assertEquals(
                    "--encoding: there is no encoding 'Klingon'; name one such as UTF-8,"
                            + " windows-1252, GBK or Shift_JIS\n",
                    mistake());
        }
    }

    /** Frames of eight bytes have 135 bits at most, so 0.270 ms each at 500 kbit/s; by hand. */
    @Nested
    class ResponseTimes {
        private static final String NODES =
                """
                BU_: Node Other
                BO_ 256 First: 8 Node
                BO_ 512 Second: 8 Node
                BO_ 768 Last: 8 Other
                BA_DEF_ BO_ "GenMsgCycleTime" INT 0 1000;
                BA_DEF_ BO_ "GenMsgStartDelayTime" INT 0 1000;
                BA_DEF_DEF_ "GenMsgCycleTime" 10;
                BA_DEF_DEF_ "GenMsgStartDelayTime" 0;
                BA_ "GenMsgStartDelayTime" BO_ 512 5;
                """;

        private String of(String text, String... options) throws IOException {
            List<String> all = new ArrayList<>(List.of(write("nodes.dbc", text)));
            all.addAll(List.of(options));
            assertEquals(0, dbc(all.toArray(String[]::new)), mistake());
            return output();
        }

        @Test
        void addUpWhatIsMoreUrgentAndTheLongestThatIsLess() throws IOException {
            assertEquals(
                    """
                    nodes.dbc at 500 kbit/s: 8.1 % of the bus at most; times in ms, without jitter and errors

                     id  message  sender   cycle  frame  in order  any order
                    100  First    Node    10.000  0.270     0.540      0.810
                    200  Second   Node    10.000  0.270     0.810      0.810
                    300  Last     Other   10.000  0.270     0.810      0.810
                    """,
                    of(NODES, "--response-times", "500000"));
        }

        /** First and Second are 5 ms apart on one clock: Last meets one of them. */
        @Test
        void areShorterWhereOffsetsOfOneSenderAreUsed() throws IOException {
            assertEquals(
                    """
                    nodes.dbc at 500 kbit/s: 8.1 % of the bus at most; times in ms, without jitter and errors, with offsets

                     id  message  sender   cycle  offset  frame  in order  any order
                    100  First    Node    10.000   0.000  0.270     0.540      0.810
                    200  Second   Node    10.000   5.000  0.270     0.810      0.810
                    300  Last     Other   10.000   0.000  0.270     0.540      0.540
                    """,
                    of(NODES, "--response-times", "500000", "--offsets"));
        }

        /** Their clocks have no common place, so each phase comes at some time. */
        @Test
        void areNotShorterByOffsetsOfDifferentSenders() throws IOException {
            String apart = NODES.replace("Second: 8 Node", "Second: 8 Third");
            String told = of(apart, "--response-times", "500000", "--offsets");
            assertTrue(
                    told.contains("Last     Other   10.000   0.000  0.270     0.810      0.810"),
                    told);
        }

        /** A message of two senders comes twice: Last waits for three frames. */
        @Test
        void countAMessageForEachOfItsSenders() throws IOException {
            String told = of(NODES + "BO_TX_BU_ 256 : Node,Other;\n", "--response-times", "500000");
            assertTrue(told.contains("Last     Other   10.000  0.270     1.080"), told);
        }

        /** Seven bytes at 125 kbit/s: 125 bits, 1 ms each; the third waits for both others. */
        @Test
        void thatAreLongerThanTheCycleAreSaid() throws IOException {
            String slow =
                    """
                    BU_: A B C
                    BO_ 1 First: 7 A
                    BO_ 2 Second: 7 B
                    BO_ 3 Third: 7 C
                    BA_DEF_ BO_ "GenMsgCycleTime" INT 0 1000;
                    BA_DEF_DEF_ "GenMsgCycleTime" 10;
                    BA_ "GenMsgCycleTime" BO_ 3 2;
                    """;
            assertEquals(1, dbc(write("slow.dbc", slow), "--response-times", "125000"));
            assertTrue(
                    output().contains("Third    C        2.000  1.000     3.000      3.000  late"),
                    output());
        }

        /** Nothing says how often Event comes, so Brake waits for it without a bound. */
        @Test
        void ofWhatWaitsForAMessageWithoutCycleAreWithoutBound() throws IOException {
            String event =
                    """
                    BU_: A B
                    BO_ 1 Event: 7 A
                    BO_ 2 Brake: 7 B
                    BA_DEF_ BO_ "GenMsgCycleTime" INT 0 1000;
                    BA_DEF_DEF_ "GenMsgCycleTime" 0;
                    BA_ "GenMsgCycleTime" BO_ 2 10;
                    """;
            assertEquals(1, dbc(write("event.dbc", event), "--response-times", "125000"));
            assertTrue(
                    output().contains(
                                    "Brake    B       10.000  1.000         -          -  no"
                                            + " bound"),
                    output());
        }

        @Test
        void standInTheJsonObject() throws IOException {
            JsonNode told =
                    new ObjectMapper()
                            .readTree(
                                    of(
                                            NODES,
                                            "--response-times",
                                            "500000/2000000",
                                            "--offsets",
                                            "--json",
                                            "-"))
                            .get("responseTimes");
            assertEquals(500_000, told.get("bitRate").asInt());
            assertEquals(2_000_000, told.get("dataBitRate").asInt());
            JsonNode last = told.get("frames").get(2);
            assertEquals("Last", last.get("message").asString());
            assertEquals(540.0, last.get("boundInOrderUs").asDouble());
            assertEquals(0.0, last.get("offsetUs").asDouble());
            assertFalse(last.get("late").asBoolean());
        }

        /** 1785 bytes go by a transport protocol, in frames that the database does not have. */
        @Test
        void leaveOutWhatNoFrameCarries() throws IOException {
            String told =
                    of(
                            NODES.replace("Last: 8", "Last: 1785").replace("768", "2147484416"),
                            "--response-times",
                            "500000");
            assertTrue(told.endsWith("Last is longer than a frame and left out\n"), told);
        }

        /**
         * Ten bytes are sent as twelve: 17 and 4 stuff bits and 13 nominal bits, 34 at 2 us; 5 +
         * 96, 25 stuff bits (116 / 4 = 29 in all) and 27 of the CRC, 153 at 0.5 us. 144.5 us.
         */
        @Test
        void countTheFillingOfAnFdFrame() throws IOException {
            String fd =
                    """
                    BU_: A
                    BO_ 1 Only: 10 A
                    BA_DEF_ BO_ "VFrameFormat" ENUM "StandardCAN","StandardCAN_FD";
                    BA_DEF_DEF_ "VFrameFormat" "StandardCAN_FD";
                    """;
            JsonNode told =
                    new ObjectMapper()
                            .readTree(of(fd, "--response-times", "500000/2000000", "--json", "-"));
            assertEquals(
                    144.5,
                    told.get("responseTimes").get("frames").get(0).get("frameUs").asDouble());
        }

        @Test
        void wantABitRate() {
            mistakes(
                    """
                    fast | 'fast' is no bit rate, such as 500000 or 500000/2000000
                    4999 | bit rate 4999 is not from 5000 to 1000000
                    500000/400000 | data bit rate 400000 is not from 500000 to 20000000
                    """);
        }

        private void mistakes(String table) {
            for (String line : table.lines().toList()) {
                String[] parts = line.split(" [|] ");
                err.getBuffer().setLength(0);
                assertEquals(2, dbc(file, "--response-times", parts[0]));
                assertEquals(
                        "twin: invalid value for option '--response-times': "
                                + parts[1]
                                + "; see ./twin dbc --help\n",
                        mistake());
            }
        }

        @Test
        void areWhatOffsetsAreFor() {
            assertEquals(2, dbc(file, "--offsets"));
            assertEquals(
                    "--offsets: goes with --response-times alone; add it, or leave this out\n",
                    mistake());
        }
    }
}

package dev.bulkhead.dbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.dbc.Multiplexing.Range;
import dev.bulkhead.dbc.Multiplexing.When;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Each legal construct. */
class DbcConstructsTest {
    /** A file of two nodes, A and B, whose third line begins with {@code rest}. */
    private static DbcReading reading(String... rest) {
        return DbcReader.readTolerant(
                "t.dbc", "VERSION \"\"\nBU_: A B\n" + String.join("\n", rest) + "\n");
    }

    private static Dbc dbc(String... rest) {
        DbcReading reading = reading(rest);
        assertEquals(List.of(), reading.warnings());
        return reading.dbc();
    }

    @Nested
    class ExtendedMultiplexing {
        private final DbcMessage message =
                dbc(
                                "BO_ 1 M: 8 A",
                                " SG_ Page M : 0|8@1+ (1,0) [0|0] \"\" B",
                                " SG_ Sub m2M : 8|8@1+ (1,0) [0|0] \"\" B",
                                " SG_ One m1 : 16|8@1+ (1,0) [0|0] \"\" B",
                                " SG_ Deep m5 : 16|8@1+ (1,0) [0|0] \"\" B",
                                "SG_MUL_VAL_ 1 Sub Page 2-2;",
                                "SG_MUL_VAL_ 1 One Page 1-1, 7-9;",
                                "SG_MUL_VAL_ 1 Deep Sub 5-5, 10-20 ;")
                        .message("M");

        @Test
        void namesWhoSelectsAndByWhichValues() {
            assertEquals(
                    new Multiplexing(true, Optional.of(new When("Page", List.of(new Range(2, 2))))),
                    message.signal("Sub").multiplexing());
            assertEquals(
                    Optional.of(new When("Sub", List.of(new Range(5, 5), new Range(10, 20)))),
                    message.signal("Deep").multiplexing().when());
            assertEquals("1, 7-9", message.signal("One").multiplexing().when().get().text());
        }

        @Test
        void aSignalIsThereIfAllAboveItAre() {
            DbcSignal deep = message.signal("Deep");
            assertTrue(message.isThere(deep, new byte[] {2, 15, 0, 0, 0, 0, 0, 0}));
            assertFalse(message.isThere(deep, new byte[] {2, 6, 0, 0, 0, 0, 0, 0}));
            assertFalse(message.isThere(deep, new byte[] {1, 15, 0, 0, 0, 0, 0, 0}));
            assertTrue(message.isThere(message.signal("One"), new byte[] {8, 0, 0, 0}));
        }

        @Test
        void aMultiplexedMultiplexerNeedsNoMoreThanItsMark() {
            DbcMessage plain =
                    dbc(
                                    "BO_ 1 M: 8 A",
                                    " SG_ Page M : 0|8@1+ (1,0) [0|0] \"\" B",
                                    " SG_ Sub m2M : 8|8@1+ (1,0) [0|0] \"\" B")
                            .message("M");
            assertEquals("Page", plain.signal("Sub").multiplexing().when().get().by());
        }
    }

    @Test
    void signalsInFloatingPoint() {
        DbcMessage message =
                dbc(
                                "BO_ 1 M: 12 A",
                                " SG_ F : 0|32@1- (1,0) [0|0] \"\" B",
                                " SG_ D : 32|64@1- (1,0) [0|0] \"\" B",
                                "BA_DEF_ BO_ \"VFrameFormat\" ENUM \"StandardCAN\",\"x\";",
                                "BA_DEF_ \"BusType\" STRING ;",
                                "BA_ \"BusType\" \"CAN FD\";",
                                "SIG_VALTYPE_ 1 F : 1;",
                                "SIG_VALTYPE_ 1 D :2;")
                        .message("M");
        assertEquals(ValueType.FLOAT, message.signal("F").type());
        assertEquals(ValueType.DOUBLE, message.signal("D").type());
    }

    @Test
    void theFormatOfAFrame() {
        Dbc dbc =
                dbc(
                        "BO_ 1 Classic: 8 A",
                        "BO_ 2 Fast: 64 A",
                        "BO_ 2566834709 Group: 8 A",
                        "BA_DEF_ BO_ \"VFrameFormat\" ENUM"
                                + " \"StandardCAN\",\"ExtendedCAN\",\"reserved\",\"J1939PG\","
                                + "\"r4\",\"r5\",\"r6\",\"r7\",\"r8\",\"r9\",\"r10\",\"r11\","
                                + "\"r12\",\"r13\",\"StandardCAN_FD\",\"ExtendedCAN_FD\";",
                        "BA_DEF_DEF_ \"VFrameFormat\" \"StandardCAN\";",
                        "BA_ \"VFrameFormat\" BO_ 2 14;",
                        "BA_ \"VFrameFormat\" BO_ 2566834709 3;");
        assertFalse(dbc.message("Classic").fd());
        assertTrue(dbc.message("Fast").fd());
        // 2566834709 - 2^31 = 0x18FECA15: priority 6, group 0xFECA = 65226, source 0x15
        assertEquals(
                Optional.of(new J1939Identifier(6, 65_226, 0x15, OptionalInt.empty())),
                dbc.message("Group").j1939());
        assertEquals(
                Optional.of(dbc.message("Group")),
                dbc.carriedBy(0x0CFECA33, true),
                "the same group, another priority and source");
        assertEquals(Optional.empty(), dbc.carriedBy(0x18FECB15, true));
    }

    @Test
    void aGroupToOneNodeHasItsAddressInTheIdentifier() {
        // 0x0C00210B: priority 3, PDU format 0, so 0x21 is the destination; source 0x0B
        assertEquals(
                new J1939Identifier(3, 0, 0x0B, OptionalInt.of(0x21)),
                J1939Identifier.of(0x0C00210B));
        // data page 1, format 0xFE: 0x1FE12
        assertEquals(0x1FE12, J1939Identifier.of(0x19FE1200).group());
    }

    @Test
    void severalSendersAndReceivers() {
        DbcMessage message =
                dbc(
                                "BO_ 1 M: 8 A",
                                " SG_ S : 0|8@1+ (1,0) [0|0] \"\"  A,",
                                "   B",
                                "BO_TX_BU_ 1 : A,B;")
                        .message("M");
        assertEquals(List.of("A", "B"), message.senders());
        assertEquals(List.of("A", "B"), message.signal("S").receivers());
    }

    @Test
    void commentsOnEverything() {
        Dbc dbc =
                dbc(
                        "BO_ 1 M: 8 A",
                        " SG_ S : 0|8@1+ (1,0) [0|0] \"\" B",
                        "EV_ E: 0 [0|1] \"u\" 0.5 7 DUMMY_NODE_VECTOR0 Vector__XXX;",
                        "CM_ \"network\";",
                        "CM_ BU_ B \"two",
                        "",
                        "lines; and a \\\"quote\\\" // no comment\";",
                        "CM_ BO_ 1 \"message\";",
                        "CM_ SG_ 1 S \"signal\";",
                        "CM_ EV_ E \"variable\";");
        assertEquals("network", dbc.comment());
        assertEquals("two\n\nlines; and a \"quote\" // no comment", dbc.nodes().get(1).comment());
        assertEquals("message", dbc.message("M").comment());
        assertEquals("signal", dbc.message("M").signal("S").comment());
        assertEquals("variable", dbc.environmentVariables().getFirst().comment());
    }

    @Test
    void attributesOfEverything() {
        Dbc dbc =
                dbc(
                        "BO_ 1 M: 8 A",
                        " SG_ S : 0|8@1+ (1,0) [0|0] \"\" B",
                        " SG_ T : 8|8@1+ (1,0) [0|0] \"\" B",
                        "EV_ E: 0 [0|1] \"u\" 0.5 7 DUMMY_NODE_VECTOR0 Vector__XXX;",
                        "BA_DEF_ \"N\" FLOAT -1.5 1.5;",
                        "BA_DEF_ BU_ \"U\" HEX 0 255;",
                        "BA_DEF_ BO_ \"O\" INT;",
                        "BA_DEF_ SG_ \"G\" ENUM \"off\",\"on\";",
                        "BA_DEF_ EV_ \"V\" STRING ;",
                        "BA_DEF_DEF_ \"N\" 0;",
                        "BA_DEF_DEF_ \"G\" \"off\";",
                        "BA_DEF_DEF_ \"V\" \"\";",
                        "BA_ \"N\" -0.25;",
                        "BA_ \"U\" BU_ A 16;",
                        "BA_ \"O\" BO_ 1 -3;",
                        "BA_ \"G\" SG_ 1 S 1;",
                        "BA_ \"V\" EV_ E \"x\";");
        assertEquals(
                Optional.of(new AttributeValue.Number(new BigDecimal("-0.25"))),
                dbc.attributes().get("N"));
        assertEquals(OptionalInt.of(16), dbc.nodes().getFirst().attributes().whole("U"));
        assertEquals(OptionalInt.empty(), dbc.nodes().getLast().attributes().whole("U"));
        assertEquals(OptionalInt.of(-3), dbc.message("M").intAttribute("O"));
        assertEquals(Optional.of("on"), dbc.message("M").signal("S").attributes().text("G"));
        assertEquals(Optional.of("off"), dbc.message("M").signal("T").attributes().text("G"));
        assertEquals(
                Optional.of("x"), dbc.environmentVariables().getFirst().attributes().text("V"));
    }

    @Test
    void attributesOfRelations() {
        Dbc dbc =
                dbc(
                        "BO_ 1 M: 8 A",
                        " SG_ S : 0|8@1+ (1,0) [0|0] \"\" B",
                        "EV_ E: 0 [0|1] \"\" 0 7 DUMMY_NODE_VECTOR0 A,B;",
                        "BA_DEF_REL_ BU_SG_REL_ \"Late\" INT 0 65535;",
                        "BA_DEF_REL_ BU_BO_REL_ \"Buffer\" ENUM \"full\",\"basic\";",
                        "BA_DEF_REL_ BU_EV_REL_ \"Weight\" FLOAT 0 1;",
                        "BA_DEF_DEF_REL_ \"Late\" 10;",
                        "BA_REL_ \"Late\" BU_SG_REL_ B SG_ 1 S 250;",
                        "BA_REL_ \"Buffer\" BU_BO_REL_ A 1 1;",
                        "BA_REL_ \"Weight\" BU_EV_REL_ A E 0.5;");
        assertEquals(
                List.of(
                        new RelationValue(
                                "Late",
                                "B",
                                new RelationValue.Target.Signal(1, "S"),
                                new AttributeValue.Number(new BigDecimal(250))),
                        new RelationValue(
                                "Buffer",
                                "A",
                                new RelationValue.Target.Message(1),
                                new AttributeValue.Text("basic")),
                        new RelationValue(
                                "Weight",
                                "A",
                                new RelationValue.Target.EnvironmentVariable("E"),
                                new AttributeValue.Number(new BigDecimal("0.5")))),
                dbc.relations());
        assertEquals(
                Optional.of(new AttributeValue.Number(BigDecimal.TEN)),
                dbc.definitions().getFirst().initial());
    }

    @Test
    void environmentVariables() {
        EnvironmentVariable variable =
                dbc(
                                "EV_ Env: 1 [-1|2.5] \"km\" 0.5 9 DUMMY_NODE_VECTOR8001 A,B;",
                                "ENVVAR_DATA_ Env: 12;",
                                "VAL_ Env 0 \"no\" 1 \"yes\" ;")
                        .environmentVariables()
                        .getFirst();
        assertEquals(1, variable.type());
        assertEquals(new BigDecimal("2.5"), variable.maximum());
        assertEquals("DUMMY_NODE_VECTOR8001", variable.access());
        assertEquals(List.of("A", "B"), variable.nodes());
        assertEquals(OptionalLong.of(12), variable.dataBytes());
        assertEquals(Optional.of("yes"), variable.values().text(1));
    }

    @Test
    void signalGroups() {
        assertEquals(
                List.of(
                        new SignalGroup("All", 1, List.of("S", "T")),
                        new SignalGroup("None", 2, List.of())),
                dbc(
                                "BO_ 1 M: 8 A",
                                " SG_ S : 0|8@1+ (1,0) [0|0] \"\" B",
                                " SG_ T : 8|8@1+ (1,0) [0|0] \"\" B",
                                "SIG_GROUP_ 1 All 1 : S T;",
                                "SIG_GROUP_ 1 None 2 : ;")
                        .message("M")
                        .groups());
    }

    @Test
    void signalsInNoMessage() {
        Dbc dbc =
                dbc(
                        "BO_ 3221225472 VECTOR__INDEPENDENT_SIG_MSG: 0 Vector__XXX",
                        " SG_ Free : 0|8@1+ (1,0) [0|0] \"\" Vector__XXX",
                        "CM_ SG_ 3221225472 Free \"of nobody\";",
                        "VAL_ 3221225472 Free 1 \"one\" ;");
        assertEquals(List.of(), dbc.messages());
        DbcSignal free = dbc.independentSignals().getFirst();
        assertEquals("of nobody", free.comment());
        assertEquals(Optional.of("one"), free.values().text(1));
    }

    @Test
    void oneOfThemThatCannotBeReadIsWrittenAgain() {
        Dbc dbc =
                DbcReader.readTolerant(
                                "t.dbc",
                                """
                                BO_ 3221225472 VECTOR__INDEPENDENT_SIG_MSG: 0 Vector__XXX
                                 SG_ Broken : 0|8@7+ (1,0) [0|0] "" Vector__XXX
                                """)
                        .dbc();
        assertEquals(List.of(), dbc.independentSignals());
        assertTrue(
                DbcWriter.write(dbc)
                        .contains(
                                "BO_ 3221225472 VECTOR__INDEPENDENT_SIG_MSG: 0 Vector__XXX\n"
                                        + " SG_ Broken : 0|8@7+ (1,0) [0|0] \"\" Vector__XXX\n"),
                DbcWriter.write(dbc));
    }

    /**
     * Written as the quote that goes on, and meant as the end: in the value of an attribute, where
     * the line ends behind it.
     */
    @Nested
    class ATextThatEndsInABackslash {
        private static final String PATHS =
                """
                BU_: A
                BO_ 1 M: 8 A
                 SG_ S : 0|8@1+ (1,0) [0|0] "" A
                BA_DEF_ "Tool" STRING ;
                BA_DEF_ BO_ "Path" STRING ;
                BA_DEF_DEF_ "Tool" "C:\\";
                BA_DEF_DEF_ "Path" "";
                BA_ "Path" BO_ 1 "D:\\" ;
                """;

        private final Dbc dbc = DbcReader.read("t.dbc", PATHS);

        @Test
        void isWhole() {
            assertEquals(Optional.of("C:\\"), dbc.attributes().text("Tool"));
            assertEquals(Optional.of("D:\\"), dbc.message("M").attributes().text("Path"));
        }

        @Test
        void isWrittenAgain() {
            assertEquals(dbc, DbcReader.read("t.dbc", DbcWriter.write(dbc)));
        }

        @Test
        void isSoBeforeALineThatIsNotUnderstood() {
            for (String next : List.of("// a line", "UNKNOWN_ 1;", "CM_ XX_ 1 \"a\";")) {
                Dbc read = DbcReader.readTolerant("t.dbc", PATHS + next).dbc();

                assertEquals(Optional.of("D:\\"), read.message("M").attributes().text("Path"));
                assertEquals(List.of(next), read.kept());
                assertEquals(read, DbcReader.readTolerant("t.dbc", DbcWriter.write(read)).dbc());
            }
        }

        @Test
        void isNoneInAComment() {
            assertEquals("say \"no\"; or", dbc("CM_ \"say \\\"no\\\"; or\";").comment());
            assertEquals(
                    "say \"no\";\nCM_ or", dbc("CM_ \"say \\\"no\\\";", "CM_ or\";").comment());
        }

        /** Mutant 25171 of the fuzzer: a quote is missing behind the last text of a statement. */
        @Test
        void isNoneInAStatementThatNamesValues() {
            String mutant =
                    """
                    EV_ E: 0 [0|1] "" 0 7 DUMMY_NODE_VECTOR0 Vector__XXX;
                    VAL_ E 1 "a \\"quote\\" ;
                    CM_ EV_ E "b";
                    // "a" "line
                    """;
            Dbc read = DbcReader.readTolerant("t.dbc", mutant).dbc();

            assertEquals(read, DbcReader.readTolerant("t.dbc", DbcWriter.write(read)).dbc());
        }

        /** Mutant 18613 of the fuzzer: a signal's line goes on behind its unit. */
        @Test
        void isNoneInAStatementThatGoesOnBehindItsTexts() {
            String mutant =
                    """
                    BU_: A
                    BO_ 1 M: 8 A
                     SG_ S : 0|8@1+ (1,0) [0|0] "a \\"unit\\";
                    SG_ " A
                    """;
            Dbc read = DbcReader.readTolerant("t.dbc", mutant).dbc();

            assertEquals(read, DbcReader.readTolerant("t.dbc", DbcWriter.write(read)).dbc());
        }
    }

    /** Bytes 01 02 .. 09 behind each other, by hand. */
    @Nested
    class ASignalAboveSixtyFourBits {
        private MessageCodec.Decoded decoded(String signal, String hex) {
            Dbc dbc =
                    DbcReader.readTolerant("t.dbc", "BU_: A\nBO_ 1 M: 12 A\n " + signal + "\n")
                            .dbc();
            return new MessageCodec(dbc.message("M")).decode(HexFormat.of().parseHex(hex));
        }

        private BigInteger raw(String signal, String hex) {
            return decoded(signal, hex).wide().firstEntry().getValue();
        }

        @Test
        void isReadAsAWholeNumber() {
            String hex = "ff010203040506070809ffff";
            assertEquals(
                    new BigInteger("090807060504030201", 16),
                    raw("SG_ S : 8|72@1+ (1,0) [0|0] \"\" A", hex));
            assertEquals(
                    new BigInteger("010203040506070809", 16),
                    raw("SG_ S : 15|72@0+ (1,0) [0|0] \"\" A", hex));
        }

        /** From bit 3 of byte 0 downwards: f, 01 .. 08, 0; upwards from bit 4: f, .. */
        @Test
        void mayBeginWithinAByte() {
            String hex = "ff010203040506070809ffff";
            assertEquals(
                    new BigInteger("f01020304050607080", 16),
                    raw("SG_ S : 3|72@0+ (1,0) [0|0] \"\" A", hex));
            assertEquals(
                    new BigInteger("90807060504030201f", 16),
                    raw("SG_ S : 4|72@1+ (1,0) [0|0] \"\" A", hex));
        }

        @Test
        void mayHaveASignAndAFactor() {
            String hex = "feffffffffffffffffffffff";
            String signal = "SG_ S : 0|96@1- (0.5,1) [0|0] \"\" A";
            assertEquals(BigInteger.TWO.negate(), raw(signal, hex));
            WideSignal wide = decoded(signal, hex).wide().firstEntry().getKey();
            assertEquals(
                    0, BigDecimal.ZERO.compareTo(wide.physical(BigInteger.TWO.negate())), "-2/2+1");
        }

        @Test
        void isMissedInAFrameThatIsTooShort() {
            assertEquals(
                    List.of("M: 8 bytes, expected 12", "S: needs 9 bytes"),
                    decoded("SG_ S : 0|72@1+ (1,0) [0|0] \"\" A", "0102030405060708").complaints());
        }
    }

    @Test
    void rawValuesOfSixtyFourBits() {
        DbcSignal signal =
                dbc(
                                "BO_ 1 M: 8 A",
                                " SG_ S : 0|64@1+ (1,0) [0|0] \"\" B",
                                "VAL_ 1 S 18446744073709551615 \"none\" -1 \"never\" ;")
                        .message("M")
                        .signal("S");
        assertEquals(Optional.of("none"), signal.valueName(-1));
        assertEquals(Optional.of("never"), signal.values().text(BigInteger.valueOf(-1)));
    }

    @Test
    void whatIsNotInterpretedIsKept() {
        Dbc dbc =
                dbc(
                        "SGTYPE_ Speed: 16@1+ (0.1,0) [0|100] \"km/h\" 0, Table;",
                        "BO_ 1 M: 8 A",
                        " SG_ S : 0|16@1+ (1,0) [0|0] \"\" B",
                        "SIG_TYPE_REF_ 1 S : Speed;",
                        "CAT_DEF_ 1 \"a; b\" 0;");
        assertEquals(
                List.of(
                        "SGTYPE_ Speed: 16@1+ (0.1,0) [0|100] \"km/h\" 0, Table;",
                        "SIG_TYPE_REF_ 1 S : Speed;",
                        "CAT_DEF_ 1 \"a; b\" 0;"),
                dbc.kept());
    }

    @Test
    void aStatementMayStandBeforeWhatItIsAbout() {
        Dbc dbc =
                dbc(
                        "BA_ \"C\" BO_ 1 5;",
                        "CM_ SG_ 1 S \"early\";",
                        "BO_ 1 M: 8 A",
                        " SG_ S : 0|8@1+ (1,0) [0|0] \"\" B",
                        "BA_DEF_ BO_ \"C\" INT 0 9;");
        assertEquals("early", dbc.message("M").signal("S").comment());
        assertEquals(OptionalInt.of(5), dbc.message("M").intAttribute("C"));
    }

    @Test
    void namesThatAToolCut() {
        DbcMessage message =
                dbc(
                                "BO_ 1 M: 8 A",
                                " SG_ S : 0|8@1+ (1,0) [0|0] \"\" B",
                                "BA_DEF_ BO_ \"SystemMessageLongSymbol\" STRING ;",
                                "BA_DEF_ SG_ \"SystemSignalLongSymbol\" STRING ;",
                                "BA_DEF_DEF_ \"SystemMessageLongSymbol\" \"\";",
                                "BA_ \"SystemSignalLongSymbol\" SG_ 1 S \"SpeedOfTheCar\";")
                        .message("M");
        assertEquals("M", message.longName());
        assertEquals("SpeedOfTheCar", message.signal("S").longName());
    }

    @Test
    void newSymbolsAndBitTiming() {
        Dbc dbc = dbc("NS_ :", "\tCM_", "BA_DEF_", "VAL_", "", "BS_: 500000 : 1,2");
        assertEquals(List.of("CM_", "BA_DEF_", "VAL_"), dbc.newSymbols());
        assertEquals("500000 : 1 , 2", dbc.bitTiming());
    }

    @Nested
    class AnyEncodingAndLineEnd {
        private static final String TEXT =
                "BU_: A\nBO_ 1 M: 8 A\n SG_ T : 0|8@1+ (1,0) [0|0] \"°C\" A\nCM_ BO_ 1 \"a\nb\";\n";
        private final Dbc plain = DbcReader.read("t.dbc", TEXT);

        @Test
        void ofWindows() {
            DbcReading older =
                    DbcReader.readTolerant("t.dbc", TEXT.getBytes(Charset.forName("windows-1252")));
            assertEquals(plain, older.dbc());
            assertEquals("Windows-1252", older.encoding());
        }

        @Test
        void ofUtf8WithAMarkOfByteOrder() {
            assertEquals(
                    plain,
                    DbcReader.read("t.dbc", ("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_8)));
        }

        @Test
        void linesThatEndInCarriageReturnsOrBoth() {
            assertEquals(plain, DbcReader.read("t.dbc", TEXT.replace("\n", "\r\n")));
            assertEquals(plain, DbcReader.read("t.dbc", TEXT.replace('\n', '\r')));
            var warning =
                    DbcReader.readTolerant("t.dbc", TEXT.replace('\n', '\r') + "XX_ ;\r")
                            .warnings()
                            .getFirst();
            assertEquals(6, warning.line(), "lines count whatever ends them");
        }

        @Test
        void aByteThatIsNoCharacterIsSaid() {
            byte[] bytes = TEXT.getBytes(Charset.forName("windows-1252"));
            bytes[TEXT.indexOf('°')] = (byte) 0x81;
            assertEquals(
                    "t.dbc:3: a byte that is no character of Windows-1252; save the file as UTF-8",
                    DbcReader.readTolerant("t.dbc", bytes)
                            .warnings()
                            .getFirst()
                            .in("t.dbc")
                            .getMessage());
        }
    }
}

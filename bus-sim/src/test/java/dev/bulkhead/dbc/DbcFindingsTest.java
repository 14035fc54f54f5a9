package dev.bulkhead.dbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What real files have beside the legal constructs, and what is said about it. */
class DbcFindingsTest {
    /** A file of two nodes, A and B, whose third line begins with {@code rest}. */
    private static DbcReading reading(String... rest) {
        return DbcReader.readTolerant(
                "t.dbc", "VERSION \"\"\nBU_: A B\n" + String.join("\n", rest) + "\n");
    }

    private static List<String> warnings(String... rest) {
        return reading(rest).warnings().stream()
                .map(warning -> warning.in("t.dbc").getMessage())
                .toList();
    }

    /** What tools write all the same is read, with a warning that says where it stands. */
    @Nested
    class IsReadWithAWarning {
        @Test
        void aStatementThatIsUnknown() {
            DbcReading reading = reading("XX_ 1 \"a\" 2;", "BO_ 1 M: 8 A");
            assertEquals(
                    "t.dbc:3: 'XX_' begins no statement; correct or remove it",
                    reading.warnings().getFirst().in("t.dbc").getMessage());
            assertEquals(List.of("XX_ 1 \"a\" 2;"), reading.dbc().kept());
            assertEquals(1, reading.dbc().messages().size());
        }

        @Test
        void aStatementWithoutASemicolon() {
            DbcReading reading = reading("CM_ \"x\"", "BO_ 1 M: 8 A");
            assertEquals("x", reading.dbc().comment());
            assertEquals(
                    "t.dbc:4: a statement ends without ';'; add ';' before this line",
                    reading.warnings().getFirst().in("t.dbc").getMessage());
        }

        @Test
        void aStatementAboutSomethingThatIsNotThere() {
            DbcReading reading = reading("CM_ BO_ 7 \"lost\";", "BA_ \"C\" 5;");
            assertEquals(List.of("CM_ BO_ 7 \"lost\";", "BA_ \"C\" 5;"), reading.dbc().kept());
            assertEquals(
                    List.of(
                            "t.dbc:3: there is no message of identifier 7; "
                                    + "correct the identifier, or remove the statement",
                            "t.dbc:4: attribute \"C\" is not defined; define it by BA_DEF_ before"),
                    warnings("CM_ BO_ 7 \"lost\";", "BA_ \"C\" 5;"));
        }

        /** The others of its message are read; what is said of it is kept as text. */
        @Test
        void aSignalTooLongToBeDecoded() {
            String[] lines = {
                "BO_ 1 M: 32 A",
                " SG_ S : 0|8@1+ (1,0) [0|0] \"\" A",
                " SG_ T : 8|128@1+ (1,0) [0|0] \"\" A",
                " SG_ U : 136|64@1+ (1,0) [0|0] \"\" A",
                "CM_ SG_ 1 T \"long\";"
            };
            DbcReading reading = reading(lines);
            assertEquals(
                    List.of("S", "U"),
                    reading.dbc().messages().getFirst().signals().stream()
                            .map(DbcSignal::name)
                            .toList());
            assertEquals(List.of("CM_ SG_ 1 T \"long\";"), reading.dbc().kept());
            assertTrue(
                    warnings(lines)
                            .contains(
                                    "t.dbc:5: signal 'T' has 128 bits and can only be read; "
                                            + "part it into signals of at most 64"),
                    warnings(lines)::toString);
        }

        @Test
        void aSignalWithoutReceivers() {
            assertEquals(
                    List.of(
                            "t.dbc:5: signal 'S' has no receiver; write Vector__XXX for none",
                            "t.dbc:5: receivers without a comma; add ','"),
                    warnings(
                            "BO_ 1 M: 8 A",
                            " SG_ S : 0|8@1+ (1,0) [0|0] \"\" ",
                            " SG_ T : 8|8@1+ (1,0) [0|0] \"\" A B"));
        }

        @Test
        void aLineOfAComment() {
            DbcReading reading =
                    reading(
                            "BO_ 1 M: 8 A",
                            " // SG_ old \"",
                            " SG_ S : 0|8@1+ (1,0) [0|0] \"\" A",
                            "// end");
            assertEquals(1, reading.dbc().message("M").signals().size());
            assertEquals(List.of("// SG_ old \"", "// end"), reading.dbc().kept());
            assertEquals(
                    "t.dbc:4: '//' begins no comment here; use CM_, or remove it",
                    reading.warnings().getFirst().in("t.dbc").getMessage());
        }

        @Test
        void anIdentifierOfTwentyNineBitsWithoutItsMark() {
            Dbc dbc = reading("BO_ 4660 M: 8 A", "CM_ BO_ 4660 \"x\";").dbc();
            assertTrue(dbc.message("M").extended());
            assertEquals("x", dbc.message("M").comment());
        }

        @Test
        void aValueThatItsAttributeDoesNotAllow() {
            Dbc dbc = reading("BA_DEF_ \"C\" ENUM \"x\",\"y\";", "BA_ \"C\" 7;").dbc();
            assertEquals(
                    Optional.of(new AttributeValue.Number(new BigDecimal(7))),
                    dbc.attributes().get("C"));
        }

        @Test
        void whatIsSaidAgainOfTheSame() {
            assertEquals(
                    List.of(
                            "t.dbc:6: a second comment on the same; join them",
                            "t.dbc:8: signal 'S' has its values named again; remove one VAL_",
                            "t.dbc:11: attribute \"C\" is given to the same again; remove one"),
                    warnings(
                            "BO_ 1 M: 8 A",
                            " SG_ S : 0|4@1+ (2,0) [0|10] \"\" A",
                            "CM_ BO_ 1 \"one\";",
                            "CM_ BO_ 1 \"two\";",
                            "VAL_ 1 S 1 \"one\" ;",
                            "VAL_ 1 S 2 \"two\" ;",
                            "BA_DEF_ BO_ \"C\" INT 0 9;",
                            "BA_ \"C\" BO_ 1 1;",
                            "BA_ \"C\" BO_ 1 2;"));
        }

        @Test
        void aNameThatOtherToolsRefuse() {
            assertEquals(
                    List.of(
                            "t.dbc:3: '4WD' is a name that other tools may refuse; "
                                    + "use A-Z, a-z, 0-9 and _, and begin with no digit",
                            "t.dbc:4: 'Größe' is a name that other tools may refuse; "
                                    + "use A-Z, a-z, 0-9 and _, and begin with no digit"),
                    warnings("BO_ 1 4WD: 8 A", " SG_ Größe : 0|8@1+ (1,0) [0|0] \"\" A"));
        }

        @Test
        void lengthsThatNoFrameHas() {
            assertEquals(
                    List.of(
                            "t.dbc:4: message 'M' has 13 bytes, as no CAN FD frame has; make it 16",
                            "t.dbc:5: message 'N' has 65 bytes; "
                                    + "lower its length to at most 64, as CAN FD has"),
                    warnings(
                            "BA_DEF_ \"BusType\" STRING ;BA_ \"BusType\" \"CAN FD\";",
                            "BO_ 1 M: 13 A",
                            "BO_ 2 N: 65 A"));
        }
    }

    /** Read well, and probably not what was meant. */
    @Nested
    class IsHintedAt {
        private static List<String> hints(String... rest) {
            DbcReading reading = reading(rest);
            assertEquals(List.of(), reading.warnings());
            return reading.findings().stream().map(f -> f.in("t.dbc").getMessage()).toList();
        }

        @Test
        void limitsThatTheBitsDoNotReach() {
            assertEquals(
                    List.of(
                            "t.dbc:4: signal 'S' of message 'M' has limits 0..200, but its bits"
                                    + " hold -40..87.5; correct limits, factor or length"),
                    hints("BO_ 1 M: 8 A", " SG_ S : 0|8@1+ (0.5,-40) [0|200] \"\" A"));
        }

        @Test
        void namesOfRawValuesThatDoNotFit() {
            assertEquals(
                    List.of(
                            "t.dbc:4: signal 'S' of message 'M' has a name for raw value 4,"
                                    + " expected 0..3; correct its VAL_"),
                    hints(
                            "BO_ 1 M: 8 A",
                            " SG_ S : 0|2@1+ (1,0) [0|0] \"\" A",
                            "VAL_ 1 S 3 \"a\" 4 \"b\" ;"));
        }

        @Test
        void aStartValueThatDoesNotFit() {
            assertEquals(
                    List.of(
                            "t.dbc:4: signal 'S' of message 'M' starts at raw value 9, expected"
                                    + " -8..7; correct its GenSigStartValue"),
                    hints(
                            "BO_ 1 M: 8 A",
                            " SG_ S : 0|4@1- (1,0) [0|0] \"\" A",
                            "BA_DEF_ SG_ \"GenSigStartValue\" INT 0 0;",
                            "BA_ \"GenSigStartValue\" SG_ 1 S 9;"));
        }

        @Test
        void aStartValueBeyondTheLimits() {
            assertEquals(
                    List.of(
                            "t.dbc:4: signal 'S' of message 'M' starts at 14, expected 0..10; "
                                    + "correct its GenSigStartValue or its limits"),
                    hints(
                            "BO_ 1 M: 8 A",
                            " SG_ S : 0|4@1+ (2,0) [0|10] \"\" A",
                            "BA_DEF_ SG_ \"GenSigStartValue\" INT 0 0;",
                            "BA_ \"GenSigStartValue\" SG_ 1 S 7;"));
        }

        @Test
        void aMultiplexedSignalThatIsNeverSelected() {
            assertEquals(
                    List.of(
                            "t.dbc:5: signal 'S' of message 'M' is there at value 4 of 'P', whose 2"
                                    + " bits end at 3; correct the value, or lengthen the"
                                    + " multiplexer"),
                    hints(
                            "BO_ 1 M: 8 A",
                            " SG_ P M : 0|2@1+ (1,0) [0|0] \"\" A",
                            " SG_ S m4 : 8|8@1+ (1,0) [0|0] \"\" A"));
        }
    }

    @Test
    void signalsOverlapOnlyIfTheyCanBeThereTogether() {
        assertEquals(
                List.of(
                        "t.dbc:8: signals 'Deep' and 'Also' of message 'M' overlap; move or shorten"
                                + " one"),
                warnings(
                        "BO_ 1 M: 8 A",
                        " SG_ Page M : 0|8@1+ (1,0) [0|0] \"\" B",
                        " SG_ Sub m2M : 8|8@1+ (1,0) [0|0] \"\" B",
                        " SG_ One m1 : 8|16@1+ (1,0) [0|0] \"\" B",
                        " SG_ Deep m5 : 16|8@1+ (1,0) [0|0] \"\" B",
                        " SG_ Also m6 : 16|8@1+ (1,0) [0|0] \"\" B".replace("m6", "m5"),
                        " SG_ Other m7 : 16|8@1+ (1,0) [0|0] \"\" B",
                        "SG_MUL_VAL_ 1 Deep Sub 5-5;",
                        "SG_MUL_VAL_ 1 Also Sub 5-6;",
                        "SG_MUL_VAL_ 1 Other Sub 7-7;"));
    }
}

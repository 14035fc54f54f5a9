package dev.bulkhead.dbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

class DbcReaderTest {
    private static final String SMALL =
            """
            VERSION "1.2"

            NS_ :
                NS_DESC_
                CM_
                BA_DEF_

            BS_: 500000 : 1,2

            BU_: Engine Dash
            VAL_TABLE_ OnOff 1 "On" 0 "Off" ;

            BO_ 2566834709 Status: 8 Engine
             SG_ Speed : 0|16@1+ (0.25,0) [0|16383.75] "rpm" Dash
             SG_ Heat m1 : 23|8@0- (1,-40) [-168|87] "°C"  Dash,Engine
             SG_ Level m2 : 23|4@0+ (1,0) [0|15] "" Vector__XXX
             SG_ Page M : 31|4@0+ (1,0) [0|15] "" Dash

            BO_ 291 Empty: 0 Vector__XXX

            BO_TX_BU_ 291 : Engine,Dash;
            EV_ Env: 0 [0|1] "" 0 1 DUMMY_NODE_VECTOR0 Vector__XXX;
            CM_ "the network";
            CM_ BU_ Dash "behind the wheel";
            CM_ BO_ 291 "nothing
            in it, and a \\"quote\\"";
            CM_ SG_ 2566834709 Heat "of the coolant";
            CM_ EV_ Env "not read";
            BA_DEF_ "BusType" STRING ;
            BA_DEF_ BO_ "Cycle" INT 0 1000;
            BA_DEF_ BO_ "Kind" ENUM "cyclic","once";
            BA_DEF_ SG_ "Start" FLOAT 0 100;
            BA_DEF_ BU_ "Address" HEX 0 255;
            BA_DEF_REL_ BU_SG_REL_ "Late" INT 0 65535;
            BA_DEF_DEF_ "BusType" "CAN";
            BA_DEF_DEF_ "Cycle" 100;
            BA_DEF_DEF_ "Kind" "cyclic";
            BA_DEF_DEF_REL_ "Late" 0;
            BA_ "Cycle" BO_ 2566834709 20;
            BA_ "Kind" BO_ 291 1;
            BA_ "Start" SG_ 2566834709 Speed 12.5;
            BA_ "Address" BU_ Dash 17;
            VAL_ 2566834709 Page 1 "temperature" 2 "level" ;
            VAL_ 2566834709 Level OnOff ;
            VAL_ Env 0 "no" ;
            SIG_GROUP_ 2566834709 All 1 : Speed Heat;
            SIG_VALTYPE_ 2566834709 Speed : 0;
            """;

    @Nested
    class ReadsOfAnOrdinaryFile {
        private final Dbc dbc = DbcReader.read("small.dbc", SMALL);
        private final DbcMessage status = dbc.message("Status");

        @Test
        void theNetwork() {
            assertEquals("1.2", dbc.version());
            assertEquals(
                    List.of("Engine", "Dash"), dbc.nodes().stream().map(DbcNode::name).toList());
            assertEquals("the network", dbc.comment());
            assertEquals(Optional.of("CAN"), dbc.attributes().text("BusType"));
            assertEquals(Optional.of("On"), dbc.valueTables().get("OnOff").text(1));
        }

        @Test
        void messagesWithElevenAndTwentyNineBitsOfIdentifier() {
            assertEquals(419_351_061, status.identifier(), "2566834709 - 2^31");
            assertTrue(status.extended());
            assertEquals(Optional.of("Engine"), status.sender());
            DbcMessage empty = dbc.message("Empty");
            assertEquals(0x123, empty.identifier());
            assertEquals(Optional.empty(), empty.sender());
            assertEquals(0, empty.length());
            assertEquals(Optional.of(empty), dbc.message(0x123, false));
            assertEquals(Optional.empty(), dbc.message(0x123, true));
        }

        @Test
        void signals() {
            DbcSignal heat = status.signal("Heat");
            assertEquals(23, heat.startBit());
            assertEquals(8, heat.length());
            assertEquals(BitField.ByteOrder.BIG_ENDIAN, heat.order());
            assertEquals(ValueType.SIGNED, heat.type());
            assertEquals(new BigDecimal(-40), heat.offset());
            assertEquals(new BigDecimal(-168), heat.minimum());
            assertEquals(new BigDecimal(87), heat.maximum());
            assertEquals("°C", heat.unit());
            assertEquals(List.of("Dash", "Engine"), heat.receivers());
            assertEquals("of the coolant", heat.comment());
        }

        @Test
        void plainMultiplexing() {
            assertEquals(Multiplexing.NONE, status.signal("Speed").multiplexing());
            assertEquals(
                    new Multiplexing(true, Optional.empty()), status.signal("Page").multiplexing());
            assertEquals(
                    Optional.of(
                            new Multiplexing.When("Page", List.of(new Multiplexing.Range(1, 1)))),
                    status.signal("Heat").multiplexing().when());
        }

        @Test
        void namesOfValues() {
            ValueTable pages = status.signal("Page").values();
            assertEquals(Optional.of("level"), pages.text(2));
            assertEquals(Optional.empty(), pages.text(3));
            assertEquals(OptionalLong.of(1), pages.raw("temperature"));
            assertEquals(OptionalLong.empty(), pages.raw("other"));
            assertEquals(Optional.of("Off"), status.signal("Level").values().text(0));
        }

        @Test
        void attributesOfMessagesWithTheirDefaults() {
            assertEquals(OptionalInt.of(20), status.intAttribute("Cycle"));
            assertEquals(OptionalInt.of(100), dbc.message("Empty").intAttribute("Cycle"));
            assertEquals(OptionalInt.empty(), status.intAttribute("Kind"));
            assertEquals(Optional.of("cyclic"), status.attributes().text("Kind"));
            assertEquals(Optional.of("once"), dbc.message("Empty").attributes().text("Kind"));
        }

        @Test
        void commentsOfSeveralLinesWithQuotes() {
            assertEquals("nothing\nin it, and a \"quote\"", dbc.message("Empty").comment());
        }

        @Test
        void theSameFromWindows1252() {
            assertEquals(
                    dbc,
                    DbcReader.read(
                            "small.dbc",
                            SMALL.getBytes(java.nio.charset.Charset.forName("windows-1252"))));
            assertEquals(dbc, DbcReader.read("small.dbc", SMALL.getBytes(StandardCharsets.UTF_8)));
        }

        @Test
        void theSameWithLinesThatEndInCarriageReturns() {
            assertEquals(
                    dbc.messages().getFirst(),
                    DbcReader.read("small.dbc", SMALL.replace("\n", "\r\n")).messages().getFirst());
        }
    }

    @Test
    void aNameThatIsNotThereIsSaid() {
        Dbc dbc = DbcReader.read("small.dbc", SMALL);
        var message = assertThrows(IllegalArgumentException.class, () -> dbc.message("X"));
        assertEquals("the database has no message X", message.getMessage());
        var signal =
                assertThrows(
                        IllegalArgumentException.class, () -> dbc.message("Empty").signal("X"));
        assertEquals("message Empty has no signal X", signal.getMessage());
    }

    /** Each mistake stands in a file of two nodes, A and B, whose third line begins with it. */
    @Nested
    class Says {
        private void refuses(String mistake, String message) {
            var error =
                    assertThrows(
                            InputError.class,
                            () -> DbcReader.read("bad.dbc", "VERSION \"\"\nBU_: A B\n" + mistake));
            assertEquals(message, error.getMessage());
        }

        private static String lines(String... lines) {
            return String.join("\n", lines);
        }

        private void refusesSignal(String signal, String message) {
            refuses("BO_ 1 M: 8 A\n SG_ " + signal + "\n", message);
        }

        @Test
        void anUnknownStatement() {
            refuses("BOO_ 1 M: 8 A", "bad.dbc:3: 'BOO_' begins no statement; correct or remove it");
            refuses("{", "bad.dbc:3: '{' begins no statement; correct or remove it");
        }

        @Test
        void aSignalOutsideAMessage() {
            refuses(
                    "SG_ S : 0|8@1+ (1,0) [0|0] \"\" A",
                    "bad.dbc:3: a signal stands outside a message; put it behind its BO_");
        }

        @Test
        void aTokenThatIsMissing() {
            refuses(
                    "BO_ 1 M 8 A",
                    "bad.dbc:3: '8' stands where ':' should be; correct the statement");
            refusesSignal(
                    "S : 0|8@1 (1,0) [0|0] \"\" A",
                    "bad.dbc:4: '(' stands where '+' or '-' should be; correct the statement");
            refusesSignal(
                    "S : 0|8@1+ (1,0) [0|0] A",
                    "bad.dbc:4: 'A' stands where a unit in quotes should be; correct the"
                            + " statement");
        }

        @Test
        void aFileThatEndsTooSoon() {
            refuses(
                    "BO_ 1 M: 8",
                    "bad.dbc:3: the end of the file stands where a sender should be; "
                            + "correct the statement");
            refuses(
                    "CM_ \"never\nends",
                    "bad.dbc:3: a string begins here and does not end; add a quote");
        }

        @Test
        void aWrongNumber() {
            refuses(
                    "BO_ 1.5 M: 8 A",
                    "bad.dbc:3: '1.5' stands where a message identifier should be; "
                            + "write a whole number from 0 to 4294967295");
            refusesSignal(
                    "S : 0|8@1+ (1.2.3,0) [0|0] \"\" A",
                    "bad.dbc:4: '1.2.3' is not a number; correct the number");
            refusesSignal(
                    "S : 0|8@1+ (1e999999999,0) [0|0] \"\" A",
                    "bad.dbc:4: '1e999999999' is not a number; correct the number");
            refusesSignal(
                    "S : 0|0@1+ (1,0) [0|0] \"\" A",
                    "bad.dbc:4: '0' stands where a length in bits should be; "
                            + "write a whole number from 1 to 524280");
            refusesSignal(
                    "S : 0|8@2+ (1,0) [0|0] \"\" A",
                    "bad.dbc:4: '2' stands where a byte order, 0 or 1 should be; "
                            + "write a whole number from 0 to 1");
        }

        @Test
        void anIdentifierOfTooManyBits() {
            refuses(
                    "BO_ 2048 M: 8 A",
                    "bad.dbc:3: message 'M' has identifier 2048, beyond 11 bits; "
                            + "lower it, or add 2147483648 to mark one of 29 bits");
            refuses(
                    "BO_ 536870912 M: 8 A",
                    "bad.dbc:3: message 'M' has identifier 536870912, beyond 29 bits; lower it");
        }

        @Test
        void aMessageThatIsTooLong() {
            refuses(
                    "BO_ 1 M: 9 A",
                    "bad.dbc:3: message 'M' has 9 bytes; lower its length to at most 8, or mark it"
                            + " as CAN FD by VFrameFormat");
        }

        @Test
        void twoMessagesOfOneIdentifier() {
            refuses(
                    "BO_ 1 M: 8 A\nBO_ 1 N: 8 B",
                    "bad.dbc:4: messages 'M' and 'N' have one identifier, 1; give each its own");
        }

        @Test
        void twoMessagesOfOneName() {
            refuses(
                    "BO_ 1 M: 8 A\nBO_ 2 M: 8 B",
                    "bad.dbc:4: message 'M' is there twice; rename one");
        }

        @Test
        void twoSignalsOfOneName() {
            refuses(
                    lines(
                            "BO_ 1 M: 8 A",
                            " SG_ S : 0|8@1+ (1,0) [0|0] \"\" B",
                            " SG_ S : 8|8@1+ (1,0) [0|0] \"\" B"),
                    "bad.dbc:5: message 'M' has two signals 'S'; rename one");
        }

        @Test
        void twoNodesOfOneName() {
            refuses("BU_: C C", "bad.dbc:3: node 'C' is there twice; remove one");
        }

        @Test
        void aSignalOutsideItsMessagesBytes() {
            refuses(
                    "BO_ 1 M: 2 A\n SG_ S : 9|8@1+ (1,0) [0|0] \"\" B",
                    "bad.dbc:4: signal 'S' of message 'M' needs 3 bytes, but the message has 2; "
                            + "move or shorten the signal, or lengthen the message");
            refusesSignal(
                    "S : 56|9@0+ (1,0) [0|0] \"\" B",
                    "bad.dbc:4: signal 'S' of message 'M' needs 9 bytes, but the message has 8; "
                            + "move or shorten the signal, or lengthen the message");
        }

        @Test
        void signalsThatOverlap() {
            refuses(
                    lines(
                            "BO_ 1 M: 8 A",
                            " SG_ S : 0|9@1+ (1,0) [0|0] \"\" B",
                            " SG_ T : 15|8@0+ (1,0) [0|0] \"\" B"),
                    "bad.dbc:5: signals 'S' and 'T' of message 'M' overlap; move or shorten one");
            refuses(
                    lines(
                            "BO_ 1 M: 8 A",
                            " SG_ P M : 0|8@1+ (1,0) [0|0] \"\" B",
                            " SG_ S m1 : 8|8@1+ (1,0) [0|0] \"\" B",
                            " SG_ T m1 : 8|8@1+ (1,0) [0|0] \"\" B"),
                    "bad.dbc:6: signals 'S' and 'T' of message 'M' overlap; move or shorten one");
        }

        @Test
        void aSenderOrReceiverThatIsNoNode() {
            refuses(
                    "BO_ 1 M: 8 X",
                    "bad.dbc:3: sender of message 'M' is unknown node 'X'; add it behind BU_");
            refusesSignal(
                    "S : 0|8@1+ (1,0) [0|0] \"\" A,X",
                    "bad.dbc:4: receiver of signal 'S' of message 'M' is unknown node 'X'; "
                            + "add it behind BU_");
        }

        @Test
        void aScaleWithoutMeaning() {
            refusesSignal(
                    "S : 0|8@1+ (0,0) [0|0] \"\" A",
                    "bad.dbc:4: signal 'S' of message 'M' has factor 0; "
                            + "give the step of one raw value");
            refusesSignal(
                    "S : 0|8@1+ (1,0) [9|1] \"\" A",
                    "bad.dbc:4: signal 'S' of message 'M' has its minimum above its maximum; "
                            + "swap them");
        }

        @Test
        void aMarkThatIsNone() {
            refusesSignal(
                    "S x1 : 0|8@1+ (1,0) [0|0] \"\" A",
                    "bad.dbc:4: signal 'S' of message 'M' has mark 'x1'; "
                            + "write M, or m with a number");
        }

        @Test
        void multiplexingThatDoesNotFitTogether() {
            refusesSignal(
                    "S m1 : 0|8@1+ (1,0) [0|0] \"\" A",
                    "bad.dbc:4: signal 'S' of message 'M' is multiplexed, but no signal selects it;"
                            + " mark the multiplexer with M");
            refuses(
                    lines(
                            "BO_ 1 M: 8 A",
                            " SG_ P M : 0|8@1+ (1,0) [0|0] \"\" B",
                            " SG_ Q M : 8|8@1+ (1,0) [0|0] \"\" B",
                            " SG_ S m1 : 16|8@1+ (1,0) [0|0] \"\" B"),
                    "bad.dbc:5: message 'M' has two multiplexers; "
                            + "say by SG_MUL_VAL_ which one selects what");
            refuses(
                    lines(
                            "BO_ 1 M: 8 A",
                            " SG_ P m1M : 0|8@1+ (1,0) [0|0] \"\" B",
                            " SG_ Q m1M : 8|8@1+ (1,0) [0|0] \"\" B",
                            "SG_MUL_VAL_ 1 P Q 1-1;",
                            "SG_MUL_VAL_ 1 Q P 1-1;"),
                    "bad.dbc:4: signal 'P' of message 'M' is selected in a circle, or too deep; "
                            + "let a signal that is always there select");
            refuses(
                    lines(
                            "BO_ 1 M: 8 A",
                            " SG_ P M : 0|8@1+ (1,0) [0|0] \"\" B",
                            " SG_ S m1 : 8|8@1+ (1,0) [0|0] \"\" B",
                            "SG_MUL_VAL_ 1 S P 5-3;"),
                    "bad.dbc:6: values 5-3 run backwards; swap them");
            refuses(
                    lines(
                            "BO_ 1 M: 8 A",
                            " SG_ P M : 0|8@1+ (1,0) [0|0] \"\" B",
                            " SG_ S m1 : 8|8@1+ (1,0) [0|0] \"\" B",
                            "SG_MUL_VAL_ 1 S P 2-3;"),
                    "bad.dbc:6: the values of signal 'S' are not those of its mark; "
                            + "mark it with m and one of the values");
        }

        @Test
        void aSignalInFloatingPointOfTooFewBits() {
            refuses(
                    "BO_ 1 M: 8 A\n SG_ S : 0|16@1- (1,0) [0|0] \"\" B\nSIG_VALTYPE_ 1 S : 1;",
                    "bad.dbc:5: signal 'S' of 16 bits is said to be of value type 1; "
                            + "use 1 for 32 bits in floating point, 2 for 64");
        }

        @Test
        void aNameThatWasNotDefined() {
            refuses(
                    "CM_ BO_ 7 \"x\";",
                    "bad.dbc:3: there is no message of identifier 7; "
                            + "correct the identifier, or remove the statement");
            refuses(
                    "BO_ 1 M: 8 A\nVAL_ 1 S 0 \"x\" ;",
                    "bad.dbc:4: message 'M' has no signal 'S'; "
                            + "correct the name, or remove the statement");
            refuses(
                    "VAL_ 1 S T ;",
                    "bad.dbc:3: there is no value table 'T'; define it by VAL_TABLE_");
            refuses(
                    "CM_ XX_ A \"x\";",
                    "bad.dbc:3: a comment on 'XX_'; comment on BU_, BO_, SG_ or EV_");
        }

        @Test
        void valuesThatAreNamedTwice() {
            refuses(
                    "VAL_TABLE_ T 0 \"a\" 0 \"b\" ;",
                    "bad.dbc:3: raw value 0 is named twice; remove one");
            refuses(
                    "VAL_TABLE_ T 0 \"a\" ;\nVAL_TABLE_ T 0 \"a\" ;",
                    "bad.dbc:4: value table 'T' is there twice; remove one");
        }

        @Test
        void attributesThatDoNotFitTheirDefinition() {
            refuses(
                    "BA_ \"C\" 5;",
                    "bad.dbc:3: attribute \"C\" is not defined; define it by BA_DEF_ before");
            refuses(
                    "BA_DEF_ BO_ \"C\" INT 0 9;\nBA_ \"C\" 5;",
                    "bad.dbc:4: attribute \"C\" is defined for something else; correct its"
                            + " BA_DEF_");
            refuses(
                    "BA_DEF_ \"C\" INT 0 9;\nBA_ \"C\" 10;",
                    "bad.dbc:4: attribute \"C\" cannot be '10'; write a number from 0 to 9");
            refuses(
                    "BA_DEF_ \"C\" ENUM \"x\",\"y\";\nBA_ \"C\" 2;",
                    "bad.dbc:4: attribute \"C\" cannot be '2'; write one of x, y");
            refuses(
                    "BA_DEF_ \"C\" STRING ;\nBA_ \"C\" 2;",
                    "bad.dbc:4: attribute \"C\" cannot be '2'; write a text in quotes");
            refuses(
                    "BA_DEF_ \"C\" BOOL ;",
                    "bad.dbc:3: attribute type 'BOOL' is unknown; "
                            + "use INT, HEX, FLOAT, STRING or ENUM");
            refuses(
                    "BA_DEF_ \"C\" STRING ;\nBA_DEF_ \"C\" STRING ;",
                    "bad.dbc:4: attribute \"C\" is defined twice; remove one");
        }
    }
}

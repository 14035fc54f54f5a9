package dev.bulkhead.dbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

class DbcWriterTest {
    private static final int FILES = Boolean.getBoolean("bulkhead.full") ? 100_000 : 2_000;

    /** A file of every construct in the order and form in which it is written. */
    private static final String WRITTEN =
            """
            VERSION "1.0"

            NS_ :
            \tCM_

            BS_: 500000

            BU_: A B
            VAL_TABLE_ OnOff 0 "off" 1 "on" ;

            BO_ 3221225472 VECTOR__INDEPENDENT_SIG_MSG: 0 Vector__XXX
             SG_ Free : 0|8@1+ (1,0) [0|0] "" Vector__XXX

            BO_ 2147483649 M: 64 A
             SG_ Page M : 0|8@1+ (1,0) [0|0] "" B
             SG_ Sub m2M : 8|8@1+ (1,0) [0|0] "" A,B
             SG_ Deep m5 : 23|32@0- (0.10,-40) [-1E+3|2.50] "°C" Vector__XXX

            BO_TX_BU_ 2147483649 : A,B;
            EV_ E: 0 [0|1] "u" 0.5 7 DUMMY_NODE_VECTOR0 Vector__XXX;
            ENVVAR_DATA_ E: 5;
            CM_ "the \\"network\\"";
            CM_ BU_ B "node";
            CM_ BO_ 2147483649 "two
            lines";
            CM_ SG_ 2147483649 Page "signal";
            CM_ EV_ E "variable";
            BA_DEF_ "n" FLOAT 0 1.50;
            BA_DEF_ BU_ "u" HEX 0 255;
            BA_DEF_ BO_ "VFrameFormat" ENUM "StandardCAN","ExtendedCAN_FD";
            BA_DEF_ SG_ "s" STRING ;
            BA_DEF_REL_ BU_SG_REL_ "late" INT 0 9;
            BA_DEF_DEF_ "VFrameFormat" "StandardCAN";
            BA_DEF_DEF_REL_ "late" 3;
            BA_ "n" 0.50;
            BA_ "u" BU_ A 16;
            BA_ "VFrameFormat" BO_ 2147483649 1;
            BA_ "s" SG_ 2147483649 Page "x";
            BA_REL_ "late" BU_SG_REL_ B SG_ 2147483649 Page 4;
            VAL_ 2147483649 Page 0 "zero" 255 "none" ;
            VAL_ E 1 "yes" ;
            SIG_GROUP_ 2147483649 G 1 : Page Sub;
            SIG_VALTYPE_ 2147483649 Deep : 1;
            SG_MUL_VAL_ 2147483649 Deep Sub 5-5, 7-9;
            CAT_DEF_ 1 "kept" 0;
            """;

    @Test
    void everyConstructIsWrittenAsItWasRead() {
        assertEquals(WRITTEN, DbcWriter.write(DbcReader.read("t.dbc", WRITTEN)));
    }

    @Test
    void aMessageThatNeedsNoExtendedMultiplexingGetsNone() {
        String plain =
                """
                BU_: A
                BO_ 1 M: 8 A
                 SG_ P M : 0|8@1+ (1,0) [0|0] "" A
                 SG_ S m1 : 8|8@1+ (1,0) [0|0] "" A
                SG_MUL_VAL_ 1 S P 1-1;
                """;
        String written = DbcWriter.write(DbcReader.read("t.dbc", plain));
        assertTrue(!written.contains("SG_MUL_VAL_"), written);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWrittenReadsAsTheSame(boolean faults) {
        for (long seed = 0; seed < FILES; seed++) {
            String text = RandomDbc.text(new SplittableRandom(seed), faults);
            Dbc dbc = DbcReader.readTolerant("t.dbc", text).dbc();
            String written = DbcWriter.write(dbc);
            Dbc again = DbcReader.readTolerant("t.dbc", written).dbc();
            RandomDbc.assertSame(dbc, again, seed);
            assertEquals(written, DbcWriter.write(again), "seed " + seed);
        }
    }

    private static Dbc dbc(
            String version, SortedMap<String, ValueTable> tables, Attributes attributes) {
        return new Dbc(
                version,
                List.of(),
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                tables,
                List.of(),
                List.of(
                        new AttributeDefinition(
                                "p",
                                AttributeDefinition.Scope.NETWORK,
                                AttributeDefinition.Kind.STRING,
                                BigDecimal.ZERO,
                                BigDecimal.ZERO,
                                List.of(),
                                Optional.empty())),
                attributes,
                List.of(),
                "",
                List.of());
    }

    private static SortedMap<String, ValueTable> table(String first, String second) {
        SortedMap<BigInteger, String> texts = new TreeMap<>();
        texts.put(BigInteger.ONE, first);
        texts.put(BigInteger.TWO, second);
        return new TreeMap<>(Map.of("T", new ValueTable(texts)));
    }

    private static Attributes attribute(String name, String value) {
        return new Attributes(Map.of(name, new AttributeValue.Text(value)), Map.of());
    }

    private static void assertRefused(Dbc dbc) {
        assertThrows(IllegalArgumentException.class, () -> DbcWriter.write(dbc));
    }

    @Test
    void aTextThatNoFileCanSayIsRefused() {
        SortedMap<String, ValueTable> none = new TreeMap<>();
        assertRefused(dbc("\\", none, Attributes.NONE));
        assertRefused(dbc("", table("A\\", "B\\"), Attributes.NONE));
        assertRefused(dbc("", table("A", "B\\"), Attributes.NONE));
        assertRefused(dbc("", none, attribute("p\\", "a")));
        assertRefused(dbc("", none, attribute("p", "say \"no\" ; \nor")));
        assertRefused(dbc("", none, attribute("p\";\n", "a")));
    }

    @Test
    void quotesAndBackslashesInAValueReadAsTheSame() {
        for (String value : List.of("\\", "\"\\", "\\\"", "\";", "a\" ;b\\", "\"\n;\n", "\\\\")) {
            Dbc dbc = dbc("", new TreeMap<>(), attribute("p", value));
            Dbc again = DbcReader.readTolerant("t.dbc", DbcWriter.write(dbc)).dbc();
            assertEquals(Optional.of(value), again.attributes().text("p"));
        }
    }
}

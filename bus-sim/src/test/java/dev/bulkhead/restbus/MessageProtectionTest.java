package dev.bulkhead.restbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.dbc.DbcReader;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.e2e.E2eProfile11;
import dev.bulkhead.e2e.E2eProfile2;
import dev.bulkhead.e2e.E2eProfile22;
import dev.bulkhead.e2e.E2eProfile4;
import dev.bulkhead.e2e.E2eProfile5;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

/** Attributes of a message that say how it is protected. */
class MessageProtectionTest {
    private static final List<Integer> ONE_TO_16 = IntStream.rangeClosed(1, 16).boxed().toList();

    /** As a file has them that some of its messages are protected by. */
    private static final String DEFINITIONS =
            """
            BA_DEF_ BO_ "E2EProfile" ENUM "p01","p02","p04","p05","p06","p07","p11","p22","p03";
            BA_DEF_ BO_ "E2EDataId" INT 0 4294967295;
            BA_DEF_ BO_ "E2EDataIdList" STRING ;
            BA_DEF_ BO_ "E2EDataIdMode" STRING ;
            BA_DEF_ BO_ "E2EOffset" INT 0 64;
            BA_DEF_DEF_ "E2EProfile" "p01";
            BA_DEF_DEF_ "E2EDataId" 0;
            BA_DEF_DEF_ "E2EDataIdList" "";
            BA_DEF_DEF_ "E2EDataIdMode" "";
            BA_DEF_DEF_ "E2EOffset" 0;
            """;

    private static MessageProtection of(int length, String... attributes) {
        StringBuilder text = new StringBuilder("BO_ 256 Sample: " + length + " Vector__XXX\n\n");
        text.append(DEFINITIONS);
        for (String attribute : attributes) {
            String[] words = attribute.split(" ", 2);
            text.append("BA_ \"%s\" BO_ 256 %s;\n".formatted(words[0], words[1]));
        }
        return MessageProtection.of(
                DbcReader.readTolerant("sample.dbc", text.toString()).dbc().messages().getFirst());
    }

    @Nested
    class IsThatOf {
        @Test
        void nothingWithoutADataId() {
            assertEquals(new MessageProtection.None("E2EDataId"), of(8));
            assertEquals(new MessageProtection.None("E2EDataIdList"), of(8, "E2EProfile \"p22\""));
        }

        @Test
        void profile1InModeBothIfNothingElseIsSaid() {
            assertEquals(
                    new MessageProtection.By(new E2eProfile1(0x1234, DataIdMode.BOTH, 8)),
                    of(8, "E2EDataId 4660"));
        }

        @Test
        void profile1InAnotherMode() {
            assertEquals(
                    new MessageProtection.By(new E2eProfile1(0x123, DataIdMode.NIBBLE, 8)),
                    of(8, "E2EDataId 291", "E2EDataIdMode \"nibble\""));
        }

        @Test
        void profile2WithAList() {
            assertEquals(
                    new MessageProtection.By(new E2eProfile2(ONE_TO_16, 8)),
                    of(
                            8,
                            "E2EProfile \"p02\"",
                            "E2EDataIdList \"1 2 3 4 5 6 7 8 9 10 11 12 13 14 0xf 0x10\""));
        }

        @Test
        void profile4WithADataIdOf32Bits() {
            assertEquals(
                    new MessageProtection.By(new E2eProfile4(0x8A0B0C0D, 0, 16, 16)),
                    of(16, "E2EProfile \"p04\"", "E2EDataId " + 0x8A0B0C0DL));
        }

        @Test
        void laterProfilesWithAnOffset() {
            assertEquals(
                    new MessageProtection.By(new E2eProfile5(0x1234, 4, 8)),
                    of(8, "E2EProfile \"p05\"", "E2EDataId 4660", "E2EOffset 4"));
            assertEquals(
                    new MessageProtection.By(new E2eProfile11(0x1234, DataIdMode.BOTH, 6, 8)),
                    of(8, "E2EProfile \"p11\"", "E2EDataId 4660", "E2EOffset 6"));
            assertEquals(
                    new MessageProtection.By(new E2eProfile22(ONE_TO_16, 2, 8)),
                    of(
                            8,
                            "E2EProfile \"p22\"",
                            "E2EDataIdList \"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16\"",
                            "E2EOffset 2"));
        }
    }

    @Nested
    class IsWrong {
        @Test
        void underAProfileThatIsNone() {
            assertEquals(
                    new MessageProtection.Wrong(
                            "has E2EProfile 'p03'",
                            "write one of p01, p02, p04, p05, p06, p07, p11, p22"),
                    of(8, "E2EProfile \"p03\"", "E2EDataId 1"));
        }

        @Test
        void inAModeThatItsProfileDoesNotHave() {
            assertEquals(
                    new MessageProtection.Wrong(
                            "has E2EDataIdMode 'low'", "write one of both, nibble"),
                    of(8, "E2EProfile \"p11\"", "E2EDataId 1", "E2EDataIdMode \"low\""));
        }

        @Test
        void withAListThatIsNone() {
            String remedy = "write 16 numbers from 0 to 255 with spaces between them";
            assertEquals(
                    new MessageProtection.Wrong("has an E2EDataIdList that cannot be read", remedy),
                    of(8, "E2EProfile \"p02\"", "E2EDataIdList \"one two\""));
        }

        @Test
        void withoutRoomForItsHeader() {
            assertEquals(
                    new MessageProtection.Wrong(
                            "cannot be protected: 8 bytes do not hold the 12 of the header of"
                                    + " profile p04",
                            "lengthen the message"),
                    of(8, "E2EProfile \"p04\"", "E2EDataId 1"));
        }

        @Test
        void withMoreBytesThanItsProfileProtects() {
            assertEquals(
                    new MessageProtection.Wrong(
                            "cannot be protected: profile p01 protects at most 30 bytes, not 32",
                            "shorten the message or choose another profile"),
                    of(32, "E2EDataId 1"));
        }
    }
}

package dev.bulkhead.isotp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;

/** A tester's end; all frames are written out by hand. */
class IsoTpLinkTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String NONE = "";
    private static final long MS = 1_000_000_000L;

    /** Twenty bytes. */
    private static final String TWENTY = "62f190424b484454573148305253303030303031";

    private final IsoTpLink link = new IsoTpLink();
    private long nowPs = MS;

    private String next() {
        return link.next(nowPs).map(HEX::formatHex).orElse(NONE);
    }

    private String take(String frame) {
        return link.take(HEX.parseHex(frame), nowPs).map(HEX::formatHex).orElse(NONE);
    }

    private void send(String message) {
        link.send(HEX.parseHex(message));
    }

    @Nested
    class Asks {
        @Test
        void inOneFrameWhatFitsIntoIt() {
            send("22f190");
            assertFalse(link.idle());
            assertEquals("0322f190cccccccc", next());
            assertEquals(NONE, next());
            assertTrue(link.idle());
        }

        @Test
        void inSeveralWhenTheOtherEndLetsIt() {
            send(TWENTY);
            assertEquals("101462f190424b48", next());
            assertEquals(NONE, next());
            take("300114");
            assertEquals("2144545731483052", next());
            nowPs += 20 * MS;
            assertEquals(NONE, next(), "a block of one is over");
            take("300005");
            assertEquals("2253303030303031", next());
            assertTrue(link.idle());
        }

        @Test
        void asSlowlyAsItIsAskedTo() {
            send(TWENTY);
            next();
            take("300014");
            next();
            nowPs += 20 * MS - 1;
            assertEquals(NONE, next());
            nowPs++;
            assertEquals("2253303030303031", next());
        }

        @Test
        void andGivesUpWithoutAnAnswer() {
            send(TWENTY);
            next();
            nowPs += IsoTpLink.TIMEOUT_PS;
            assertEquals(NONE, take("300000"));
            assertTrue(link.idle());
            assertEquals(NONE, next());
        }

        @ParameterizedTest
        @ValueSource(strings = {"320000", "330000", "3f0000"})
        void andWhenItIsRefused(String refusal) {
            send(TWENTY);
            next();
            take(refusal);
            assertTrue(link.idle());
        }

        @Test
        void nothingThatHasNoLength() {
            assertThrows(IllegalArgumentException.class, () -> link.send(new byte[0]));
            assertThrows(IllegalArgumentException.class, () -> link.send(new byte[4096]));
        }
    }

    @Nested
    class IsAnswered {
        @Test
        void inOneFrame() {
            assertEquals("7e00", take("027e00cccccccccc"));
        }

        @Test
        void inSeveral() {
            assertEquals(NONE, take("101462f190424b48"));
            assertEquals("300000cccccccccc", next());
            assertEquals(NONE, take("2144545731483052"));
            assertEquals(TWENTY, take("2253303030303031"));
        }

        @Test
        void byFramesCountedModuloSixteen() {
            assertEquals(NONE, take("1076000000000000")); // 118 = 6 + 16 * 7
            next();
            for (int frame = 1; frame < 16; frame++) {
                assertEquals(NONE, take("2%x00000000000000".formatted(frame)));
            }
            assertEquals("00".repeat(118), take("2000000000000000"));
        }

        @Test
        void notByFramesOutOfTurn() {
            take("101462f190424b48");
            next();
            assertEquals(NONE, take("2253303030303031"));
            assertTrue(link.idle());
            assertEquals(NONE, take("2144545731483052"));
        }

        @Test
        void notByWhatComesTooLate() {
            take("101462f190424b48");
            next();
            nowPs += IsoTpLink.TIMEOUT_PS;
            assertEquals(NONE, take("2144545731483052"));
            assertTrue(link.idle());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "00",
                    "0401",
                    "0801020304050607",
                    "1007010203040506",
                    "101462",
                    "21",
                    "3000",
                    "4000",
                    "f0"
                })
        void notByWhatMakesNoSense(String frame) {
            assertEquals(NONE, take(frame));
            assertEquals(NONE, next());
            assertTrue(link.idle());
        }
    }
}

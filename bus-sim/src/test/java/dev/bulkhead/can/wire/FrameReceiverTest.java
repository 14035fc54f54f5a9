package dev.bulkhead.can.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.FdSupport;

import org.junit.jupiter.api.Test;

/**
 * An FD frame {@code 000##1} without data up to its checksum: two stuff bits, so a stuff count of
 * 0110; CRC-17 over all bits but the fixed stuff bits, by polynomial division with other software.
 */
class FrameReceiverTest {
    private static final String HEAD = "000001 000001 0000 1 0 1 0 0000";

    private static boolean isRight(String countAndCrc) {
        FrameReceiver receiver = new FrameReceiver(FdSupport.ENABLED);
        receiver.start();
        (HEAD + countAndCrc)
                .chars()
                .filter(c -> c != ' ')
                .forEach(c -> receiver.take(Character.digit(c, 2)));
        return receiver.isCrcRight();
    }

    @Test
    void theStuffCountIsTheNumberOfStuffBits() {
        assertTrue(isRight("1 0110 1 1001 0 1100 1 1000 1 1011 0 1"), "two, CRC 13917");
    }

    /** As of a transmitter that lost one on its way: the checksum alone does not show it. */
    @Test
    void anotherCountIsAnErrorThoughTheChecksumFitsIt() {
        assertFalse(isRight("1 0101 0 1111 0 0100 1 1101 0 0000 1 1"), "three, CRC 1E9A1");
    }
}

package dev.bulkhead.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

/** What a fault of the exchange cannot do where it is asked to gets one line. */
class ExchangeMisfitTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    number:lose | 'number' is no port, channel, message or bus; did you mean 'numbers'?
                    numbers:babble | 'babble' does not fit port 'numbers'; name a bus or a message of one
                    numbers:insert=00 | port 'numbers' takes messages of 8 bytes; write two hexadecimal digits for each
                    row:insert=000000000000000000 | port 'row' takes messages of up to 8 bytes; write two hexadecimal digits for each
                    numbers:masquerade=otters | 'otters' is no port; name the port whose message comes instead
                    numbers:corrupt=8.0 | port 'numbers' has no byte 8; name one of 0 to 7
                    numbers:asymmetric=othr | 'othr' does not read port 'numbers'; did you mean 'other'?
                    row:asymmetric=receiver | 'asymmetric' does not fit port 'row'; it has one receiver; use 'lose'
                    sender/reciever:lose | there is no channel 'sender/reciever'; did you mean 'sender/receiver'?
                    sender/other:reorder | 'reorder' does not fit channel 'sender/other'; notifications are bits and have no order
                    sender/other:corrupt=0.0 | 'corrupt' does not fit channel 'sender/other'; it has no calls, and notifications have no content
                    sender/other:insert=00 | a notification has no bytes; write insert alone
                    sender/other:masquerade=sender | 'sender' is no channel; write it as SENDER/RECEIVER
                    sender/other:asymmetric=other | 'asymmetric' does not fit channel 'sender/other'; it has one receiver; use 'lose'
                    sender/other:spoof=00,1ms | 'spoof' does not fit channel 'sender/other'; name a bus or a message of one
                    numbers:replay=2,1ms | 'replay' does not fit port 'numbers'; name a bus or a message of one
                    sender/other:diagnose=3e00,1ms | 'diagnose' does not fit channel 'sender/other'; name a bus or a message of one
                    can:diagnose=3e00,1ms | 'diagnose' does not fit bus 'can'; name a message of it, as in can/0x123
                    can:lose | 'lose' does not fit bus 'can'; name a message of it, as in can/0x123
                    can/Cuont:lose | bus 'can' has no message 'Cuont'; did you mean 'Count'?
                    can/0x800:lose | bus 'can' has no message '0x800'; use one of Count, Plain
                    can/Count:babble | 'babble' does not fit message 'can/Count'; name the bus alone, as in can
                    can/Count:insert | a frame has 1 to 8 bytes here, not 0; write two hexadecimal digits for each
                    can/Count:corrupt=8.0 | a frame has no byte 8; name one of 0 to 7
                    can/Count:asymmetric=Secand | 'Secand' is not on bus 'can'; did you mean 'Second'?
                    can/Plain:spoof=00,1ms,e2e | message 'can/Plain' has no end-to-end header; leave out e2e, or name a message with a data ID
                    """)
    void ofItsOwn(String fault, String message) {
        ExchangeBench bench = new ExchangeBench(folder);
        InputError error = assertThrows(InputError.class, () -> bench.arm(fault));
        assertEquals("--fault: " + message, error.getMessage());
    }
}

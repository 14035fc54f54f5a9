package dev.bulkhead.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class HostPortTest {
    @Test
    void withoutAPortItIsTheUsualOne() {
        assertEquals(
                List.of(new HostPort("alpha", 5701), new HostPort("10.0.0.2", 6000)),
                HostPort.list("--join", "alpha,10.0.0.2:6000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":5701", "alpha:", "alpha:0", "alpha:65536", "a b:1", "alpha:x"})
    void anythingElseIsRefused(String text) {
        var wrong = assertThrows(InputError.class, () -> HostPort.parse("--cluster", text));
        assertEquals(
                "--cluster: '%s' is no HOST:PORT; write one such as 127.0.0.1:5701".formatted(text),
                wrong.getMessage());
    }

    @Test
    void aNameThatNobodyKnowsIsRefused() {
        var host = new HostPort("no-such-host.invalid", 5701);
        var wrong = assertThrows(InputError.class, () -> host.address("--join"));
        assertEquals(
                "--join: 'no-such-host.invalid' is no known host; name one, or its address",
                wrong.getMessage());
    }
}

package dev.bulkhead.hart;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProgramTest {
    @Test
    void aLoopSumsTheNumbersFrom1To100() {
        var bench =
                Bench.ran(
                        asm ->
                                asm.li(A0, 100)
                                        .label("loop")
                                        .add(A1, A1, A0)
                                        .addi(A0, A0, -1)
                                        .bne(A0, ZERO, "loop"));
        assertEquals(5050, bench.hart.x(A1));
        assertEquals(1 + 300, bench.hart.instret());
        assertEquals(1 + 200 + 99 * 3 + 1, bench.hart.cycle(), "99 branches taken at 3 cycles");
        assertEquals(0, bench.hart.kernelEntry());
    }

    @Test
    void anEnvironmentCallInUserModeEntersTheHandlerInMachineMode() {
        var bench = new Bench().open().load(asm -> asm.li(A0, 7).ecall()).user().run();
        assertTrue(bench.trapped());
        assertEquals(Cause.ECALL_FROM_USER, bench.cause());
        assertEquals(Bench.BASE + 4, bench.hart.csr(Csr.MEPC));
        assertEquals(Privilege.MACHINE, bench.hart.privilege());
        assertEquals(0x7ff, bench.hart.kernelEntry());
        assertEquals(1, bench.hart.instret(), "the call itself does not retire");
    }
}

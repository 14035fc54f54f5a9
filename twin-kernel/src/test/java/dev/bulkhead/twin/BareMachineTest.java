package dev.bulkhead.twin;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.board.uart.ByteSource;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.input.InputError;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.testing.ElfBuilder;
import dev.bulkhead.time.Clock;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

class BareMachineTest {
    private static final int BASE = 0x8000_0000;
    private static final int DATA = 0x8000_1000;
    private static final int FINISHER = 0x0010_0000;
    private static final int ACLINT = 0x0200_0000;
    private static final int PLIC = 0x0c00_0000;
    private static final int UART = 0x1000_0000;
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final StringBuilder output = new StringBuilder();

    private BareMachine machine(byte[] elf) {
        BareMachine machine =
                new BareMachine(
                        "program.elf",
                        ElfFile.read("program.elf", elf),
                        Clock.ofHz(100_000_000),
                        CostTable.defaults());
        machine.onOutput((value, _) -> output.append((char) value));
        return machine;
    }

    private BareMachine machine(UnaryOperator<Asm> program) {
        return machine(ElfBuilder.program(BASE, program.apply(new Asm(BASE)).bytes()));
    }

    private static Asm store(Asm asm, int address, int value) {
        return asm.li(T0, address).li(T1, value).sw(T1, 0, T0);
    }

    private static Asm print(Asm asm, String text) {
        asm.li(T0, UART);
        text.chars().forEach(c -> asm.li(T1, c).sb(T1, 0, T0));
        return asm;
    }

    private static Asm finish(Asm asm, int value) {
        return store(asm, FINISHER, value).j("end").label("end").j("end");
    }

    /** Finishes with the low 16 bits of a0 as failure code. */
    private static Asm finishWithA0(Asm asm) {
        return asm.slli(A0, A0, 16)
                .li(T1, 0x3333)
                .or(T1, T1, A0)
                .li(T0, FINISHER)
                .sw(T1, 0, T0)
                .label("end")
                .j("end");
    }

    private static Typed typed(String text) {
        return new Typed(text);
    }

    private static final class Typed implements ByteSource {
        private final String text;
        private int at;

        Typed(String text) {
            this.text = text;
        }

        @Override
        public boolean ready() {
            return at < text.length();
        }

        @Override
        public int take() {
            return text.charAt(at++);
        }
    }

    @Nested
    class Start {
        @Test
        void isAtTheBeginOfRamWhateverTheEntry() {
            byte[] code = finish(new Asm(BASE), 0x5555).bytes();
            byte[] elf =
                    new ElfBuilder().entry(BASE + 8).segment(BASE, code, code.length, 5).build();
            assertEquals(new RunEnd.Exited(0), machine(elf).run(NO_LIMIT));
        }

        @Test
        void hasTheHartInA0AndADeviceTreeInA1() {
            var machine = machine(asm -> asm.lw(A2, 0, A1).label("end").j("end"));
            machine.run(1);
            assertEquals(0, machine.hart().x(A0));
            assertEquals(0xedfe0dd0, machine.hart().x(A2), "magic number, big-endian");
            assertEquals(0x87e0_0000, machine.hart().x(A1));
        }

        @Test
        void clearsWhatTheFileDoesNotFill() {
            byte[] code = new Asm(BASE).nop().bytes();
            byte[] elf =
                    new ElfBuilder()
                            .segment(BASE, code, code.length, 5)
                            .segment(0x87e0_0000, new byte[] {1}, 64, 6)
                            .build();
            assertEquals(1, machine(elf).ram().load(0x87e0_0000, 4));
        }

        @Test
        void isRefusedForASegmentOutsideRam() {
            byte[] elf = ElfBuilder.program(0x1_0000, new byte[8]);
            var error = assertThrows(InputError.class, () -> machine(elf));
            assertEquals(
                    "program.elf: the segment at 0x00010000 with 8 bytes lies outside RAM,"
                            + " 0x80000000 to 0x87ffffff; link the program at 0x80000000",
                    error.getMessage());
        }

        @Test
        void isRefusedIfNothingIsLoadedThere() {
            byte[] elf = ElfBuilder.program(BASE + 0x1000, new byte[8]);
            var error = assertThrows(InputError.class, () -> machine(elf));
            assertEquals(
                    "program.elf: nothing is loaded at 0x80000000, where execution starts;"
                            + " link its start code at that address",
                    error.getMessage());
        }
    }

    @Nested
    class End {
        @Test
        void comesFromTheFinisher() {
            assertEquals(new RunEnd.Exited(0), machine(asm -> finish(asm, 0x5555)).run(NO_LIMIT));
            assertEquals(
                    new RunEnd.Exited(42),
                    machine(asm -> finish(asm, 42 << 16 | 0x3333)).run(NO_LIMIT));
        }

        @Test
        void comesFromTheLimitExactly() {
            var machine = machine(asm -> asm.label("loop").j("loop"));
            assertEquals(new RunEnd.LimitReached(), machine.run(12_345));
            assertEquals(12_345, machine.instructions());
        }

        @Test
        void comesFromTheProgramIfItsLastInstructionIsAtTheLimit() {
            var machine = machine(asm -> finish(asm, 0x5555));
            machine.run(NO_LIMIT);
            long count = machine.instructions();
            assertEquals(new RunEnd.Exited(0), machine(asm -> finish(asm, 0x5555)).run(count));
            assertEquals(
                    new RunEnd.LimitReached(), machine(asm -> finish(asm, 0x5555)).run(count - 1));
        }

        @Test
        void comesWhenNothingCanWakeTheHart() {
            var machine = machine(asm -> asm.nop().wfi().nop());
            assertEquals(new RunEnd.WaitsForever(BASE + 8), machine.run(NO_LIMIT));
        }

        @Test
        void comesWhenTrapsNeverReachAHandler() {
            var machine = machine(asm -> asm.nop().word(0));
            assertEquals(new RunEnd.TrapsForever(0), machine.run(NO_LIMIT));
        }

        @Test
        void isFoundForInputThatIsReadyButMaskedInTheHart() {
            var machine = machine(asm -> asm.li(T0, UART).li(T1, 1).sb(T1, 1, T0).wfi());
            machine.uart().feedFrom(typed("x"), 0);
            machine.onWait(() -> true);
            assertTrue(machine.run(NO_LIMIT) instanceof RunEnd.WaitsForever);
        }
    }

    @Nested
    class HostInterfaceStores {
        private byte[] storing(int value) {
            byte[] code = store(new Asm(BASE), DATA, value).label("end").j("end").bytes();
            return new ElfBuilder()
                    .segment(BASE, code, code.length, 5)
                    .segment(DATA, new byte[64], 64, 6)
                    .symbol("tohost", DATA)
                    .symbol("fromhost", DATA + 8)
                    .build();
        }

        @Test
        void passWithOne() {
            assertEquals(new RunEnd.Exited(0), machine(storing(1)).run(NO_LIMIT));
        }

        @Test
        void failWithTheNumberOfTheTest() {
            assertEquals(new RunEnd.Exited(5), machine(storing(11)).run(NO_LIMIT));
        }

        @Test
        void writeToTheConsoleByASystemCall() {
            int call = DATA + 0x100;
            int text = DATA + 0x200;
            Asm asm = new Asm(BASE);
            store(asm, call, 64);
            store(asm, call + 8, 1);
            store(asm, call + 16, text);
            store(asm, call + 24, 2);
            store(asm, text, 'h' | 'i' << 8);
            store(asm, DATA, call);
            asm.li(T0, DATA).lw(A0, 8, T0).li(T0, call).lw(A1, 0, T0).label("end").j("end");
            byte[] code = asm.bytes();
            byte[] elf =
                    new ElfBuilder()
                            .segment(BASE, code, code.length, 5)
                            .segment(DATA, new byte[64], 0x400, 6)
                            .symbol("tohost", DATA)
                            .symbol("fromhost", DATA + 8)
                            .build();
            var machine = machine(elf);
            machine.run(200);
            assertEquals("hi", output.toString());
            assertEquals(1, machine.hart().x(A0), "fromhost");
            assertEquals(2, machine.hart().x(A1), "two bytes written");
        }
    }

    @Nested
    class Console {
        @Test
        void printsWhatTheProgramWrites() {
            var machine = machine(asm -> finish(print(asm, "Hello\n"), 0x5555));
            assertEquals(new RunEnd.Exited(0), machine.run(NO_LIMIT));
            assertEquals("Hello\n", output.toString());
        }

        /** Echoes each byte that LSR announces until a full stop comes. */
        private Asm echo(Asm asm) {
            asm.li(T0, UART).li(T2, '.').label("poll").lbu(T1, 5, T0).andi(T1, T1, 1);
            asm.beq(T1, ZERO, "poll").lbu(T1, 0, T0).sb(T1, 0, T0).bne(T1, T2, "poll");
            return finish(asm, 0x5555);
        }

        @Test
        void hasInputWhenTheProgramPolls() {
            var machine = machine(this::echo);
            machine.uart().feedFrom(typed("abc."), 0);
            assertEquals(new RunEnd.Exited(0), machine.run(NO_LIMIT));
            assertEquals("abc.", output.toString());
        }

        @Test
        void wakesAProgramThatWaitsForItsInterrupt() {
            var machine =
                    machine(
                            asm -> {
                                store(asm, PLIC + 40, 1);
                                store(asm, PLIC + 0x2000, 1 << 10);
                                asm.li(T0, UART).li(T1, 1).sb(T1, 1, T0);
                                asm.li(T1, 0x800).csrw(Csr.MIE, T1).wfi();
                                asm.li(T0, PLIC + 0x20_0004).lw(A0, 0, T0);
                                return finishWithA0(asm);
                            });
            List<Integer> keys = new ArrayList<>();
            machine.uart()
                    .feedFrom(
                            new ByteSource() {
                                @Override
                                public boolean ready() {
                                    return !keys.isEmpty();
                                }

                                @Override
                                public int take() {
                                    return keys.removeFirst();
                                }
                            },
                            0);
            machine.onWait(() -> keys.add((int) 'k'));
            assertEquals(new RunEnd.Exited(10), machine.run(NO_LIMIT));
        }
    }

    @Nested
    class Timer {
        /** Waits for the timer at tick 50, then finishes with mcycle / 10, which is mtime. */
        private Asm waitsForTick50(Asm asm) {
            store(asm, ACLINT + 0x4000, 50);
            store(asm, ACLINT + 0x4004, 0);
            asm.li(T1, 0x80).csrw(Csr.MIE, T1).wfi().csrr(A0, Csr.MCYCLE);
            return finishWithA0(asm);
        }

        @Test
        void wakesTheHartAtItsExactCycle() {
            // tick 50 of 10 MHz is cycle 500 of 100 MHz, where the CSR read starts
            assertEquals(new RunEnd.Exited(500), machine(this::waitsForTick50).run(NO_LIMIT));
        }

        @Test
        void interruptsALoopAtTheFirstInstructionAfterItsTick() {
            var machine =
                    machine(
                            asm -> {
                                asm.la(T0, "handler").csrw(Csr.MTVEC, T0);
                                store(asm, ACLINT + 0x4000, 50);
                                store(asm, ACLINT + 0x4004, 0);
                                asm.li(T1, 0x80).csrw(Csr.MIE, T1);
                                asm.csrrsi(ZERO, Csr.MSTATUS, 8).label("loop").j("loop");
                                asm.org((asm.here() + 3) & ~3).label("handler");
                                asm.csrr(A0, Csr.MCYCLE);
                                return finishWithA0(asm);
                            });
            var end = machine.run(NO_LIMIT);
            int cycle = ((RunEnd.Exited) end).code();
            // a jump of 3 cycles may straddle tick 50, then the trap takes 3
            assertTrue(cycle >= 503 && cycle <= 505, "cycle " + cycle);
        }

        @Test
        void showsItsTimeInTheTimeCsr() {
            var machine =
                    machine(
                            asm -> {
                                store(asm, ACLINT + 0xbff8, 7000);
                                asm.csrr(A0, Csr.TIME);
                                return finishWithA0(asm);
                            });
            var end = (RunEnd.Exited) machine.run(NO_LIMIT);
            assertTrue(end.code() >= 7000 && end.code() < 7010, "time " + end.code());
        }
    }

    @Nested
    class Reset {
        /** Counts its starts in RAM outside the program; resets until there were three. */
        private Asm threeStarts(Asm asm) {
            int counter = 0x8010_0000;
            asm.li(T0, counter).lw(A0, 0, T0).addi(A0, A0, 1).sw(A0, 0, T0);
            asm.li(T2, 3).beq(A0, T2, "done");
            store(asm, FINISHER, 0x7777).label("wait").j("wait").label("done");
            return finishWithA0(asm);
        }

        @Test
        void loadsTheProgramAgainAndKeepsTheRestOfRam() {
            var machine = machine(this::threeStarts);
            assertEquals(new RunEnd.Exited(3), machine.run(NO_LIMIT));
        }

        @Test
        void countsAllInstructions() {
            var machine = machine(this::threeStarts);
            machine.run(NO_LIMIT);
            long once = machine.instructions() / 3;
            assertTrue(once >= 10 && once <= 15, "three starts of about " + once);
        }
    }

    @Nested
    class Trace {
        @Test
        void tellsEachInstructionAndTrapAndChangesNothing() {
            UnaryOperator<Asm> program =
                    asm -> asm.la(T0, "end").csrw(Csr.MTVEC, T0).ecall().label("end").wfi();
            List<String> steps = new ArrayList<>();
            var traced = machine(program);
            var end =
                    traced.trace(
                            NO_LIMIT,
                            (cycle, pc, word, retired) ->
                                    steps.add("%d %x %x %s".formatted(cycle, pc, word, retired)));
            var plain = machine(program);
            assertEquals(end, plain.run(NO_LIMIT));
            assertEquals(plain.hart().cycle(), traced.hart().cycle());
            assertEquals(
                    "73 false",
                    steps.get(steps.size() - 2).split(" ", 3)[2],
                    "the environment call traps");
            assertTrue(steps.getLast().endsWith("10500073 true"), steps.toString());
        }
    }

    @Test
    void cuttingARunInTwoChangesNothing() {
        UnaryOperator<Asm> program =
                asm ->
                        finish(
                                print(
                                        asm.li(A0, 5000)
                                                .label("loop")
                                                .addi(A0, A0, -1)
                                                .bne(A0, ZERO, "loop"),
                                        "done"),
                                0x5555);
        var whole = machine(program);
        whole.run(NO_LIMIT);
        var half = machine(program);
        half.run(5001);
        var restored = machine(program);
        Snapshot.of(half).restoreInto(restored);
        output.setLength(0);
        assertEquals(new RunEnd.Exited(0), restored.run(NO_LIMIT));
        assertEquals("done", output.toString());
        assertEquals(Snapshot.of(whole).hash(), Snapshot.of(restored).hash());
    }

    @Nested
    class DeviceTreeBlob {
        private final Ram ram = machine(Asm::nop).ram();

        private int big(int offset) {
            return Integer.reverseBytes(ram.load(0x87e0_0000 + offset, 4));
        }

        @Test
        void hasTheHeaderOfVersion17() {
            assertEquals(0xd00dfeed, big(0));
            assertEquals(17, big(20));
            assertEquals(16, big(24));
            assertEquals(big(4), big(12) + big(32), "the names end the blob");
            assertEquals(big(12), big(8) + big(36), "the structure ends at the names");
        }

        @Test
        void hasBalancedNodesAndEndsWithItsEnd() {
            int at = big(8);
            int end = at + big(36);
            int depth = 0;
            List<String> nodes = new ArrayList<>();
            int token = big(at);
            while (token != 9) {
                at += 4;
                if (token == 1) {
                    StringBuilder name = new StringBuilder();
                    for (int i = at; ram.load(0x87e0_0000 + i, 1) != 0; i++) {
                        name.append((char) ram.load(0x87e0_0000 + i, 1));
                    }
                    nodes.add(name.toString());
                    at += (name.length() + 4) & ~3;
                    depth++;
                } else if (token == 2) {
                    depth--;
                } else {
                    assertEquals(3, token);
                    at += 8 + (big(at) + 3 & ~3);
                }
                token = big(at);
            }
            assertEquals(0, depth);
            assertEquals(end, at + 4);
            assertTrue(
                    nodes.containsAll(
                            List.of("memory@80000000", "cpu@0", "clint@2000000", "plic@c000000")));
        }
    }
}

package dev.bulkhead.hart;

import static dev.bulkhead.hart.Bench.BASE;
import static dev.bulkhead.hart.Bench.DATA;
import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.state.Snapshot;
import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Translated code does what the interpreter does, to the cycle, wherever it is stopped. */
class TranslationTest {
    private static final int SLICE = 1 << 12;

    /** Two harts with the same program, one of which only interprets. */
    private static final class Pair {
        final Bench translated = new Bench();
        final Bench interpreted = new Bench();

        Pair(Consumer<Asm> program) {
            interpreted.hart.interpretOnly();
            translated.load(program);
            interpreted.load(program);
        }

        void each(Consumer<Bench> change) {
            change.accept(translated);
            change.accept(interpreted);
        }

        /** Runs both on; the next instruction and all state must be the same. */
        Stop run(int cycles, String when) {
            Stop stop = translated.hart.run(translated.hart.cycle() + cycles);
            assertEquals(interpreted.hart.run(interpreted.hart.cycle() + cycles), stop, when);
            assertEquals(
                    Optional.empty(),
                    Snapshot.of(translated.hart).firstDifference(Snapshot.of(interpreted.hart)),
                    when);
            return stop;
        }

        void compareMemory(String when) {
            assertArrayEquals(interpreted.ram.bytes(), translated.ram.bytes(), when);
        }
    }

    private static void loop(Asm asm) {
        asm.li(A0, 100_000).li(S0, DATA).label("again").addi(A1, A1, 3).sw(A1, 0, S0);
        asm.addi(A0, A0, -1).bne(A0, ZERO, "again");
    }

    private static Pair hotLoop() {
        Pair pair = new Pair(TranslationTest::loop);
        for (int i = 0; i < 4; i++) {
            pair.run(SLICE, "slice " + i);
        }
        return pair;
    }

    private static int again() {
        return new Asm(BASE).li(A0, 100_000).li(S0, DATA).here();
    }

    @Nested
    class AHotLoop {
        @Test
        void isTranslated() {
            assertTrue(hotLoop().translated.hart.isTranslated(again()));
        }

        @Test
        void isNotWhenTheHartOnlyInterprets() {
            assertFalse(hotLoop().interpreted.hart.isTranslated(again()));
        }

        @Test
        void stopsAtAnyCycle() {
            Pair pair = hotLoop();
            for (int cycles = 1; cycles < 200; cycles++) {
                pair.run(cycles, "after " + cycles + " cycles");
            }
        }

        @Test
        void stopsAtAnInstructionLimit() {
            Pair pair = hotLoop();
            for (int more = 1; more < 60; more++) {
                long limit = pair.interpreted.hart.instret() + more;
                pair.each(bench -> bench.hart.setInstructionLimit(limit));
                pair.run(SLICE, "limit " + limit);
                assertEquals(limit, pair.translated.hart.instret());
            }
        }

        @Test
        void isInterpretedAgainWhereItsMemoryChanged() {
            Pair pair = hotLoop();
            int addi = new Asm(BASE).addi(A1, A1, 5).bytes()[2]; // the byte with the immediate
            pair.each(bench -> bench.ram.store(again() + 2, 1, addi & 0xff));
            assertEquals(Stop.LIMIT, pair.run(1, "changed"));
            assertFalse(pair.translated.hart.isTranslated(again()));
            int before = pair.translated.hart.x(A1);
            int left = pair.translated.hart.x(A0);
            pair.run(50 * SLICE, "on");
            int rounds = left - pair.translated.hart.x(A0);
            assertTrue(Math.abs(before + 5 * rounds - pair.translated.hart.x(A1)) <= 5);
        }

        @Test
        void isFetchedAnewWhereABitSticksInAPageThatHasAnotherStuckBitAlready() {
            Pair pair = hotLoop();
            pair.each(bench -> bench.port.faults().stick(BASE + 0x800, 1, 0));
            pair.run(SLICE, "one bit sticks");
            int lowestOfImmediate = 1 << 20;
            pair.each(bench -> bench.port.faults().stick(again(), lowestOfImmediate, 0));
            int before = pair.translated.hart.x(A1);
            int left = pair.translated.hart.x(A0);
            pair.run(SLICE, "another sticks");
            int rounds = left - pair.translated.hart.x(A0);
            assertTrue(Math.abs(before + 2 * rounds - pair.translated.hart.x(A1)) <= 2);
        }

        @Test
        void takesAnInterruptBetweenTheSameInstructions() {
            Pair pair = hotLoop();
            pair.each(
                    bench -> {
                        bench.hart.setCsr(Csr.MIE, 1 << Cause.MACHINE_TIMER);
                        bench.hart.setCsr(Csr.MSTATUS, 8);
                    });
            pair.run(77, "before");
            pair.each(bench -> bench.hart.setInterrupt(Cause.MACHINE_TIMER, true));
            pair.run(5, "in the handler");
            assertEquals(Cause.INTERRUPT | Cause.MACHINE_TIMER, pair.translated.cause());
        }

        @Test
        void isSeenByAWatchFromTheNextInstructionOn() {
            Pair pair = hotLoop();
            int[] seen = new int[1];
            pair.translated.hart.watch(
                    new InstructionWatch() {
                        @Override
                        public boolean concerns(int pc, Instruction instruction) {
                            return instruction.isBranch();
                        }

                        @Override
                        public Instruction before(int pc, Instruction instruction) {
                            seen[0]++;
                            return instruction;
                        }
                    });
            int left = pair.translated.hart.x(A0);
            pair.run(SLICE, "watched");
            assertTrue(Math.abs(left - pair.translated.hart.x(A0) - seen[0]) <= 1);
        }

        @Test
        void staysTranslatedWhileAWatchLooksForOtherInstructions() {
            Pair pair = hotLoop();
            pair.translated.hart.watch(watchOn(Instruction::isAtomic));
            pair.run(SLICE, "watched for others");
            assertTrue(pair.translated.hart.isTranslated(again()));
        }

        @Test
        void isInterpretedWhileAWatchLooksForOneOfItsInstructionsAndNoLonger() {
            Pair pair = hotLoop();
            InstructionWatch watch = watchOn(Instruction::isStore);
            pair.translated.hart.watch(watch);
            pair.run(SLICE, "watched");
            assertFalse(pair.translated.hart.isTranslated(again()));
            pair.translated.hart.unwatch(watch);
            pair.run(SLICE, "not watched any more");
            assertTrue(pair.translated.hart.isTranslated(again()));
        }

        private static InstructionWatch watchOn(Predicate<Instruction> concerned) {
            return new InstructionWatch() {
                @Override
                public boolean concerns(int pc, Instruction instruction) {
                    return concerned.test(instruction);
                }

                @Override
                public Instruction before(int pc, Instruction instruction) {
                    return instruction;
                }
            };
        }

        @Test
        void isTranslatedOnceForAllHarts() {
            Pair first = hotLoop();
            Bench second = new Bench();
            second.load(TranslationTest::loop);
            second.hart.run(1);
            assertTrue(first.translated.hart.isTranslated(again()));
            assertTrue(second.hart.isTranslated(again()), "before its first round");
        }

        @Test
        void isAnotherUnderOtherCosts() {
            hotLoop();
            Bench slow = new Bench(CostTable.defaults().with(CostClass.STORE, 9));
            slow.load(TranslationTest::loop);
            slow.hart.run(1);
            assertFalse(slow.hart.isTranslated(again()));
            slow.hart.run(10 * SLICE);
            assertTrue(slow.hart.isTranslated(again()));
            long rounds = 100_000L - slow.hart.x(A0);
            // addi 1, sw 9, addi 1, taken branch 3
            assertEquals(14.0, (double) slow.hart.cycle() / rounds, 0.1);
        }
    }

    @Nested
    class RandomPrograms {
        @Test
        void doTheSame() {
            compare(Long.getLong("bulkhead.fuzz.seed", 1), 60);
        }

        @Tag("full")
        @Test
        void doTheSameInThousands() {
            compare(Long.getLong("bulkhead.fuzz.seed", 2), 3_000);
        }

        private void compare(long seed, int programs) {
            int hot = 0;
            for (int i = 0; i < programs; i++) {
                hot += compare(seed * 1_000_003 + i) ? 1 : 0;
            }
            System.out.printf(
                    "translation: seed %d, %d programs, %d with translated loops, 0 differences%n",
                    seed, programs, hot);
            assertTrue(hot > programs * 9 / 10);
        }

        /** Whether some of the program's loops was translated. */
        private boolean compare(long seed) {
            RandomLoops program = new RandomLoops(seed);
            Pair pair = new Pair(program::write);
            pair.each(program::prepare);
            Random cuts = new Random(~seed);
            boolean hot = false;
            for (int i = 0; i < 300; i++) {
                String when = "seed %d, run %d".formatted(seed, i);
                int cycles = 1 + cuts.nextInt(cuts.nextBoolean() ? 60 : 5_000);
                if (pair.run(cycles, when) == Stop.KERNEL_ENTRY) {
                    break;
                }
                hot |= program.heads().anyMatch(pair.translated.hart::isTranslated);
                if (i % 40 == 0) {
                    pair.compareMemory(when);
                }
            }
            pair.compareMemory("seed " + seed);
            return hot;
        }
    }
}

package dev.bulkhead.hart;

import static dev.bulkhead.testing.Asm.A0;
import static dev.bulkhead.testing.Asm.A1;
import static dev.bulkhead.testing.Asm.A2;
import static dev.bulkhead.testing.Asm.A3;
import static dev.bulkhead.testing.Asm.ZERO;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.memory.RegisterBlock;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class RunTest {
    /** Loops, multiplies, divides, calls across a page, traps to a handler and comes back. */
    private static Bench busy() {
        var bench = new Bench().open();
        bench.load(
                asm ->
                        asm.la(A0, "handler")
                                .csrw(Csr.MTVEC, A0)
                                .li(A1, Bench.DATA)
                                .li(A0, 40)
                                .label("loop")
                                .mul(A2, A0, A0)
                                .sw(A2, 2, A1)
                                .divu(A2, A2, A0)
                                .lw(A3, 0, A1)
                                .amoadd(A2, A3, A1)
                                .ecall()
                                .jal(1, "far")
                                .addi(A0, A0, -1)
                                .bne(A0, ZERO, "loop")
                                .kernelEntry(0)
                                .label("handler")
                                .csrr(A2, Csr.MEPC)
                                .addi(A2, A2, 4)
                                .csrw(Csr.MEPC, A2)
                                .mret()
                                .org(Bench.BASE + 0xffe)
                                .label("far")
                                .addi(A1, A1, 4)
                                .ret());
        return bench;
    }

    private static String state(Bench bench) {
        return Snapshot.of(whole(bench)).hash();
    }

    private static Stateful whole(Bench bench) {
        return (Fields fields) -> {
            fields.child("hart", bench.hart);
            fields.child("ram", bench.ram);
        };
    }

    @Nested
    class Limits {
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 7, 64, 1000})
        void cuttingARunChangesNothing(int cycles) {
            var whole = busy().run();
            var cut = busy();
            long limit = 0;
            while (cut.hart.run(limit) == Stop.LIMIT) {
                limit += cycles;
            }
            assertEquals(whole.hart.cycle(), cut.hart.cycle());
            assertEquals(state(whole), state(cut));
        }

        @Test
        void noInstructionStartsAtTheLimitOrLater() {
            var bench = new Bench().load(asm -> asm.nop().div(A0, A0, A0).nop());
            assertEquals(Stop.LIMIT, bench.hart.run(1));
            assertEquals(1, bench.hart.cycle());
            assertEquals(Stop.LIMIT, bench.hart.run(2));
            assertEquals(36, bench.hart.cycle(), "the division started at 1");
            assertEquals(Stop.LIMIT, bench.hart.run(36));
            assertEquals(2, bench.hart.instret());
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 5, 99, 100})
        void anInstructionLimitIsExact(int instructions) {
            var bench = busy();
            bench.hart.setInstructionLimit(instructions);
            assertEquals(Stop.LIMIT, bench.hart.run(1_000_000));
            assertEquals(instructions, bench.hart.instret());
        }

        @Test
        void aDeviceAccessMayBringTheLimitNearer() {
            var bench = new Bench();
            bench.port.mapDevice(
                    "timer",
                    0x1000_0000,
                    16,
                    new RegisterBlock() {
                        @Override
                        public long read(int offset, int bytes, long nowPs) {
                            bench.limitAfterDevice = bench.hart.cycle() + 5;
                            return 0;
                        }

                        @Override
                        public boolean write(int offset, int bytes, int value, long nowPs) {
                            return true;
                        }
                    });
            bench.load(asm -> asm.lui(A1, 0x1000_0000).lw(A0, 0, A1).label("here").j("here"));
            assertEquals(Stop.LIMIT, bench.hart.run(1000));
            // read at 1 takes 3 cycles; one jump starts at 4, the next would at 7
            assertEquals(7, bench.hart.cycle());
        }

        @Test
        void aTriggerEndsTheRunBehindTheStore() {
            var bench = new Bench().load(asm -> asm.li(A1, Bench.DATA).nop().sw(A1, 4, A1).nop());
            bench.port.onStore(Bench.DATA + 4, 4, (_, _, _, _) -> bench.hart.requestStop());
            assertEquals(Stop.TRIGGER, bench.hart.run(1000));
            assertEquals(Bench.BASE + 12, bench.hart.pc());
            assertEquals(3, bench.hart.instret());
            assertEquals(Bench.DATA, bench.ram.load(Bench.DATA + 4, 4));
            assertEquals(Stop.KERNEL_ENTRY, bench.hart.run(1000));
        }

        @Test
        void aStoreBesideATriggerInItsPageGoesOn() {
            var bench = new Bench().load(asm -> asm.li(A1, Bench.DATA).sw(A1, 8, A1).sw(A1, 8, A1));
            bench.port.onStore(Bench.DATA + 4, 4, (_, _, _, _) -> bench.hart.requestStop());
            assertEquals(Stop.KERNEL_ENTRY, bench.hart.run(1000));
        }
    }

    @Nested
    class State {
        @Test
        void aRestoredHartGoesOnAsTheFirstOneDid() {
            var first = busy();
            first.hart.run(500);
            Snapshot middle = Snapshot.of(whole(first));
            first.run();
            String end = state(first);

            var second = busy().run();
            middle.restoreInto(whole(second));
            assertEquals(middle.hash(), state(second));
            second.run();
            assertEquals(end, state(second));
        }

        @Test
        void permissionsAreRestoredToo() {
            var bench = new Bench().load(asm -> asm.li(A1, Bench.DATA).lw(A0, 0, A1).ecall());
            Snapshot closed = Snapshot.of(whole(bench));
            bench.open().user().run();
            assertEquals(Cause.ECALL_FROM_USER, bench.cause());
            closed.restoreInto(whole(bench));
            bench.user().run();
            assertEquals(Cause.FETCH_ACCESS_FAULT, bench.cause());
        }
    }

    @Nested
    class Costs {
        @Test
        void theTableNamesASourceForEachClass() {
            List<CostTable.Row> rows = CostTable.defaults().rows();
            assertEquals(CostClass.values().length, rows.size());
            rows.forEach(
                    row ->
                            assertEquals(
                                    true,
                                    row.source().startsWith("CV32E40S")
                                            || row.source().startsWith("proposal"),
                                    row.key()));
            var changed = CostTable.defaults().with(CostClass.MUL, 9).rows();
            assertEquals(
                    new CostTable.Row("mul", 9, "description"),
                    changed.get(CostClass.MUL.ordinal()));
        }

        @Test
        void aFigureOutsideItsRangeIsRefused() {
            var table = CostTable.defaults();
            assertThrows(IllegalArgumentException.class, () -> table.with(CostClass.ALU, 0));
            assertThrows(IllegalArgumentException.class, () -> table.with(CostClass.DIV, 61));
            assertThrows(IllegalArgumentException.class, () -> table.with(CostClass.RAM_WAIT, 31));
        }

        @Test
        void waitStatesOfRamCountForFetchesLoadsAndStores() {
            var costs = CostTable.defaults().with(CostClass.RAM_WAIT, 4);
            var bench = new Bench(costs);
            bench.load(asm -> asm.lui(A1, Bench.DATA).sw(A1, 0, A1).lw(A0, 3, A1).fenceI());
            bench.run();
            // 1+4; 1+4+4; 1+4+4 and 1+4 for the second word; 5+4
            assertEquals(5 + 9 + 14 + 9, bench.hart.cycle());
        }

        @Test
        void csrsThatFlushThePipelineCostMore() {
            var bench = Bench.ran(asm -> asm.csrr(A0, Csr.MSCRATCH).csrr(A0, Csr.MEPC).wfi());
            assertEquals(1 + 4 + 1, bench.hart.cycle());
        }
    }

    @Test
    void aNewAsmRefusesToGoBack() {
        assertThrows(IllegalArgumentException.class, () -> new Asm(8).org(4));
    }
}

package dev.bulkhead.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.Effect.Operator;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Words by hand from the instruction formats of the unprivileged specification. */
class MutatorTest {
    private static final int NOP = 0x0000_0013;
    private static final int ADDI_A0_A1_5 = 0x0055_8513;
    private static final int ADD_A0_A1_A2 = 0x00c5_8533;
    private static final int SW_A0_8_S0 = 0x00a4_2423;
    private static final int LW_RA_12_SP = 0x00c1_2083;
    private static final int BLT_A0_A1_BACK_8 = 0xfeb5_4ce3;
    private static final int BGE_A0_A1_ON_8 = 0x00b5_5463;
    private static final int BEQ_A0_A1_ON_8 = 0x00b5_0463;
    private static final int JAL_RA_16 = 0x0100_00ef;

    private static int mutate(Operator operator, int word) {
        Mutator mutator = new Mutator(operator, new SplittableRandom(1));
        Instruction instruction = Instruction.of(word);
        assertTrue(mutator.fits(instruction, List.of(Instruction.of(JAL_RA_16))), operator.label());
        return mutator.mutate(instruction).word();
    }

    @Test
    void eachRegisterFieldChangesAlone() {
        assertEquals(ADD_A0_A1_A2 & ~0xf80, mutate(Operator.RD, ADD_A0_A1_A2) & ~0xf80);
        assertNotEquals(ADD_A0_A1_A2, mutate(Operator.RD, ADD_A0_A1_A2));
        int rs1 = 31 << 15;
        assertEquals(ADD_A0_A1_A2 & ~rs1, mutate(Operator.RS1, ADD_A0_A1_A2) & ~rs1);
        assertNotEquals(ADD_A0_A1_A2, mutate(Operator.RS1, ADD_A0_A1_A2));
        int rs2 = 31 << 20;
        assertEquals(ADD_A0_A1_A2 & ~rs2, mutate(Operator.RS2, ADD_A0_A1_A2) & ~rs2);
        assertNotEquals(ADD_A0_A1_A2, mutate(Operator.RS2, ADD_A0_A1_A2));
    }

    @Test
    void whatIsDeletedDoesNothing() {
        assertEquals(NOP, mutate(Operator.NOP, ADD_A0_A1_A2));
        assertEquals(NOP, mutate(Operator.BRANCH_DELETED, BEQ_A0_A1_ON_8));
        assertEquals(NOP, mutate(Operator.STALE_ARGUMENT, ADDI_A0_A1_5));
        assertEquals(NOP, mutate(Operator.RETURN_LOST, LW_RA_12_SP));
        assertEquals(NOP, mutate(Operator.CALL_DELETED, JAL_RA_16));
    }

    @Test
    void anInvertedBranchIsTheOppositeOne() {
        assertEquals(BEQ_A0_A1_ON_8 | 1 << 12, mutate(Operator.BRANCH_INVERTED, BEQ_A0_A1_ON_8));
    }

    @Test
    void anImmediateIsOneMoreOrLess() {
        int mutant = mutate(Operator.IMMEDIATE, ADDI_A0_A1_5);
        assertTrue(mutant == 0x0065_8513 || mutant == 0x0045_8513, Integer.toHexString(mutant));
    }

    @Test
    void aStoreGoesToAnotherOffsetOfTheSameBase() {
        Instruction mutant = Instruction.of(mutate(Operator.STORE_ADDRESS, SW_A0_8_S0));
        assertTrue(mutant.isStore());
        assertEquals(8, mutant.rs1());
        assertEquals(10, mutant.rs2());
        assertTrue(mutant.offset() >= -2048 && mutant.offset() < 2048);
        assertNotEquals(8, mutant.offset());
    }

    @Test
    void aLoopRunsOnceMore() {
        // blt a0, a1, -8 (a0 < a1) becomes bge a1, a0, -8 (a0 <= a1)
        assertEquals(0xfea5_dce3, mutate(Operator.LOOP_BOUND, BLT_A0_A1_BACK_8));
        // bge a0, a1, 8 (leave when a0 >= a1) becomes blt a1, a0, 8 (leave when a0 > a1)
        assertEquals(0x00a5_c463, mutate(Operator.LOOP_BOUND, BGE_A0_A1_ON_8));
    }

    @Test
    void whatDoesNotFitIsNotChosen() {
        Mutator bound = new Mutator(Operator.LOOP_BOUND, new SplittableRandom(1));
        assertFalse(bound.fits(Instruction.of(BEQ_A0_A1_ON_8), List.of()));
        Mutator stale = new Mutator(Operator.STALE_ARGUMENT, new SplittableRandom(1));
        assertFalse(stale.fits(Instruction.of(ADDI_A0_A1_5), List.of(Instruction.of(NOP))));
    }

    @Test
    void theWordsAboveAreWhatTheAssemblerMakes() {
        assertEquals(ADDI_A0_A1_5, word(code -> code.addi(Asm.A0, Asm.A1, 5)));
        assertEquals(ADD_A0_A1_A2, word(code -> code.add(Asm.A0, Asm.A1, Asm.A2)));
        assertEquals(SW_A0_8_S0, word(code -> code.sw(Asm.A0, 8, Asm.S0)));
        assertEquals(LW_RA_12_SP, word(code -> code.lw(Asm.RA, 12, Asm.SP)));
    }

    private static int word(Consumer<Asm> program) {
        Asm code = new Asm(0x8000_0000);
        program.accept(code);
        byte[] bytes = code.bytes();
        return bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | bytes[3] << 24;
    }
}

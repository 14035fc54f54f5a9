package dev.bulkhead.hart;

import static dev.bulkhead.testing.Asm.A0;
import static dev.bulkhead.testing.Asm.A1;
import static dev.bulkhead.testing.Asm.A2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;

class InterpreterTest {
    @Test
    void theLoopStaysBelowTheSizeThatHotSpotCompiles() throws IOException {
        int bytes = 0;
        try (InputStream in = Interpreter.class.getResourceAsStream("Interpreter.class")) {
            for (var method : ClassFile.of().parse(in.readAllBytes()).methods()) {
                if (method.methodName().equalsString("interpret")) {
                    bytes = ((CodeAttribute) method.code().orElseThrow()).codeLength();
                }
            }
        }
        assertTrue(bytes > 1000 && bytes < 8000, bytes + " bytes");
    }

    @Nested
    class DecodedCode {
        private static final int ADDI_1 = 0x0015_0513; // addi a0, a0, 1
        private static final int ADDI_2 = 0x0025_0513;

        @Test
        void followsAStoreToTheNextInstruction() {
            var bench =
                    Bench.ran(
                            asm ->
                                    asm.la(A1, "patch")
                                            .li(A2, ADDI_2)
                                            .addi(A0, A0, 0)
                                            .label("again")
                                            .sw(A2, 0, A1)
                                            .label("patch")
                                            .word(ADDI_1));
            assertEquals(2, bench.hart.x(A0));
        }

        @Test
        void followsAStoreToTheSecondHalfOfAnInstructionAcrossPages() {
            var bench = new Bench();
            int at = Bench.BASE + 0xffe;
            bench.ram.store(at, new Asm(at).word(ADDI_1).kernelEntry(0).bytes());
            bench.hart.setPc(at);
            bench.run();
            assertEquals(1, bench.hart.x(A0));
            bench.ram.store(at + 2, 2, ADDI_2 >>> 16);
            bench.hart.setPc(at);
            bench.run();
            assertEquals(3, bench.hart.x(A0));
        }

        @Test
        void followsAStoreFromOutside() {
            var bench = new Bench().load(asm -> asm.word(ADDI_1)).run();
            bench.ram.store(Bench.BASE, 4, ADDI_2);
            bench.hart.setPc(Bench.BASE);
            bench.run();
            assertEquals(3, bench.hart.x(A0));
        }

        @Test
        void aLoopAcrossAPageBorderRuns() {
            var bench = new Bench();
            int at = Bench.BASE + 0xffa;
            var asm = new Asm(at).label("loop").word(ADDI_1).addi(A1, A1, -1);
            asm.bne(A1, 0, "loop").kernelEntry(0);
            bench.ram.store(at, asm.bytes());
            bench.hart.setPc(at);
            bench.hart.setX(A1, 100);
            bench.run();
            assertEquals(100, bench.hart.x(A0));
            assertEquals(300, bench.hart.instret());
        }
    }
}

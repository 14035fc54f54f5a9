package dev.bulkhead.hart.fuzz;

import java.util.Random;

/** Makes random F and D instructions, all roundings, with operands worth computing with. */
final class FloatUnits {
    /** Seven bits of function, and where the second source register is part of the function. */
    private record Operation(int funct7, int rs2, Rounding rounding, boolean toInteger) {}

    private enum Rounding {
        MODE,
        SELECTS_OF_3,
        SELECTS_OF_2,
        ZERO,
        ONE
    }

    private static final int ANY = -1;

    private static final Operation[] OPERATIONS = {
        new Operation(0x00, ANY, Rounding.MODE, false),
        new Operation(0x04, ANY, Rounding.MODE, false),
        new Operation(0x08, ANY, Rounding.MODE, false),
        new Operation(0x0c, ANY, Rounding.MODE, false),
        new Operation(0x2c, 0, Rounding.MODE, false),
        new Operation(0x10, ANY, Rounding.SELECTS_OF_3, false),
        new Operation(0x14, ANY, Rounding.SELECTS_OF_2, false),
        new Operation(0x50, ANY, Rounding.SELECTS_OF_3, true),
        new Operation(0x60, 0, Rounding.MODE, true),
        new Operation(0x60, 1, Rounding.MODE, true),
        new Operation(0x68, 0, Rounding.MODE, false),
        new Operation(0x68, 1, Rounding.MODE, false),
        new Operation(0x70, 0, Rounding.ZERO, true),
        new Operation(0x70, 0, Rounding.ONE, true),
        new Operation(0x78, 0, Rounding.ZERO, false)
    };

    private static final int[] FUSED = {0x43, 0x47, 0x4b, 0x4f};

    private final Random random;
    private final int base;

    /**
     * @param base the register that must not be written
     */
    FloatUnits(Random random, int base) {
        this.random = random;
        this.base = base;
    }

    Unit unit() {
        int kind = random.nextInt(16);
        int format = random.nextInt(2);
        if (kind < 3) {
            int funct3 = 2 + format;
            int offset = random.nextInt(Page.SCRATCH_BYTES / 8) * 8;
            return Unit.word(
                    "load float", Rv.i(Rv.LOAD_FP, funct3, random.nextInt(32), base, offset));
        }
        if (kind < 6) {
            int opcode = FUSED[random.nextInt(FUSED.length)];
            int funct7 = random.nextInt(32) << 2 | format;
            return Unit.word(
                    "fused", Rv.r(opcode, mode(), funct7, operand(), operand(), operand()));
        }
        if (kind == 6) {
            // between single and double
            int word = Rv.r(Rv.OP_FP, mode(), 0x20 | format, operand(), operand(), 1 - format);
            return Unit.word("convert format", word);
        }
        Operation operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
        int rd = operand();
        if (operation.toInteger && rd == base) {
            rd = 0;
        }
        int rs2 = operation.rs2 == ANY ? operand() : operation.rs2;
        int rm =
                switch (operation.rounding) {
                    case MODE -> mode();
                    case SELECTS_OF_3 -> random.nextInt(3);
                    case SELECTS_OF_2 -> random.nextInt(2);
                    case ZERO -> 0;
                    case ONE -> 1;
                };
        return Unit.word(
                "float", Rv.r(Rv.OP_FP, rm, operation.funct7 | format, rd, operand(), rs2));
    }

    private int operand() {
        return random.nextInt(32);
    }

    /** A rounding mode, mostly the dynamic one, rarely a reserved one. */
    private int mode() {
        return random.nextInt(3) == 0 ? 7 : random.nextInt(24) == 0 ? 5 : random.nextInt(5);
    }
}

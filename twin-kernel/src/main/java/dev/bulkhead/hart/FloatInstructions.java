package dev.bulkhead.hart;

import dev.bulkhead.hart.fp.Float32;
import dev.bulkhead.hart.fp.Float64;
import dev.bulkhead.hart.fp.FpFlags;

/**
 * The F and D extensions: operands from and to the registers, rounding mode, legality. The results
 * themselves are {@code dev.bulkhead.hart.fp}'s. {@code mstatus.FS} becomes dirty with each
 * instruction that writes a floating-point register or may raise a flag, whether or not it does.
 *
 * @see "RISC-V Unprivileged ISA, chapters F and D"
 */
final class FloatInstructions {
    private static final int SINGLE = 0;
    private static final int DOUBLE = 1;
    private static final int DYNAMIC = 7;
    private static final int RESERVED_ROUNDING = -1;

    private final Hart hart;
    private final CsrFile csrs;
    private final DataAccess data;
    private final FpFlags flags;

    FloatInstructions(Hart hart) {
        this.hart = hart;
        csrs = hart.csrs;
        data = hart.data;
        flags = csrs.fflags;
    }

    /** What became of an instruction. */
    enum Outcome {
        RETIRES,
        TRAPPED,
        ILLEGAL
    }

    /** Executes a word whose opcode is a floating-point one; leaves pc and counters alone. */
    Outcome execute(int word) {
        if (csrs.floatOff()) {
            return Outcome.ILLEGAL;
        }
        return switch (word & 0x7f) {
            case 0x07 -> load(word);
            case 0x27 -> store(word);
            case 0x53 -> operate(word) ? Outcome.RETIRES : Outcome.ILLEGAL;
            default -> fused(word) ? Outcome.RETIRES : Outcome.ILLEGAL;
        };
    }

    /** Whether floating-point instructions are legal now. */
    boolean isOn() {
        return !csrs.floatOff();
    }

    /** Executes a word that is not a load or store; false, with no effect, if it is illegal. */
    boolean retires(int word) {
        return execute(word) == Outcome.RETIRES;
    }

    /** What FLW does with what it loaded. */
    void put(int register, int bits) {
        hart.f[register] = Float32.box(bits);
        csrs.floatStateChanged();
    }

    // One method an operation that firmware uses much, for translated code: like execute() with the
    // instruction's fields given. Each is false, without effect, if the instruction is illegal now.

    boolean addSingle(int rd, int rs1, int rs2, int rm) {
        int used = rm == DYNAMIC ? csrs.frm : rm;
        if (used > 4 || csrs.floatOff()) {
            return false;
        }
        put(rd, Float32.add(single(rs1), single(rs2), used, flags));
        return true;
    }

    boolean subtractSingle(int rd, int rs1, int rs2, int rm) {
        int used = rm == DYNAMIC ? csrs.frm : rm;
        if (used > 4 || csrs.floatOff()) {
            return false;
        }
        put(rd, Float32.sub(single(rs1), single(rs2), used, flags));
        return true;
    }

    boolean multiplySingle(int rd, int rs1, int rs2, int rm) {
        int used = rm == DYNAMIC ? csrs.frm : rm;
        if (used > 4 || csrs.floatOff()) {
            return false;
        }
        put(rd, Float32.mul(single(rs1), single(rs2), used, flags));
        return true;
    }

    boolean divideSingle(int rd, int rs1, int rs2, int rm) {
        int used = rm == DYNAMIC ? csrs.frm : rm;
        if (used > 4 || csrs.floatOff()) {
            return false;
        }
        put(rd, Float32.div(single(rs1), single(rs2), used, flags));
        return true;
    }

    boolean signSingle(int rd, int rs1, int rs2, int kind) {
        if (csrs.floatOff()) {
            return false;
        }
        int a = single(rs1);
        int b = single(rs2);
        put(
                rd,
                switch (kind) {
                    case 0 -> Float32.sgnj(a, b);
                    case 1 -> Float32.sgnjn(a, b);
                    default -> Float32.sgnjx(a, b);
                });
        return true;
    }

    boolean compareSingle(int rd, int rs1, int rs2, int kind) {
        if (csrs.floatOff()) {
            return false;
        }
        int a = single(rs1);
        int b = single(rs2);
        boolean holds =
                switch (kind) {
                    case 0 -> Float32.le(a, b, flags);
                    case 1 -> Float32.lt(a, b, flags);
                    default -> Float32.eq(a, b, flags);
                };
        hart.setX(rd, holds ? 1 : 0);
        csrs.floatStateChanged();
        return true;
    }

    boolean moveToSingle(int rd, int rs1, int rs2, int kind) {
        if (csrs.floatOff()) {
            return false;
        }
        put(rd, hart.x[rs1]);
        return true;
    }

    boolean moveFromSingle(int rd, int rs1, int rs2, int kind) {
        if (csrs.floatOff()) {
            return false;
        }
        hart.setX(rd, (int) hart.f[rs1]);
        return true;
    }

    /** The class whose cycles a legal word costs. */
    static CostClass cost(int word) {
        boolean isDouble = (word >>> 25 & 3) == DOUBLE;
        return switch (word & 0x7f) {
            case 0x07 -> CostClass.LOAD;
            case 0x27 -> CostClass.STORE;
            case 0x53 ->
                    switch (word >>> 27) {
                        case 0, 1, 2 ->
                                isDouble ? CostClass.DOUBLE_ARITHMETIC : CostClass.FLOAT_ARITHMETIC;
                        case 3, 11 -> isDouble ? CostClass.DOUBLE_DIVIDE : CostClass.FLOAT_DIVIDE;
                        case 8, 24, 26 -> CostClass.FLOAT_CONVERT;
                        default -> CostClass.FLOAT_SIMPLE;
                    };
            default -> isDouble ? CostClass.DOUBLE_ARITHMETIC : CostClass.FLOAT_ARITHMETIC;
        };
    }

    private Outcome load(int word) {
        int bytes = width(word);
        if (bytes == 0) {
            return Outcome.ILLEGAL;
        }
        if (!data.load(hart.x[rs1(word)] + (word >> 20), bytes)) {
            return Outcome.TRAPPED;
        }
        setF(word, bytes == 4 ? Float32.box((int) data.value) : data.value);
        return Outcome.RETIRES;
    }

    private Outcome store(int word) {
        int bytes = width(word);
        if (bytes == 0) {
            return Outcome.ILLEGAL;
        }
        int offset = word >> 20 & ~31 | rd(word);
        boolean stored = data.store(hart.x[rs1(word)] + offset, bytes, hart.f[rs2(word)]);
        return stored ? Outcome.RETIRES : Outcome.TRAPPED;
    }

    /** Bytes of a load or store, 0 if illegal. */
    private static int width(int word) {
        return switch (word >>> 12 & 7) {
            case 2 -> 4;
            case 3 -> 8;
            default -> 0;
        };
    }

    private boolean fused(int word) {
        int rm = rounding(word);
        if (rm == RESERVED_ROUNDING) {
            return false;
        }
        int rs3 = word >>> 27;
        int kind = word >>> 2 & 3;
        switch (word >>> 25 & 3) {
            case SINGLE -> {
                int a = single(rs1(word));
                int b = single(rs2(word));
                int c = single(rs3);
                setSingle(
                        word,
                        switch (kind) {
                            case 0 -> Float32.fmadd(a, b, c, rm, flags);
                            case 1 -> Float32.fmsub(a, b, c, rm, flags);
                            case 2 -> Float32.fnmsub(a, b, c, rm, flags);
                            default -> Float32.fnmadd(a, b, c, rm, flags);
                        });
            }
            case DOUBLE -> {
                long a = hart.f[rs1(word)];
                long b = hart.f[rs2(word)];
                long c = hart.f[rs3];
                setF(
                        word,
                        switch (kind) {
                            case 0 -> Float64.fmadd(a, b, c, rm, flags);
                            case 1 -> Float64.fmsub(a, b, c, rm, flags);
                            case 2 -> Float64.fnmsub(a, b, c, rm, flags);
                            default -> Float64.fnmadd(a, b, c, rm, flags);
                        });
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean operate(int word) {
        return switch (word >>> 25 & 3) {
            case SINGLE -> operateSingle(word);
            case DOUBLE -> operateDouble(word);
            default -> false;
        };
    }

    private boolean operateSingle(int word) {
        int a = single(rs1(word));
        int b = single(rs2(word));
        int funct3 = word >>> 12 & 7;
        int rs2 = rs2(word);
        switch (word >>> 27) {
            case 4 -> {
                switch (funct3) {
                    case 0 -> setSingle(word, Float32.sgnj(a, b));
                    case 1 -> setSingle(word, Float32.sgnjn(a, b));
                    case 2 -> setSingle(word, Float32.sgnjx(a, b));
                    default -> {
                        return false;
                    }
                }
                return true;
            }
            case 5 -> {
                switch (funct3) {
                    case 0 -> setSingle(word, Float32.min(a, b, flags));
                    case 1 -> setSingle(word, Float32.max(a, b, flags));
                    default -> {
                        return false;
                    }
                }
                return true;
            }
            case 20 -> {
                switch (funct3) {
                    case 0 -> setX(word, Float32.le(a, b, flags));
                    case 1 -> setX(word, Float32.lt(a, b, flags));
                    case 2 -> setX(word, Float32.eq(a, b, flags));
                    default -> {
                        return false;
                    }
                }
                csrs.floatStateChanged();
                return true;
            }
            case 28 -> {
                if (rs2 != 0 || funct3 > 1) {
                    return false;
                }
                // FMV.X.W moves the bits as they are, boxed or not
                int bits = (int) hart.f[rs1(word)];
                hart.setX(rd(word), funct3 == 0 ? bits : Float32.classify(a));
                return true;
            }
            case 30 -> {
                if (rs2 != 0 || funct3 != 0) {
                    return false;
                }
                setSingle(word, hart.x[rs1(word)]);
                return true;
            }
            default -> {
                return roundSingle(word, a, b, rs2);
            }
        }
    }

    /** The operations on binary32 that have a rounding mode. */
    private boolean roundSingle(int word, int a, int b, int rs2) {
        int rm = rounding(word);
        if (rm == RESERVED_ROUNDING) {
            return false;
        }
        switch (word >>> 27) {
            case 0 -> setSingle(word, Float32.add(a, b, rm, flags));
            case 1 -> setSingle(word, Float32.sub(a, b, rm, flags));
            case 2 -> setSingle(word, Float32.mul(a, b, rm, flags));
            case 3 -> setSingle(word, Float32.div(a, b, rm, flags));
            case 8 -> {
                if (rs2 != DOUBLE) {
                    return false;
                }
                setSingle(word, Float32.fromFloat64(hart.f[rs1(word)], rm, flags));
            }
            case 11 -> {
                if (rs2 != 0) {
                    return false;
                }
                setSingle(word, Float32.sqrt(a, rm, flags));
            }
            case 24 -> {
                if (rs2 > 1) {
                    return false;
                }
                hart.setX(
                        rd(word),
                        rs2 == 0 ? Float32.toInt(a, rm, flags) : Float32.toUnsigned(a, rm, flags));
                csrs.floatStateChanged();
            }
            case 26 -> {
                if (rs2 > 1) {
                    return false;
                }
                int value = hart.x[rs1(word)];
                setSingle(
                        word,
                        rs2 == 0
                                ? Float32.fromInt(value, rm, flags)
                                : Float32.fromUnsigned(value, rm, flags));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean operateDouble(int word) {
        long a = hart.f[rs1(word)];
        long b = hart.f[rs2(word)];
        int funct3 = word >>> 12 & 7;
        switch (word >>> 27) {
            case 4 -> {
                switch (funct3) {
                    case 0 -> setF(word, Float64.sgnj(a, b));
                    case 1 -> setF(word, Float64.sgnjn(a, b));
                    case 2 -> setF(word, Float64.sgnjx(a, b));
                    default -> {
                        return false;
                    }
                }
                return true;
            }
            case 5 -> {
                switch (funct3) {
                    case 0 -> setF(word, Float64.min(a, b, flags));
                    case 1 -> setF(word, Float64.max(a, b, flags));
                    default -> {
                        return false;
                    }
                }
                return true;
            }
            case 20 -> {
                switch (funct3) {
                    case 0 -> setX(word, Float64.le(a, b, flags));
                    case 1 -> setX(word, Float64.lt(a, b, flags));
                    case 2 -> setX(word, Float64.eq(a, b, flags));
                    default -> {
                        return false;
                    }
                }
                csrs.floatStateChanged();
                return true;
            }
            case 28 -> {
                if (rs2(word) != 0 || funct3 != 1) {
                    return false;
                }
                hart.setX(rd(word), Float64.classify(a));
                return true;
            }
            default -> {
                return roundDouble(word, a, b);
            }
        }
    }

    /** The operations on binary64 that have a rounding mode, needed or not. */
    private boolean roundDouble(int word, long a, long b) {
        int rm = rounding(word);
        int rs2 = rs2(word);
        if (rm == RESERVED_ROUNDING) {
            return false;
        }
        switch (word >>> 27) {
            case 0 -> setF(word, Float64.add(a, b, rm, flags));
            case 1 -> setF(word, Float64.sub(a, b, rm, flags));
            case 2 -> setF(word, Float64.mul(a, b, rm, flags));
            case 3 -> setF(word, Float64.div(a, b, rm, flags));
            case 8 -> {
                if (rs2 != SINGLE) {
                    return false;
                }
                setF(word, Float64.fromFloat32(single(rs1(word)), flags));
            }
            case 11 -> {
                if (rs2 != 0) {
                    return false;
                }
                setF(word, Float64.sqrt(a, rm, flags));
            }
            case 24 -> {
                if (rs2 > 1) {
                    return false;
                }
                hart.setX(
                        rd(word),
                        rs2 == 0 ? Float64.toInt(a, rm, flags) : Float64.toUnsigned(a, rm, flags));
                csrs.floatStateChanged();
            }
            case 26 -> {
                if (rs2 > 1) {
                    return false;
                }
                int value = hart.x[rs1(word)];
                setF(word, rs2 == 0 ? Float64.fromInt(value) : Float64.fromUnsigned(value));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The rounding mode in force, 0 to 4. */
    private int rounding(int word) {
        int rm = word >>> 12 & 7;
        int used = rm == DYNAMIC ? csrs.frm : rm;
        return used <= 4 ? used : RESERVED_ROUNDING;
    }

    private int single(int register) {
        return Float32.unbox(hart.f[register]);
    }

    private void setSingle(int word, int bits) {
        setF(word, Float32.box(bits));
    }

    private void setF(int word, long bits) {
        hart.f[rd(word)] = bits;
        csrs.floatStateChanged();
    }

    private void setX(int word, boolean value) {
        hart.setX(rd(word), value ? 1 : 0);
    }

    private static int rd(int word) {
        return word >>> 7 & 31;
    }

    private static int rs1(int word) {
        return word >>> 15 & 31;
    }

    private static int rs2(int word) {
        return word >>> 20 & 31;
    }
}

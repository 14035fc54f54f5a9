package dev.bulkhead.hart;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a region as the method {@link TranslatedCode#run} of a hidden class.
 *
 * <p>Registers stay in the hart's array, so state is precise at every exit. {@code spent} is
 * brought up to date at the end of a block; what leaves a block in its middle adds what came before
 * it.
 */
final class RegionWriter {
    /** HotSpot compiles no method of this many bytes or more. */
    private static final int HUGE_METHOD_BYTES = 8000;

    private static final ClassDesc HART = describe(Hart.class);
    private static final ClassDesc CODE = describe(TranslatedCode.class);
    private static final ClassDesc RANGES = describe(AllowedRanges.class);
    private static final ClassDesc FLOATS = describe(FloatInstructions.class);
    private static final ClassDesc SUPPORT = describe(TranslatedSupport.class);
    private static final ClassDesc INTS = CD_int.arrayType();
    private static final ClassDesc LONGS = CD_long.arrayType();
    private static final ClassDesc BYTES = describe(byte[].class);
    private static final ClassDesc BOOLEAN = describe(boolean.class);
    private static final MethodTypeDesc RUN =
            MethodTypeDesc.of(
                    CD_long, HART, INTS, LONGS, BYTES, BYTES, RANGES, RANGES, FLOATS, CD_long,
                    CD_long, CD_int);
    private static final MethodTypeDesc INT_OF_TWO = MethodTypeDesc.of(CD_int, CD_int, CD_int);

    // local variables: this is 0
    private static final int LOCAL_HART = 1;
    private static final int LOCAL_X = 2;
    private static final int LOCAL_F = 3;
    private static final int LOCAL_RAM = 4;
    private static final int LOCAL_OPEN = 5;
    private static final int LOCAL_LOADS = 6;
    private static final int LOCAL_STORES = 7;
    private static final int LOCAL_FLOATS = 8;
    private static final int LOCAL_SPENT = 9;
    private static final int LOCAL_MOST = 11;
    private static final int LOCAL_ENTRY = 13;
    private static final int LOCAL_ADDRESS = 14;

    private final int base;
    private final CostTable costs;
    private final Region region;
    private final Map<Integer, Label> labels = new LinkedHashMap<>();
    private Label interpreted;
    private final List<Runnable> behind = new ArrayList<>();

    RegionWriter(int base, CostTable costs, Region region) {
        this.base = base;
        this.costs = costs;
        this.region = region;
    }

    private static ClassDesc describe(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /** Whether an instruction can stand in a region; any other is the interpreter's. */
    static boolean canWrite(long op) {
        int operation = (int) op & 0xff & ~Op.SHORT;
        if (operation == Op.OTHER) {
            return isFloat(Op.imm(op));
        }
        return operation >= Op.NOP && operation <= Op.SW && operation != Op.WATCHED;
    }

    private static boolean isFloat(int word) {
        return switch (word & 0x7f) {
            case 0x07, 0x27 -> (word >>> 12 & 7) == 2;
            case 0x43, 0x47, 0x4b, 0x4f, 0x53 -> true;
            default -> false;
        };
    }

    /** Empty if the method would be larger than what HotSpot compiles. */
    Optional<TranslatedCode> translate() {
        ClassDesc self = ClassDesc.of("dev.bulkhead.hart.Translated");
        byte[] bytes =
                ClassFile.of()
                        .build(
                                self,
                                type ->
                                        type.withSuperclass(CODE)
                                                .withFlags(
                                                        ClassFile.ACC_FINAL
                                                                | ClassFile.ACC_SYNTHETIC)
                                                .withMethodBody(
                                                        INIT_NAME,
                                                        MethodTypeDesc.of(CD_void),
                                                        0,
                                                        code ->
                                                                code.aload(0)
                                                                        .invokespecial(
                                                                                CODE,
                                                                                INIT_NAME,
                                                                                MethodTypeDesc.of(
                                                                                        CD_void))
                                                                        .return_())
                                                .withMethodBody("run", RUN, 0, this::write));
        if (codeBytes(bytes) >= HUGE_METHOD_BYTES) {
            return Optional.empty();
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return Optional.of(
                    (TranslatedCode)
                            lookup.findConstructor(
                                            lookup.lookupClass(), MethodType.methodType(void.class))
                                    .invoke());
        } catch (Throwable e) {
            throw new IllegalStateException("region at 0x%08x".formatted(base), e);
        }
    }

    private static int codeBytes(byte[] type) {
        return ClassFile.of().parse(type).methods().stream()
                .flatMap(method -> method.findAttribute(Attributes.code()).stream())
                .mapToInt(CodeAttribute::codeLength)
                .max()
                .orElseThrow();
    }

    private void write(CodeBuilder code) {
        interpreted = code.newLabel();
        for (Region.Block block : region.blocks()) {
            labels.put(block.parcel(), code.newLabel());
        }
        // the one bounds check that the compiler needs for all constant indices below it
        code.aload(LOCAL_X).loadConstant(Op.SPARE_REGISTER).iaload().pop();
        Label first = labels.get(region.entries().getFirst());
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 1; i < region.entries().size(); i++) {
            cases.add(SwitchCase.of(i, labels.get(region.entries().get(i))));
        }
        if (cases.isEmpty()) {
            code.goto_(first);
        } else {
            code.iload(LOCAL_ENTRY).tableswitch(1, region.entries().size() - 1, first, cases);
        }
        for (int i = 0; i < region.blocks().size(); i++) {
            Region.Block block = region.blocks().get(i);
            int following =
                    i + 1 < region.blocks().size() ? region.blocks().get(i + 1).parcel() : -1;
            writeBlock(code, block, following);
        }
        for (Runnable stub : behind) {
            stub.run();
        }
        code.labelBinding(interpreted).istore(LOCAL_ADDRESS);
        code.aload(LOCAL_HART).iload(LOCAL_ADDRESS).putfield(HART, "pc", CD_int);
        code.loadConstant(-1L).lxor().lreturn();
    }

    private void writeBlock(CodeBuilder code, Region.Block block, int following) {
        code.labelBinding(labels.get(block.parcel()));
        long before = 0;
        for (Region.At at : block.ops().subList(0, block.ops().size() - 1)) {
            before += cost(at.op());
        }
        long cyclesBefore = before >>> 32 << 32;
        Label isShort = code.newLabel();
        code.lload(LOCAL_SPENT);
        if (cyclesBefore != 0) {
            code.loadConstant(cyclesBefore).ladd();
        }
        code.lload(LOCAL_MOST).lcmp().ifge(isShort);
        behind.add(
                () -> {
                    code.labelBinding(isShort);
                    leaveToInterpreter(code, block.parcel(), 0);
                });
        long spent = 0;
        for (Region.At at : block.ops()) {
            if (at.equals(block.last())) {
                writeLast(code, at, spent, following);
            } else {
                writeOp(code, at, spent);
            }
            spent += cost(at.op());
        }
    }

    private long cost(long op) {
        long cycles = Op.cycles(op);
        if (((int) op & 0xff) == Op.OTHER) {
            cycles += costs.withRam(FloatInstructions.cost(Op.imm(op)));
        }
        return (cycles << 32) + 1;
    }

    private void spend(CodeBuilder code, long cost) {
        code.lload(LOCAL_SPENT).loadConstant(cost).ladd().lstore(LOCAL_SPENT);
    }

    private void leaveToInterpreter(CodeBuilder code, int parcel, long spent) {
        code.lload(LOCAL_SPENT);
        if (spent != 0) {
            code.loadConstant(spent).ladd();
        }
        code.loadConstant(base + 2 * parcel).goto_(interpreted);
    }

    private static void setPc(CodeBuilder code, int pc) {
        code.aload(LOCAL_HART).loadConstant(pc).putfield(HART, "pc", CD_int);
    }

    private void goTo(CodeBuilder code, int parcel, int following) {
        Label label = labels.get(parcel);
        if (label == null) {
            setPc(code, base + 2 * parcel);
            code.lload(LOCAL_SPENT).lreturn();
        } else if (parcel != following) {
            code.goto_(label);
        }
    }

    private void writeLast(CodeBuilder code, Region.At at, long spent, int following) {
        long op = at.op();
        int operation = (int) op & 0xff & ~Op.SHORT;
        switch (operation) {
            case Op.BEQ, Op.BNE, Op.BLT, Op.BGE, Op.BLTU, Op.BGEU -> {
                Label taken = code.newLabel();
                branch(code, operation, op, taken);
                spend(code, spent + cost(op));
                goTo(code, at.next(), following);
                behind.add(
                        () -> {
                            code.labelBinding(taken);
                            spend(code, spent + ((Op.imm(op) & 0xffL) << 32) + 1);
                            goTo(code, at.parcel() + (Op.imm(op) >> 8), -1);
                        });
            }
            case Op.JAL -> {
                spend(code, spent + cost(op));
                setRegister(code, op, () -> code.loadConstant(base + 2 * at.next()));
                int target = at.parcel() + Op.imm(op);
                if (rd(op) == Op.SPARE_REGISTER) {
                    goTo(code, target, following);
                } else {
                    setPc(code, base + 2 * target);
                    code.lload(LOCAL_SPENT).lreturn();
                }
            }
            case Op.JALR -> {
                spend(code, spent + cost(op));
                code.aload(LOCAL_HART);
                register(code, rs1(op));
                plus(code, Op.imm(op));
                code.loadConstant(~1).iand().putfield(HART, "pc", CD_int);
                setRegister(code, op, () -> code.loadConstant(base + 2 * at.next()));
                code.lload(LOCAL_SPENT).lreturn();
            }
            default -> {
                writeOp(code, at, spent);
                spend(code, spent + cost(op));
                goTo(code, at.next(), following);
            }
        }
    }

    private void branch(CodeBuilder code, int operation, long op, Label taken) {
        boolean unsigned = operation == Op.BLTU || operation == Op.BGEU;
        register(code, rs1(op));
        if (unsigned) {
            flip(code);
        }
        if (rs2(op) == 0 && !unsigned) {
            switch (operation) {
                case Op.BEQ -> code.ifeq(taken);
                case Op.BNE -> code.ifne(taken);
                case Op.BLT -> code.iflt(taken);
                default -> code.ifge(taken);
            }
            return;
        }
        register(code, rs2(op));
        if (unsigned) {
            flip(code);
        }
        switch (operation) {
            case Op.BEQ -> code.if_icmpeq(taken);
            case Op.BNE -> code.if_icmpne(taken);
            case Op.BLT, Op.BLTU -> code.if_icmplt(taken);
            default -> code.if_icmpge(taken);
        }
    }

    /** Turns an unsigned comparison into a signed one. */
    private static void flip(CodeBuilder code) {
        code.loadConstant(Integer.MIN_VALUE).ixor();
    }

    private void writeOp(CodeBuilder code, Region.At at, long spent) {
        long op = at.op();
        int operation = (int) op & 0xff & ~Op.SHORT;
        switch (operation) {
            case Op.NOP -> {}
            case Op.LI -> setRegister(code, op, () -> code.loadConstant(Op.imm(op)));
            case Op.ADDI, Op.SLTI, Op.SLTIU, Op.XORI, Op.ORI, Op.ANDI, Op.SLLI, Op.SRLI, Op.SRAI ->
                    setRegister(
                            code,
                            op,
                            () -> {
                                register(code, rs1(op));
                                immediate(code, operation, Op.imm(op));
                            });
            case Op.LB, Op.LBU, Op.LH, Op.LHU, Op.LW -> load(code, at, spent);
            case Op.SB, Op.SH, Op.SW -> store(code, at, spent);
            case Op.OTHER -> floating(code, at, spent);
            default ->
                    setRegister(
                            code,
                            op,
                            () -> {
                                register(code, rs1(op));
                                register(code, rs2(op));
                                operate(code, operation);
                            });
        }
    }

    private static void immediate(CodeBuilder code, int operation, int imm) {
        if (operation == Op.ADDI) {
            plus(code, imm);
            return;
        }
        code.loadConstant(imm);
        switch (operation) {
            case Op.SLTI -> support(code, "less", INT_OF_TWO);
            case Op.SLTIU -> support(code, "below", INT_OF_TWO);
            case Op.XORI -> code.ixor();
            case Op.ORI -> code.ior();
            case Op.ANDI -> code.iand();
            case Op.SLLI -> code.ishl();
            case Op.SRLI -> code.iushr();
            default -> code.ishr();
        }
    }

    private static void operate(CodeBuilder code, int operation) {
        switch (operation) {
            case Op.ADD -> code.iadd();
            case Op.SUB -> code.isub();
            case Op.SLL -> code.ishl();
            case Op.SLT -> support(code, "less", INT_OF_TWO);
            case Op.SLTU -> support(code, "below", INT_OF_TWO);
            case Op.XOR -> code.ixor();
            case Op.SRL -> code.iushr();
            case Op.SRA -> code.ishr();
            case Op.OR -> code.ior();
            case Op.AND -> code.iand();
            case Op.MUL -> code.imul();
            case Op.MULH -> arithmetic(code, "mulh");
            case Op.MULHSU -> arithmetic(code, "mulhsu");
            case Op.MULHU -> arithmetic(code, "mulhu");
            case Op.DIV -> arithmetic(code, "div");
            case Op.DIVU -> arithmetic(code, "divu");
            case Op.REM -> arithmetic(code, "rem");
            case Op.REMU -> arithmetic(code, "remu");
            default -> throw new IllegalStateException("operation " + operation);
        }
    }

    private static void support(CodeBuilder code, String name, MethodTypeDesc type) {
        code.invokestatic(SUPPORT, name, type);
    }

    /** A function that the interpreter has too. */
    private static void arithmetic(CodeBuilder code, String name) {
        code.invokestatic(describe(Interpreter.class), name, INT_OF_TWO);
    }

    private static void plus(CodeBuilder code, int imm) {
        if (imm != 0) {
            code.loadConstant(imm).iadd();
        }
    }

    private static void register(CodeBuilder code, int number) {
        if (number == 0) {
            code.iconst_0();
        } else {
            code.aload(LOCAL_X).loadConstant(number).iaload();
        }
    }

    private static void setRegister(CodeBuilder code, long op, Runnable value) {
        if (rd(op) != Op.SPARE_REGISTER) {
            code.aload(LOCAL_X).loadConstant(rd(op));
            value.run();
            code.iastore();
        }
    }

    /** Leaves in {@link #LOCAL_ADDRESS} where in RAM the access goes, or leaves the region. */
    private void address(
            CodeBuilder code,
            Region.At at,
            int imm,
            int rs1,
            int bytes,
            boolean store,
            long spent) {
        register(code, rs1);
        plus(code, imm);
        code.loadConstant(bytes - 1).aload(store ? LOCAL_STORES : LOCAL_LOADS);
        support(code, "place", MethodTypeDesc.of(CD_int, CD_int, CD_int, RANGES));
        Label slow = code.newLabel();
        code.dup().istore(LOCAL_ADDRESS).iflt(slow);
        if (store) {
            code.aload(LOCAL_OPEN)
                    .iload(LOCAL_ADDRESS)
                    .loadConstant(dev.bulkhead.memory.Ram.PAGE_SHIFT)
                    .iushr()
                    .baload()
                    .ifeq(slow);
        }
        behind.add(
                () -> {
                    code.labelBinding(slow);
                    leaveToInterpreter(code, at.parcel(), spent);
                });
    }

    private void load(CodeBuilder code, Region.At at, long spent) {
        long op = at.op();
        int operation = (int) op & 0xff & ~Op.SHORT;
        int bytes =
                switch (operation) {
                    case Op.LB, Op.LBU -> 1;
                    case Op.LH, Op.LHU -> 2;
                    default -> 4;
                };
        address(code, at, Op.imm(op), rs1(op), bytes, false, spent);
        setRegister(
                code,
                op,
                () -> {
                    code.aload(LOCAL_RAM).iload(LOCAL_ADDRESS);
                    switch (operation) {
                        case Op.LB -> code.baload();
                        case Op.LBU -> code.baload().loadConstant(0xff).iand();
                        case Op.LH -> memory(code, "half");
                        case Op.LHU -> memory(code, "unsignedHalf");
                        default -> memory(code, "word");
                    }
                });
    }

    private static void memory(CodeBuilder code, String name) {
        support(code, name, MethodTypeDesc.of(CD_int, BYTES, CD_int));
    }

    private void store(CodeBuilder code, Region.At at, long spent) {
        long op = at.op();
        int operation = (int) op & 0xff & ~Op.SHORT;
        int bytes = operation == Op.SB ? 1 : operation == Op.SH ? 2 : 4;
        address(code, at, Op.imm(op), rs1(op), bytes, true, spent);
        code.aload(LOCAL_RAM).iload(LOCAL_ADDRESS);
        register(code, rs2(op));
        if (operation == Op.SB) {
            code.i2b().bastore();
        } else {
            support(
                    code,
                    operation == Op.SH ? "setHalf" : "setWord",
                    MethodTypeDesc.of(CD_void, BYTES, CD_int, CD_int));
        }
    }

    private void floating(CodeBuilder code, Region.At at, long spent) {
        int word = Op.imm(at.op());
        Label refused = code.newLabel();
        behind.add(
                () -> {
                    code.labelBinding(refused);
                    leaveToInterpreter(code, at.parcel(), spent);
                });
        switch (word & 0x7f) {
            case 0x07 -> {
                code.aload(LOCAL_FLOATS).invokevirtual(FLOATS, "isOn", MethodTypeDesc.of(BOOLEAN));
                code.ifeq(refused);
                address(code, at, word >> 20, word >>> 15 & 31, 4, false, spent);
                code.aload(LOCAL_FLOATS).loadConstant(word >>> 7 & 31);
                code.aload(LOCAL_RAM).iload(LOCAL_ADDRESS);
                memory(code, "word");
                code.invokevirtual(FLOATS, "put", MethodTypeDesc.of(CD_void, CD_int, CD_int));
            }
            case 0x27 -> {
                code.aload(LOCAL_FLOATS).invokevirtual(FLOATS, "isOn", MethodTypeDesc.of(BOOLEAN));
                code.ifeq(refused);
                int offset = word >> 20 & ~31 | word >>> 7 & 31;
                address(code, at, offset, word >>> 15 & 31, 4, true, spent);
                code.aload(LOCAL_RAM).iload(LOCAL_ADDRESS);
                code.aload(LOCAL_F).loadConstant(word >>> 20 & 31).laload().l2i();
                support(code, "setWord", MethodTypeDesc.of(CD_void, BYTES, CD_int, CD_int));
            }
            default -> {
                code.aload(LOCAL_FLOATS);
                String name = shortcut(word);
                if (name.isEmpty()) {
                    code.loadConstant(word)
                            .invokevirtual(FLOATS, "retires", MethodTypeDesc.of(BOOLEAN, CD_int));
                } else {
                    code.loadConstant(word >>> 7 & 31)
                            .loadConstant(word >>> 15 & 31)
                            .loadConstant(word >>> 20 & 31)
                            .loadConstant(word >>> 12 & 7)
                            .invokevirtual(
                                    FLOATS,
                                    name,
                                    MethodTypeDesc.of(BOOLEAN, CD_int, CD_int, CD_int, CD_int));
                }
                code.ifeq(refused);
            }
        }
    }

    /** The method of {@link FloatInstructions} for just this operation, empty if there is none. */
    private static String shortcut(int word) {
        boolean operates = (word & 0x7f) == 0x53;
        int funct3 = word >>> 12 & 7;
        boolean plain = (word >>> 20 & 31) == 0 && funct3 == 0;
        return switch (operates ? word >>> 25 : -1) {
            case 0x00 -> "addSingle";
            case 0x04 -> "subtractSingle";
            case 0x08 -> "multiplySingle";
            case 0x0c -> "divideSingle";
            case 0x10 -> funct3 < 3 ? "signSingle" : "";
            case 0x50 -> funct3 < 3 ? "compareSingle" : "";
            case 0x70 -> plain ? "moveFromSingle" : "";
            case 0x78 -> plain ? "moveToSingle" : "";
            default -> "";
        };
    }

    private static int rd(long op) {
        return (int) (op >>> 8) & 63;
    }

    private static int rs1(long op) {
        return (int) (op >>> 14) & 31;
    }

    private static int rs2(long op) {
        return (int) (op >>> 19) & 31;
    }
}

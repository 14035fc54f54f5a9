package dev.bulkhead.board.plic;

import dev.bulkhead.board.Device;
import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Fields;

/**
 * The platform-level interrupt controller as QEMU's {@code virt} lays it out for harts without
 * supervisor mode: context n is machine mode of hart n, sources are 1 to 95, priorities 0 to 7.
 * Registers take 32-bit accesses only; unused offsets read zero and ignore writes.
 *
 * <p>Each source has a level-triggered gateway: a high line makes the source pending once; while a
 * context serves it (claimed, not completed) the gateway is shut; at completion a line that is
 * still high makes it pending again. Unlike {@code virt}, and as the specification says, a pending
 * request stays when its line falls, a claim does not look at the threshold, and a completion
 * counts only from a context in which the source is enabled.
 *
 * @see "RISC-V Platform-Level Interrupt Controller Specification 1.0.0, chapters on interrupt claim
 *     and completion; QEMU, hw/intc/sifive_plic.c"
 */
public final class Plic implements Device {
    public static final int SIZE = 0x60_0000;

    /** The highest source number; source 0 means none. */
    public static final int LAST_SOURCE = 95;

    private static final int WORDS = (LAST_SOURCE + 32) / 32;
    private static final int PRIORITY_MASK = 7;
    private static final int PENDING = 0x1000;
    private static final int ENABLE = 0x2000;
    private static final int ENABLE_STRIDE = 0x80;
    private static final int CONTEXT = 0x20_0000;
    private static final int CONTEXT_STRIDE = 0x1000;
    private static final int CLAIM = 4;

    private final int[] priority = new int[LAST_SOURCE + 1];
    private final int[] level = new int[WORDS];
    private final int[] pending = new int[WORDS];
    private final int[] inService = new int[WORDS];
    private final int[] enable;
    private final int[] threshold;
    private final InterruptLine[] external;

    /**
     * @param harts how many harts it serves, 1 to 512
     */
    public Plic(int harts) {
        if (harts < 1 || harts > 512) {
            throw new IllegalArgumentException("harts=" + harts + ", expected 1..512");
        }
        enable = new int[WORDS * harts];
        threshold = new int[harts];
        external = new InterruptLine[harts];
        for (int hart = 0; hart < harts; hart++) {
            external[hart] = new InterruptLine("meip" + hart);
        }
    }

    @Override
    public String name() {
        return "plic";
    }

    @Override
    public int size() {
        return SIZE;
    }

    /** The external interrupt of a hart; leads to its {@code mip.MEIP}. */
    public InterruptLine external(int hart) {
        return external[hart];
    }

    /**
     * Where the line of a device ends.
     *
     * @param source 1 to {@link #LAST_SOURCE}
     */
    public InterruptLine.Sink source(int source) {
        if (source < 1 || source > LAST_SOURCE) {
            throw new IllegalArgumentException("source=" + source + ", expected 1.." + LAST_SOURCE);
        }
        return new InterruptLine.Sink() {
            @Override
            public void level(boolean high, long nowPs) {
                put(level, source, high);
                openGateway(source);
                update(nowPs);
            }

            @Override
            public InterruptLine.Request request() {
                return Plic.this.request(source);
            }
        };
    }

    private InterruptLine.Request request(int source) {
        if (has(pending, source)) {
            return InterruptLine.Request.PENDING;
        }
        return has(inService, source) ? InterruptLine.Request.SERVED : InterruptLine.Request.NONE;
    }

    private void openGateway(int source) {
        if (has(level, source) && !has(inService, source)) {
            put(pending, source, true);
        }
    }

    @Override
    public long read(int offset, int bytes, long nowPs) {
        if (bytes != 4) {
            return MemoryPort.BUS_ERROR;
        }
        int value = 0;
        if (offset < PENDING) {
            int source = offset / 4;
            value = source <= LAST_SOURCE ? priority[source] : 0;
        } else if (offset < ENABLE) {
            int word = (offset - PENDING) / 4;
            value = word < WORDS ? pending[word] : 0;
        } else if (offset < CONTEXT) {
            int at = enableIndex(offset);
            value = at < 0 ? 0 : enable[at];
        } else {
            int context = (offset - CONTEXT) / CONTEXT_STRIDE;
            if (context < threshold.length) {
                value =
                        switch (offset % CONTEXT_STRIDE) {
                            case 0 -> threshold[context];
                            case CLAIM -> claim(context, nowPs);
                            default -> 0;
                        };
            }
        }
        return Integer.toUnsignedLong(value);
    }

    @Override
    public boolean write(int offset, int bytes, int value, long nowPs) {
        if (bytes != 4) {
            return false;
        }
        if (offset < PENDING) {
            int source = offset / 4;
            if (source >= 1 && source <= LAST_SOURCE) {
                priority[source] = value & PRIORITY_MASK;
            }
        } else if (offset >= CONTEXT) {
            int context = (offset - CONTEXT) / CONTEXT_STRIDE;
            if (context < threshold.length) {
                switch (offset % CONTEXT_STRIDE) {
                    case 0 -> threshold[context] = value & PRIORITY_MASK;
                    case CLAIM -> complete(context, value);
                    default -> {}
                }
            }
        } else if (offset >= ENABLE) {
            int at = enableIndex(offset);
            if (at >= 0) {
                enable[at] = at % WORDS == 0 ? value & ~1 : value;
            }
        }
        update(nowPs);
        return true;
    }

    private int enableIndex(int offset) {
        int context = (offset - ENABLE) / ENABLE_STRIDE;
        int word = (offset - ENABLE) % ENABLE_STRIDE / 4;
        return context < threshold.length && word < WORDS ? context * WORDS + word : -1;
    }

    private int claim(int context, long nowPs) {
        int source = best(context, 0);
        if (source != 0) {
            put(pending, source, false);
            put(inService, source, true);
            update(nowPs);
        }
        return source;
    }

    private void complete(int context, int source) {
        if (source >= 1
                && source <= LAST_SOURCE
                && has(inService, source)
                && (enable[context * WORDS + source / 32] & 1 << source % 32) != 0) {
            put(inService, source, false);
            openGateway(source);
        }
    }

    /** The pending and enabled source of the highest priority above a bar, the lowest of equals. */
    private int best(int context, int above) {
        int best = 0;
        int bestPriority = above;
        for (int word = 0; word < WORDS; word++) {
            int candidates = pending[word] & enable[context * WORDS + word];
            while (candidates != 0) {
                int source = 32 * word + Integer.numberOfTrailingZeros(candidates);
                candidates &= candidates - 1;
                if (priority[source] > bestPriority) {
                    best = source;
                    bestPriority = priority[source];
                }
            }
        }
        return best;
    }

    private void update(long nowPs) {
        for (int context = 0; context < threshold.length; context++) {
            external[context].set(best(context, threshold[context]) != 0, nowPs);
        }
    }

    private static boolean has(int[] bits, int source) {
        return (bits[source / 32] & 1 << source % 32) != 0;
    }

    private static void put(int[] bits, int source, boolean set) {
        int bit = 1 << source % 32;
        bits[source / 32] = set ? bits[source / 32] | bit : bits[source / 32] & ~bit;
    }

    /** The levels of the lines stay, as their sources drive them. */
    @Override
    public void reset(long nowPs) {
        java.util.Arrays.fill(priority, 0);
        java.util.Arrays.fill(inService, 0);
        java.util.Arrays.fill(enable, 0);
        java.util.Arrays.fill(threshold, 0);
        System.arraycopy(level, 0, pending, 0, WORDS);
        update(nowPs);
    }

    @Override
    public void describe(Fields fields) {
        fields.i32s("priority", priority);
        fields.i32s("level", level);
        fields.i32s("pending", pending);
        fields.i32s("inService", inService);
        fields.i32s("enable", enable);
        fields.i32s("threshold", threshold);
        for (int hart = 0; hart < external.length; hart++) {
            fields.child("meip" + hart, external[hart]);
        }
    }
}

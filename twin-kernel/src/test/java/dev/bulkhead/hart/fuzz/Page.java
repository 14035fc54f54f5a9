package dev.bulkhead.hart.fuzz;

/**
 * What lies where in the two pages of a run, as offsets from the base register: the memory that the
 * program uses, the state it starts with, what its trap handler needs, the state it ends with, and
 * in the second page one entry for each trap.
 */
final class Page {
    static final int BYTES = 0x2000;
    static final int SCRATCH_BYTES = 0x400;

    static final int SAVE = 0x400;
    static final int LOG_AT = 0x410;

    /** Where to go on after a fetch that faulted. */
    static final int RESUME = 0x414;

    /** Address of the {@code ecall} that ends the program. */
    static final int END = 0x418;

    static final int HANDLER = 0x41c;
    static final int PROLOGUE = 0x420;
    static final int START = 0x424;
    static final int MSTATUS = 0x428;
    static final int MSCRATCH = 0x42c;
    static final int MCOUNTEREN = 0x430;
    static final int FCSR = 0x434;
    static final int X = 0x440;
    static final int F = 0x4c0;

    /** The first byte that is compared besides the scratch memory. */
    static final int RESULT = 0x600;

    static final int RESULT_X = 0x600;
    static final int RESULT_F = 0x680;
    static final int RESULT_FCSR = 0x780;
    static final int RESULT_MSCRATCH = 0x784;
    static final int RESULT_MCOUNTEREN = 0x788;
    static final int RESULT_MIE = 0x78c;

    static final int LOG = 0x1000;
    static final int LOG_ENTRY = 16;
    static final int LOG_ENTRIES = (BYTES - LOG) / LOG_ENTRY;

    private Page() {}

    /** What a reader calls the field at an offset. */
    static String field(int offset) {
        if (offset < SCRATCH_BYTES) {
            return "memory 0x%03x".formatted(offset);
        }
        if (offset >= LOG) {
            String[] parts = {"mcause", "mepc", "mtval", "mstatus"};
            return "trap %d %s"
                    .formatted((offset - LOG) / LOG_ENTRY, parts[offset % LOG_ENTRY / 4]);
        }
        if (offset >= RESULT_X && offset < RESULT_F) {
            return "x" + (offset - RESULT_X) / 4;
        }
        if (offset >= RESULT_F && offset < RESULT_FCSR) {
            return "f" + (offset - RESULT_F) / 8 + ((offset & 4) != 0 ? " high" : " low");
        }
        return switch (offset) {
            case LOG_AT -> "number of traps";
            case RESULT_FCSR -> "fcsr";
            case RESULT_MSCRATCH -> "mscratch";
            case RESULT_MCOUNTEREN -> "mcounteren";
            case RESULT_MIE -> "mie";
            default -> "offset 0x%03x".formatted(offset);
        };
    }
}

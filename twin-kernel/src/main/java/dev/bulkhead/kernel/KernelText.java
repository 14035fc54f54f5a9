package dev.bulkhead.kernel;

/**
 * The kernel's machine code in ROM. A kernel-entry word (custom-0, {@code 0x0b}, the number in bits
 * 20..31) hands over to this model when a hart executes it in machine mode; the rest is real code.
 */
final class KernelText {
    static final int ROM = 0x2000_0000;

    /**
     * Where a hart starts after reset: copies the kernel's data and the images, a step at a time.
     */
    static final int RESET = ROM;

    /** Boot goes on: one step of copying, interrupts masked. */
    static final int BOOT = ROM + 4;

    /** {@code mtvec}: every trap. */
    static final int TRAP = ROM + 8;

    /** One step of a partition's restart, interruptible between two. */
    static final int RESTART = ROM + 12;

    /** Waits for the window's cycle, interrupts masked, then enters the partition. */
    static final int WAIT = ROM + 16;

    /** {@code wfi; j .-4} with interrupts enabled. */
    static final int IDLE = ROM + 20;

    /** {@code j .} with interrupts masked. */
    static final int HANG = ROM + 28;

    /** The instruction of entry 0: opcode custom-0. */
    static final int ENTRY_WORD = 0x0b;

    private static final int WFI = 0x1050_0073;
    private static final int JUMP_BACK_4 = 0xffdf_f06f;
    private static final int JUMP_HERE = 0x0000_006f;

    private static final int END = ROM + 32;

    private KernelText() {}

    /** Whether an address is in the kernel's own code. */
    static boolean contains(int address) {
        return Integer.compareUnsigned(address - ROM, END - ROM) < 0;
    }

    /** Address of the word of an entry. */
    static int address(Entry entry) {
        return ROM + 4 * entry.ordinal();
    }

    /** The words of the text from {@link #ROM} on. */
    static int[] words() {
        return new int[] {
            entry(Entry.RESET),
            entry(Entry.BOOT),
            entry(Entry.TRAP),
            entry(Entry.RESTART),
            entry(Entry.WAIT),
            WFI,
            JUMP_BACK_4,
            JUMP_HERE
        };
    }

    private static int entry(Entry entry) {
        return entry.ordinal() << 20 | ENTRY_WORD;
    }

    /** What a kernel-entry word asks for; its number is the ordinal. */
    enum Entry {
        RESET,
        BOOT,
        TRAP,
        RESTART,
        WAIT
    }
}

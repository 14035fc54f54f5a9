package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.F;
import static dev.bulkhead.kernel.KernelLayout.FCSR;
import static dev.bulkhead.kernel.KernelLayout.PC;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where some of the kernel's words lie in RAM, for who looks at them or disturbs them. */
public final class KernelWords {
    /** First address of the kernel's RAM. */
    public static final int BASE = KernelLayout.BASE;

    /** Bytes of the kernel's RAM. */
    public static final int BYTES = KernelLayout.BYTES;

    /**
     * Name of the word that a fault hits which names the kernel only: the place in the schedule.
     */
    public static final String DEFAULT = "window";

    /** Where the hart stands before each step of the boot. */
    public static final int BOOT_PC = KernelText.BOOT;

    /** Word with the number of images that the boot has copied. */
    public static final int IMAGES_COPIED = KernelLayout.BOOTING;

    private static final SortedMap<String, Integer> WORDS = words();

    private KernelWords() {}

    private static SortedMap<String, Integer> words() {
        SortedMap<String, Integer> words = new TreeMap<>();
        words.put("loaded", KernelLayout.LOADED);
        words.put("window", KernelLayout.WINDOW);
        words.put("frame", KernelLayout.FRAME);
        words.put("window-state", KernelLayout.WINDOW_STATE);
        words.put("open-at", KernelLayout.OPEN_AT);
        words.put("close-at", KernelLayout.CLOSE_AT);
        words.put("members", KernelLayout.MEMBERS);
        words.put("window-count", KernelLayout.WINDOW_COUNT);
        words.put("frame-us", KernelLayout.FRAME_US);
        words.put("schedule", KernelLayout.WINDOWS);
        words.put("interrupt-owners", KernelLayout.INTERRUPT_OWNERS);
        words.put("partitions", KernelLayout.PARTITIONS);
        return Collections.unmodifiableSortedMap(words);
    }

    /** Addresses by name. */
    public static SortedMap<String, Integer> all() {
        return WORDS;
    }

    /** Where a partition's saved pc lies; x1 to x31 follow, 4 bytes each. */
    public static int savedX(int partition, int register) {
        return at(partition) + PC + 4 * register;
    }

    /** Where 8 bytes of a partition's saved f register lie. */
    public static int savedF(int partition, int register) {
        return at(partition) + F + 8 * register;
    }

    /** Where a partition's saved {@code fcsr} lies. */
    public static int savedFcsr(int partition) {
        return at(partition) + FCSR;
    }

    private static final List<String> CALLS =
            List.of(
                    "recv",
                    "reply_recv",
                    "notify",
                    "call",
                    "irq_ack",
                    "port_write",
                    "port_read",
                    "time",
                    "window",
                    "raise",
                    "queue_send",
                    "queue_receive");

    /** Name of a kernel call by its number, as docs/kernel-abi.md has it; else the number. */
    public static String call(int number) {
        return number >= 0 && number < CALLS.size() ? CALLS.get(number) : "number " + number;
    }

    /** Bytes of a partition's saved registers from its saved pc on: pc, x, f. */
    public static final int SAVED_BYTES = F + 32 * Long.BYTES - PC;

    private static int at(int partition) {
        return KernelLayout.PARTITIONS + partition * KernelLayout.PARTITION_STRIDE;
    }
}

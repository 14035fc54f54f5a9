package dev.bulkhead.kernel;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Cycles that kernel operations take. Figures of seL4 are medians of its public benchmark results
 * for the U54 core without MCS; the rest is counted from the pipeline table of the CV32E40S manual
 * with no wait states. They are inputs of the model, not measurements of it.
 *
 * @param trapInOut saving and loading 31 registers around any trap
 * @param floatContext saving and loading 32 double-precision registers on a 32-bit bus
 * @param pmpReload writing 16 address and 4 configuration registers
 * @param nullCall a kernel call that does nothing
 * @param callShort a protected call without words
 * @param callLong one with words, the first of them included
 * @param replyShort a reply without words
 * @param replyLong one with words
 * @param notifyStay a notification after which the sender goes on
 * @param notifySwitch one after which its receiver runs
 * @param receive waiting for the next event
 * @param interrupt from a device's interrupt to its owner
 * @param fault from a trap that is an error to the health monitor
 * @param deviceAccess one load or store of a device register
 * @param copyWord copying or clearing a word
 * @param schedule finding the next window or the next partition
 * @param timerRow looking at one timer of a partition
 * @param procedureCall a call of a component of the kernel, or from it, and back
 * @param signalInKernel a notification inside the kernel after which the sender goes on
 * @param signalSwitchInKernel one after which its receiver runs
 * @param waitInKernel waiting for the next event, inside the kernel
 * @param interruptInKernel from a device's interrupt to a component of the kernel
 * @param leave from a window's cycle to its first instruction
 */
public record KernelCosts(
        int trapInOut,
        int floatContext,
        int pmpReload,
        int nullCall,
        int callShort,
        int callLong,
        int replyShort,
        int replyLong,
        int notifyStay,
        int notifySwitch,
        int receive,
        int interrupt,
        int fault,
        int deviceAccess,
        int copyWord,
        int schedule,
        int timerRow,
        int procedureCall,
        int signalInKernel,
        int signalSwitchInKernel,
        int waitInKernel,
        int interruptInKernel,
        int leave) {

    /** One row of the printed table. */
    public record Row(String operation, int cycles, String source) {}

    private static final String BENCH = "seL4/sel4bench-results 2026-06-26, HiFive U54, non-MCS: ";
    private static final String COUNTED = "counted, CV32E40S pipeline table without wait states: ";

    private static final String ZEPHYR =
            "Zephyr latency_measure README, v3.5.0-rc1, no user mode: ";

    public static final KernelCosts DEFAULTS =
            new KernelCosts(
                    80, 128, 40, 114, 668, 1674, 714, 1658, 453, 1650, 453, 961, 710, 3, 5, 60, 16,
                    32, 134, 789, 53, 554, 15);

    /** The whole table for printing. */
    public List<Row> rows() {
        return List.of(
                new Row("trap in and out", trapInOut, COUNTED + "31 registers"),
                new Row("f registers", floatContext, COUNTED + "32 doubles, 128 accesses"),
                new Row("PMP reload", pmpReload, COUNTED + "16 entries"),
                new Row("null call", nullCall, "sel4bench 2026-06-26, A9 non-MCS: null call"),
                new Row("call, 0 words", callShort, BENCH + "call, fast path"),
                new Row("call, words", callLong, BENCH + "call, 10 words, slow path"),
                new Row("reply, 0 words", replyShort, BENCH + "reply, fast path"),
                new Row("reply, words", replyLong, BENCH + "reply, 10 words, slow path"),
                new Row("notify, sender goes on", notifyStay, BENCH + "signal to lower"),
                new Row("notify, receiver runs", notifySwitch, BENCH + "signal to higher"),
                new Row("receive", receive, "assumed equal to signal to lower"),
                new Row("interrupt to owner", interrupt, BENCH + "IRQ to user handler"),
                new Row("fault", fault, "sel4bench 2026-06-26, A9 non-MCS: fault to handler"),
                new Row("device access", deviceAccess, "the hart's table: store 1, device-wait 2"),
                new Row("copy of a word", copyWord, COUNTED + "load, store, taken branch"),
                new Row("scheduling", schedule, "assumed: ten table rows"),
                new Row("timer row", timerRow, "assumed: two 64-bit compares"),
                new Row("procedure call", procedureCall, COUNTED + "13 registers, call, return"),
                new Row("notify in the kernel", signalInKernel, ZEPHYR + "give a semaphore"),
                new Row(
                        "notify, switch, in kernel",
                        signalSwitchInKernel,
                        ZEPHYR + "give a semaphore, context switch"),
                new Row("receive in the kernel", waitInKernel, ZEPHYR + "take a semaphore"),
                new Row("interrupt in the kernel", interruptInKernel, ZEPHYR + "ISR to thread"),
                new Row("entering a window", leave, COUNTED + "mret and four device stores"));
    }

    int contextSwitch() {
        return floatContext + pmpReload;
    }

    int timerReprogramming() {
        return 3 * deviceAccess;
    }

    /**
     * The longest time with interrupts masked that one operation in a window can take.
     *
     * @param timers rows that may have to be looked at
     */
    int longestOperation(int timers) {
        int words = 64 * copyWord;
        int devices = interruptMasks();
        int next = next();
        return IntStream.of(
                        notifyStay + replyLong + words + next,
                        notifyStay + receive + next,
                        notifySwitch + next,
                        callLong + words + next,
                        nullCall + KernelLayout.MAX_PORT_BYTES / 4 * copyWord + next,
                        Restarts.STEP_WORDS * copyWord + trapInOut + devices + next,
                        fault + devices + next,
                        interruptOperation(),
                        timerOperation(timers))
                .max()
                .orElseThrow();
    }

    /** Taking a device's interrupt for its owner, and going on with somebody. */
    int interruptOperation() {
        return interrupt + deviceAccess + next();
    }

    /**
     * Taking the timer's interrupt, and going on with somebody.
     *
     * @param timers rows that may have to be looked at
     */
    int timerOperation(int timers) {
        return trapInOut + timers * timerRow + interruptMasks() + next();
    }

    private int interruptMasks() {
        return (KernelLayout.INTERRUPT_WORDS + 2) * deviceAccess;
    }

    /** A thread that runs next may take words with a call. */
    private int next() {
        return 64 * copyWord + contextSwitch() + timerReprogramming();
    }

    /**
     * The time with interrupts masked until a component of the kernel that hangs is down.
     *
     * @param timers rows that may have to be looked at
     */
    int restartOfHanging(int timers) {
        return trapInOut
                + timers * timerRow
                + fault
                + (KernelLayout.INTERRUPT_WORDS + 2) * deviceAccess
                + 64 * copyWord
                + contextSwitch()
                + timerReprogramming();
    }

    /**
     * What making a window's first thread run takes at most; it is spent before the window's cycle,
     * whoever comes, so that nobody learns from it.
     *
     * @param timers rows that may have to be looked at
     */
    int opening(int timers) {
        return timers * timerRow + 64 * copyWord + contextSwitch() + timerReprogramming();
    }

    /**
     * The longest time from the timer's interrupt to the wait for the window.
     *
     * @param timers rows that may have to be looked at
     */
    int longestSwitch(int timers) {
        return trapInOut
                + 2 * schedule
                + (KernelLayout.INTERRUPT_WORDS + 2) * deviceAccess
                + opening(timers)
                + leave;
    }
}

package dev.bulkhead.report;

import dev.bulkhead.kernel.KernelCosts;

import java.util.List;

/**
 * Cycles that it takes to use a driver. Inputs of the model, not measurements of it.
 *
 * @param call of an application to it, one word
 * @param reply of one word
 * @param notification by the driver, which goes on
 * @param interrupt from its device to it
 */
public record CrossingCosts(int call, int reply, int notification, int interrupt) {
    private static final KernelCosts COSTS = KernelCosts.DEFAULTS;

    /** A driver that is a partition in user mode. */
    public static final CrossingCosts USER =
            new CrossingCosts(
                    COSTS.callLong(), COSTS.replyLong(), COSTS.notifyStay(), COSTS.interrupt());

    /** A driver in the kernel. */
    public static final CrossingCosts KERNEL =
            new CrossingCosts(
                    COSTS.nullCall() + COSTS.copyWord(),
                    COSTS.procedureCall() + COSTS.copyWord(),
                    COSTS.signalInKernel(),
                    COSTS.interruptInKernel());

    private static final List<String> OPERATIONS =
            List.of(
                    "call, words",
                    "reply, words",
                    "notify, sender goes on",
                    "interrupt to owner",
                    "null call",
                    "procedure call",
                    "copy of a word",
                    "notify in the kernel",
                    "interrupt in the kernel");

    /** The rows of the kernel's table that these are made of. */
    public static List<KernelCosts.Row> rows() {
        return COSTS.rows().stream().filter(row -> OPERATIONS.contains(row.operation())).toList();
    }
}

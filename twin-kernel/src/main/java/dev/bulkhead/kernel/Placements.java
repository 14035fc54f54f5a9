package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.PLACEMENT;

/** Which partitions are components of the kernel: in machine mode, with no PMP around them. */
record Placements(Machine machine) {

    boolean inKernel(Operation op, int partition) {
        return op.load(machine.layout().partition(partition) + PLACEMENT) != 0;
    }

    /**
     * Cycles of a protected call from caller to callee: between address spaces, by a system call
     * into the kernel, or inside it.
     */
    int call(Operation op, int caller, int callee, int words) {
        KernelCosts costs = machine.costs();
        if (inKernel(op, caller)) {
            return costs.procedureCall() + words * costs.copyWord();
        }
        if (inKernel(op, callee)) {
            return costs.nullCall() + words * costs.copyWord();
        }
        return words == 0 ? costs.callShort() : costs.callLong();
    }

    /** Cycles of the reply of {@code callee}. */
    int reply(Operation op, int callee, int words) {
        KernelCosts costs = machine.costs();
        if (inKernel(op, callee)) {
            return costs.procedureCall() + words * costs.copyWord();
        }
        return words == 0 ? costs.replyShort() : costs.replyLong();
    }

    /** Cycles of a kernel call that crosses into the kernel and does next to nothing there. */
    int enter(Operation op, int caller) {
        return inKernel(op, caller) ? machine.costs().procedureCall() : machine.costs().nullCall();
    }

    /** Cycles of waiting for the next event. */
    int receive(Operation op, int partition) {
        return inKernel(op, partition) ? machine.costs().waitInKernel() : machine.costs().receive();
    }

    /** Cycles of a notification after which its sender goes on. */
    int signal(Operation op, int sender) {
        return inKernel(op, sender)
                ? machine.costs().signalInKernel()
                : machine.costs().notifyStay();
    }

    /** Cycles that a notification takes more if its receiver runs at once. */
    int signalSwitch(Operation op, int sender) {
        KernelCosts costs = machine.costs();
        return inKernel(op, sender)
                ? costs.signalSwitchInKernel() - costs.signalInKernel()
                : costs.notifySwitch() - costs.notifyStay();
    }

    /** Cycles from a device's interrupt to its owner. */
    int interrupt(Operation op, int owner) {
        return inKernel(op, owner)
                ? machine.costs().interruptInKernel()
                : machine.costs().interrupt();
    }
}

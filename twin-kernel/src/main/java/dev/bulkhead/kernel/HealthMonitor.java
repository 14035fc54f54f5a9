package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.BACK_OFF;
import static dev.bulkhead.kernel.KernelLayout.BACK_OFF_LAST;
import static dev.bulkhead.kernel.KernelLayout.BACK_OFF_MAX;
import static dev.bulkhead.kernel.KernelLayout.HEALTH_ACTIONS;
import static dev.bulkhead.kernel.KernelLayout.HEALTH_CHANNEL;
import static dev.bulkhead.kernel.KernelLayout.HEALTH_NOTIFY;
import static dev.bulkhead.kernel.KernelLayout.MAX_RESTART_LIMIT;
import static dev.bulkhead.kernel.KernelLayout.RESTARTS;
import static dev.bulkhead.kernel.KernelLayout.RESTART_LIMIT;
import static dev.bulkhead.kernel.KernelLayout.RESTART_TIMES;
import static dev.bulkhead.kernel.KernelLayout.RESTART_WITHIN;

import dev.bulkhead.hart.Cause;
import dev.bulkhead.system.Health;
import dev.bulkhead.trace.TraceRecord.EcuReset;
import dev.bulkhead.trace.TraceRecord.HealthAction;
import dev.bulkhead.trace.TraceRecord.PartitionFault;
import dev.bulkhead.trace.TraceRecord.PartitionRestarted;
import dev.bulkhead.trace.TraceRecord.PartitionStopped;
import dev.bulkhead.trace.TraceRecord.ResetCause;
import dev.bulkhead.trace.TraceRecord.RestartLimitReached;

/** From an error to the action that the partition's table names. */
record HealthMonitor(Machine machine, Restarts restarts, Notifications notifications) {
    private static final int FINISHER = AddressMap.FINISHER;
    private static final int FINISHER_RESET = 0x7777;

    /** A trap of the partition that is an error. */
    void fault(Operation op, int partition, int cause, int pc, int address) {
        op.spend(machine.costs().fault());
        op.record(new PartitionFault(op.nowPs(), partition, cause, pc, address));
        error(
                op,
                partition,
                switch (cause) {
                    case Cause.FETCH_ACCESS_FAULT,
                            Cause.LOAD_ACCESS_FAULT,
                            Cause.STORE_ACCESS_FAULT ->
                            Health.Error.MEMORY;
                    case 0, Cause.LOAD_MISALIGNED, Cause.STORE_MISALIGNED ->
                            Health.Error.MISALIGNED;
                    case Cause.BREAKPOINT -> Health.Error.BREAKPOINT;
                    default -> Health.Error.ILLEGAL_INSTRUCTION;
                },
                0);
    }

    /** An error of any kind. */
    void error(Operation op, int partition, Health.Error error, int code) {
        int at = at(partition);
        int number = op.load(at + HEALTH_ACTIONS + 4 * error.ordinal());
        Health.Action[] actions = Health.Action.values();
        if (number < 0 || number >= actions.length) {
            throw op.wildJump(number);
        }
        Health.Action action = actions[number];
        op.record(new HealthAction(op.nowPs(), partition, error, action, code));
        int told = op.load(at + HEALTH_NOTIFY) - 1;
        if (told >= 0) {
            notifications.post(op, told, op.load(at + HEALTH_CHANNEL));
        }
        switch (action) {
            case LOG -> {}
            case RESTART -> restart(op, partition);
            case STOP -> stop(op, partition);
            case RESTART_ECU -> resetEcu(op, ResetCause.HEALTH_MONITOR);
        }
    }

    /** Somebody outside wants the partition started again, whatever its limits say. */
    void commanded(Operation op, int partition) {
        op.record(
                new HealthAction(
                        op.nowPs(), partition, Health.Error.OPERATOR, Health.Action.RESTART, 0));
        startAgain(op, partition, 0);
    }

    private void restart(Operation op, int partition) {
        int at = at(partition);
        int count = op.load(at + RESTARTS);
        int limit = op.load(at + RESTART_LIMIT);
        if (limit == 0 || count >= limit && isRecent(op, at, count - limit)) {
            op.record(new RestartLimitReached(op.nowPs(), partition, count));
            stop(op, partition);
            return;
        }
        startAgain(op, partition, backOff(op, at, count));
    }

    /**
     * Restarts the partition, however often it was before.
     *
     * @param wait cycles before its image is copied
     */
    void startAgain(Operation op, int partition, long wait) {
        int at = at(partition);
        int count = op.load(at + RESTARTS);
        op.store64(time(at, count), op.now());
        op.store(at + RESTARTS, count + 1);
        op.record(new PartitionRestarted(op.nowPs(), partition, count + 1, machine.us(wait)));
        restarts.begin(op, partition, op.now() + wait);
    }

    /** Cycles that a restart waits: twice those of the one before if that was not long ago. */
    private long backOff(Operation op, int at, int count) {
        boolean again = count > 0 && isRecent(op, at, count - 1);
        long twice = 2 * op.load64(at + BACK_OFF_LAST);
        long wait =
                again ? Math.min(twice, op.load64(at + BACK_OFF_MAX)) : op.load64(at + BACK_OFF);
        op.store64(at + BACK_OFF_LAST, wait);
        return wait;
    }

    private boolean isRecent(Operation op, int at, int restart) {
        return op.now() - op.load64(time(at, restart)) <= op.load64(at + RESTART_WITHIN);
    }

    private static int time(int at, int restart) {
        return at + RESTART_TIMES + 8 * (restart % MAX_RESTART_LIMIT);
    }

    /** Takes the partition down for good. */
    void stop(Operation op, int partition) {
        op.record(new PartitionStopped(op.nowPs(), partition));
        restarts.stop(op, partition);
    }

    /** Asks the board for a reset; the kernel waits for it with interrupts masked. */
    void resetEcu(Operation op, ResetCause cause) {
        op.record(new EcuReset(op.nowPs(), cause));
        op.store(FINISHER, FINISHER_RESET);
        throw op.endless();
    }

    private int at(int partition) {
        return machine.layout().partition(partition);
    }
}

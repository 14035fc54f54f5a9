package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.CALLERS;
import static dev.bulkhead.kernel.KernelLayout.CLOSE_AT;
import static dev.bulkhead.kernel.KernelLayout.STATE;
import static dev.bulkhead.kernel.KernelLayout.WAITING;
import static dev.bulkhead.kernel.KernelLayout.WINDOW;

import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.system.Health;

/** The calls of docs/kernel-abi.md: reads the registers, does one, writes the registers. */
record SystemCalls(
        Machine machine,
        Contexts contexts,
        Channels channels,
        Notifications notifications,
        Ports ports,
        Queues queues,
        Jobs jobs,
        HealthMonitor health,
        KernelFaults faults,
        Placements placements) {

    static final int RECV = 0;
    static final int REPLY_RECV = 1;
    static final int NOTIFY = 2;
    static final int CALL = 3;
    static final int IRQ_ACK = 4;
    static final int PORT_WRITE = 5;
    static final int PORT_READ = 6;
    static final int TIME = 7;
    static final int WINDOW_NOW = 8;
    static final int RAISE = 9;
    static final int QUEUE_SEND = 10;
    static final int QUEUE_RECEIVE = 11;

    static final int NO_SUCH = -1;
    static final int NOT_PERMITTED = -2;
    static final int BAD_ARGUMENT = -3;
    static final int NEVER_WRITTEN = -4;
    static final int PEER_GONE = -5;
    static final int NOT_AVAILABLE = -6;

    static final int EVENT_NOTIFICATION = 0;
    static final int EVENT_CALL = 1;

    private static final int DEFERRED_NOTIFY = 1;
    private static final int DEFERRED_ACKNOWLEDGE = 2;

    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;
    private static final int A7 = 17;
    private static final int ECALL_BYTES = 4;

    /**
     * Does the call that the hart trapped for.
     *
     * @return cycles that it takes more if another thread runs after it
     */
    int handle(Operation op, int partition) {
        machine.hart().setCsr(Csr.MEPC, machine.hart().csr(Csr.MEPC) + ECALL_BYTES);
        int a0 = contexts.x(op, partition, A0);
        int a1 = contexts.x(op, partition, A1);
        int a2 = contexts.x(op, partition, A2);
        int number = contexts.x(op, partition, A7);
        switch (number) {
            case RECV -> {
                op.spend(placements.receive(op, partition));
                deferred(op, partition, a0, a1);
                channels.failServed(op, partition);
                await(op, partition);
            }
            case REPLY_RECV -> {
                deferred(op, partition, a0, a1);
                int error = channels.reply(op, partition, a2);
                if (error == 0) {
                    await(op, partition);
                } else {
                    contexts.setX(op, partition, A0, error);
                }
            }
            case NOTIFY -> {
                contexts.setX(op, partition, A0, channels.notify(op, partition, a0));
                return placements.signalSwitch(op, partition);
            }
            case CALL -> channels.call(op, partition, a0, a1);
            case IRQ_ACK ->
                    contexts.setX(op, partition, A0, channels.acknowledge(op, partition, a0));
            case PORT_WRITE ->
                    contexts.setX(op, partition, A0, ports.write(op, partition, a0, a1, a2));
            case PORT_READ ->
                    contexts.setX(op, partition, A0, ports.read(op, partition, a0, a1, a2));
            case QUEUE_SEND ->
                    contexts.setX(op, partition, A0, queues.send(op, partition, a0, a1, a2));
            case QUEUE_RECEIVE ->
                    contexts.setX(op, partition, A0, queues.receive(op, partition, a0, a1, a2));
            case TIME -> {
                op.spend(placements.enter(op, partition));
                long ns = op.nowPs() / 1000;
                contexts.setX(op, partition, A0, (int) ns);
                contexts.setX(op, partition, A1, (int) (ns >>> 32));
            }
            case WINDOW_NOW -> {
                op.spend(placements.enter(op, partition));
                long left = machine.us(Math.max(0, op.load64(CLOSE_AT) - op.now()));
                contexts.setX(op, partition, A0, op.load(WINDOW));
                contexts.setX(op, partition, A1, (int) left);
            }
            case RAISE -> {
                op.spend(placements.enter(op, partition));
                contexts.setX(op, partition, A0, 0);
                health.error(op, partition, Health.Error.APPLICATION, a0);
            }
            default -> unknown(op, partition, number);
        }
        return 0;
    }

    private void unknown(Operation op, int partition, int number) {
        if (placements.inKernel(op, partition)) { // a call of a function that is not there
            int pc = machine.hart().csr(Csr.MEPC) - ECALL_BYTES;
            faults.trapped(op, partition, Cause.ECALL_FROM_MACHINE, pc, number);
        } else {
            op.spend(machine.costs().fault());
            health.error(op, partition, Health.Error.UNKNOWN_CALL, number);
        }
    }

    private void deferred(Operation op, int partition, int action, int channel) {
        if (action == DEFERRED_NOTIFY) {
            channels.notify(op, partition, channel);
        } else if (action == DEFERRED_ACKNOWLEDGE) {
            channels.acknowledge(op, partition, channel);
        }
    }

    /** The dispatcher gives the thread its event; its job is done if there is none to take now. */
    private void await(Operation op, int partition) {
        int at = machine.layout().partition(partition);
        op.store(at + STATE, WAITING);
        boolean idle = op.load64(at + CALLERS) == 0 && !notifications.any(op, partition);
        if (idle && jobs.done(op, partition)) {
            health.error(op, partition, Health.Error.DEADLINE_MISSED, 0);
        }
    }
}

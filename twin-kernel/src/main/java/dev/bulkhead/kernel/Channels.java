package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.CALLERS;
import static dev.bulkhead.kernel.KernelLayout.CALLING;
import static dev.bulkhead.kernel.KernelLayout.CALL_CHANNEL;
import static dev.bulkhead.kernel.KernelLayout.CALL_INFO;
import static dev.bulkhead.kernel.KernelLayout.CALL_TO;
import static dev.bulkhead.kernel.KernelLayout.CAPABILITIES;
import static dev.bulkhead.kernel.KernelLayout.CAPABILITY_CHANNEL;
import static dev.bulkhead.kernel.KernelLayout.CAPABILITY_INTERRUPT;
import static dev.bulkhead.kernel.KernelLayout.CHANNELS;
import static dev.bulkhead.kernel.KernelLayout.COPYING;
import static dev.bulkhead.kernel.KernelLayout.END_MAY_CALL;
import static dev.bulkhead.kernel.KernelLayout.END_PEER;
import static dev.bulkhead.kernel.KernelLayout.END_PEER_CHANNEL;
import static dev.bulkhead.kernel.KernelLayout.PRIORITY;
import static dev.bulkhead.kernel.KernelLayout.READY;
import static dev.bulkhead.kernel.KernelLayout.SERVING;
import static dev.bulkhead.kernel.KernelLayout.STATE;
import static dev.bulkhead.kernel.KernelLayout.STOPPED;

import dev.bulkhead.system.Mechanism;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord.CallMade;
import dev.bulkhead.trace.TraceRecord.CallReplied;
import dev.bulkhead.trace.TraceRecord.CallReturned;
import dev.bulkhead.trace.TraceRecord.CallTaken;
import dev.bulkhead.trace.TraceRecord.NotificationSent;

import java.util.Optional;

/** Notifications and protected calls over channels. */
record Channels(
        Machine machine,
        Contexts contexts,
        Memory memory,
        Notifications notifications,
        Interrupts interrupts,
        Refusals refusals,
        Placements placements,
        Exchange exchange) {

    private static final int MAX_WORDS = 64;
    private static final int DEAD_CALLEE = 0xffff_f000;
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;

    /** The words of a message, as its info says; up to 127. */
    private static int words(int info) {
        return info & 0x7f;
    }

    private int capability(Operation op, int partition, int channel) {
        // mechanism capability: off, the channel names any end there is
        if (machine.mechanisms().isOff(Mechanism.CAPABILITY)) {
            return Integer.compareUnsigned(channel, machine.layout().ends()) < 0
                    ? channel << 8 | CAPABILITY_CHANNEL
                    : 0;
        }
        return Integer.compareUnsigned(channel, CHANNELS) < 0
                ? op.load(at(partition) + CAPABILITIES + 4 * channel)
                : 0;
    }

    /** {@code notify}: the new value of a0, the same whatever became of the peer. */
    int notify(Operation op, int partition, int channel) {
        op.spend(placements.signal(op, partition));
        int capability = capability(op, partition, channel);
        if ((capability & 0xff) != CAPABILITY_CHANNEL) {
            return refusals.channel(op, partition, SystemCalls.NOTIFY, channel, capability);
        }
        int end = machine.layout().end(capability >>> 8);
        if (exchange.notified(op, partition, channel)) {
            notifications.post(op, op.load(end + END_PEER), op.load(end + END_PEER_CHANNEL));
        }
        op.record(new NotificationSent(op.nowPs(), partition, channel));
        return 0;
    }

    /** {@code irq_ack}: the new value of a0. */
    int acknowledge(Operation op, int partition, int channel) {
        op.spend(placements.enter(op, partition));
        int capability = capability(op, partition, channel);
        if ((capability & 0xff) != CAPABILITY_INTERRUPT) {
            return refusals.channel(op, partition, SystemCalls.IRQ_ACK, channel, capability);
        }
        interrupts.acknowledge(op, partition, capability >>> 8);
        return 0;
    }

    /**
     * {@code call}: queues it with the callee.
     *
     * @return whether the caller now waits; else its registers say why not
     */
    boolean call(Operation op, int partition, int channel, int info) {
        int words = words(info);
        int capability = capability(op, partition, channel);
        if ((capability & 0xff) != CAPABILITY_CHANNEL) {
            op.spend(placements.call(op, partition, partition, words));
            return refused(
                    op,
                    partition,
                    refusals.channel(op, partition, SystemCalls.CALL, channel, capability));
        }
        int end = machine.layout().end(capability >>> 8);
        int callee = op.load(end + END_PEER);
        op.spend(placements.call(op, partition, callee, words));
        boolean above = op.load(at(callee) + PRIORITY) > op.load(at(partition) + PRIORITY);
        if (op.load(end + END_MAY_CALL) == 0 || !above) {
            return refused(
                    op,
                    partition,
                    refusals.channel(op, partition, SystemCalls.CALL, channel, capability));
        }
        if (!memory.fits(op, partition, words, MAX_WORDS)) {
            return refused(op, partition, refusals.argument(op, partition, SystemCalls.CALL, info));
        }
        Payload message = memory.message(op, partition, words);
        op.record(new CallMade(op.nowPs(), partition, channel, info, message));
        int state = op.load(at(callee) + STATE);
        if (state == STOPPED || state == COPYING) {
            fail(op, partition);
            return false;
        }
        op.store(at(partition) + CALL_TO, callee);
        op.store(at(partition) + CALL_CHANNEL, op.load(end + END_PEER_CHANNEL));
        op.store(at(partition) + CALL_INFO, info);
        op.store(at(partition) + STATE, CALLING);
        if (exchange.called(op, partition, channel)) {
            queue(op, callee, partition);
        }
        return true;
    }

    private void queue(Operation op, int callee, int caller) {
        op.store64(at(callee) + CALLERS, op.load64(at(callee) + CALLERS) | 1L << caller);
    }

    /** Queues a call with its callee that did not get there, if its caller still waits. */
    void queueLate(Operation op, int caller) {
        if (op.load(at(caller) + STATE) == CALLING) {
            queue(op, op.load(at(caller) + CALL_TO), caller);
        }
    }

    /** Ends a call whose reply did not get there, if its caller still waits. */
    void replyLate(Operation op, int caller, int info, Payload message) {
        if (op.load(at(caller) + STATE) == CALLING) {
            memory.setMessage(op, caller, message);
            finish(op, caller, 0, info, message);
        }
    }

    private boolean refused(Operation op, int partition, int error) {
        contexts.setX(op, partition, A0, error);
        return false;
    }

    /** Hands the queued call of {@code caller} to {@code callee}, which waits. */
    void take(Operation op, int callee, int caller) {
        int info = op.load(at(caller) + CALL_INFO);
        int channel = op.load(at(caller) + CALL_CHANNEL);
        Payload sent = memory.message(op, caller, words(info));
        Payload message = exchange.callTaken(caller, callee, sent);
        memory.setMessage(op, callee, message);
        op.store64(at(callee) + CALLERS, op.load64(at(callee) + CALLERS) & ~(1L << caller));
        op.store(at(callee) + SERVING, caller + 1);
        contexts.setX(op, callee, A0, SystemCalls.EVENT_CALL);
        contexts.setX(op, callee, A1, channel);
        contexts.setX(op, callee, A2, info);
        op.record(new CallTaken(op.nowPs(), callee, channel, info, message));
    }

    /**
     * The reply half of {@code reply_recv}; without a caller any more it does nothing.
     *
     * @return 0, or what a0 must say
     */
    int reply(Operation op, int partition, int info) {
        int words = words(info);
        op.spend(placements.reply(op, partition, words));
        if (!memory.fits(op, partition, words, MAX_WORDS)) {
            return refusals.argument(op, partition, SystemCalls.REPLY_RECV, info);
        }
        int caller = op.load(at(partition) + SERVING) - 1;
        if (caller < 0) {
            return 0;
        }
        Payload message = memory.message(op, partition, words);
        op.record(new CallReplied(op.nowPs(), partition, info, message));
        op.store(at(partition) + SERVING, 0);
        Optional<Payload> arrives = exchange.replied(op, partition, caller, info, message);
        if (arrives.isPresent()) {
            memory.setMessage(op, caller, arrives.get());
            finish(op, caller, 0, info, arrives.get());
        }
        return 0;
    }

    /** Ends the calls that {@code partition} serves or that wait for it. */
    void failCallers(Operation op, int partition) {
        failServed(op, partition);
        long callers = op.load64(at(partition) + CALLERS);
        op.store64(at(partition) + CALLERS, 0);
        for (int caller = 0; caller < machine.layout().partitions(); caller++) {
            if ((callers >>> caller & 1) != 0) {
                fail(op, caller);
            }
        }
    }

    /** Ends the call that {@code partition} serves, if it serves one. */
    void failServed(Operation op, int partition) {
        int caller = op.load(at(partition) + SERVING) - 1;
        op.store(at(partition) + SERVING, 0);
        if (caller >= 0) {
            fail(op, caller);
        }
    }

    /** Takes back the call that {@code partition} waits for, if it does. */
    void withdraw(Operation op, int partition) {
        if (op.load(at(partition) + STATE) != CALLING) {
            return;
        }
        int callee = at(op.load(at(partition) + CALL_TO));
        op.store64(callee + CALLERS, op.load64(callee + CALLERS) & ~(1L << partition));
        if (op.load(callee + SERVING) == partition + 1) {
            op.store(callee + SERVING, 0);
        }
    }

    private void fail(Operation op, int caller) {
        finish(op, caller, SystemCalls.PEER_GONE, DEAD_CALLEE, Payload.EMPTY);
    }

    private void finish(Operation op, int caller, int status, int info, Payload message) {
        contexts.setX(op, caller, A0, status);
        contexts.setX(op, caller, A1, info);
        op.store(at(caller) + STATE, READY);
        op.record(new CallReturned(op.nowPs(), caller, status, info, message));
    }

    private int at(int partition) {
        return machine.layout().partition(partition);
    }
}

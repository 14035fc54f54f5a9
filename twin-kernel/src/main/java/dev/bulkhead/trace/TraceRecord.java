package dev.bulkhead.trace;

import dev.bulkhead.memory.Master;
import dev.bulkhead.system.Health;
import dev.bulkhead.system.Mechanism;

/**
 * One thing that happened, at picoseconds since power-on. The set is closed; {@link TraceForm} has
 * the byte form of each. {@code partition} is a place in the description's list of partitions, a
 * {@code channel} or {@code port} the identifier by which that partition knows it.
 *
 * <p>A message out is recorded at the sender's call, a message in when its taker takes it, as the
 * value accepted; so what another partition does or suffers never adds or alters a record here.
 */
public sealed interface TraceRecord {

    /** When, in picoseconds since power-on. */
    long atPs();

    /**
     * A window opened: from now on its partitions may run.
     *
     * @param partitions those that may run in it, bit i for partition i
     */
    record WindowStarted(long atPs, int window, long partitions) implements TraceRecord {}

    /** The partitions of a window no longer run. */
    record WindowEnded(long atPs, int window, long partitions) implements TraceRecord {}

    record NotificationSent(long atPs, int partition, int channel) implements TraceRecord {}

    /**
     * @param bits the channels that had been notified
     */
    record NotificationsTaken(long atPs, int partition, long bits) implements TraceRecord {}

    /**
     * A protected call, seen from the caller.
     *
     * @param info message info: words in bits 0..6, label in bits 12..31
     */
    record CallMade(long atPs, int partition, int channel, int info, Payload message)
            implements TraceRecord {}

    /** A protected call reached its callee. */
    record CallTaken(long atPs, int partition, int channel, int info, Payload message)
            implements TraceRecord {}

    /** The callee replied. */
    record CallReplied(long atPs, int partition, int info, Payload message)
            implements TraceRecord {}

    /**
     * A call came back to its caller.
     *
     * @param status 0, or -5 if the callee died
     */
    record CallReturned(long atPs, int partition, int status, int info, Payload message)
            implements TraceRecord {}

    record PortWritten(long atPs, int partition, int port, Payload message)
            implements TraceRecord {}

    /**
     * @param ageUs since it was written
     */
    record PortRead(long atPs, int partition, int port, boolean valid, long ageUs, Payload message)
            implements TraceRecord {}

    /** A device's interrupt became a notification of its owner. */
    record InterruptTaken(long atPs, int partition, int source) implements TraceRecord {}

    record InterruptAcknowledged(long atPs, int partition, int source) implements TraceRecord {}

    /** An interrupt that the partition was ready for waited for its window. */
    record InterruptHeldBack(long atPs, int partition, int source) implements TraceRecord {}

    /**
     * A trap that is an error.
     *
     * @param cause of the trap, as the CSR has it
     * @param address the trap value of the CSR
     */
    record PartitionFault(long atPs, int partition, int cause, int pc, int address)
            implements TraceRecord {}

    /**
     * The health monitor acted.
     *
     * @param code what the partition raised, else 0
     */
    record HealthAction(
            long atPs, int partition, Health.Error error, Health.Action action, int code)
            implements TraceRecord {}

    /** The partition's image stands; its first instruction comes next. */
    record PartitionStarted(long atPs, int partition) implements TraceRecord {}

    /**
     * The health monitor took it down to start it again.
     *
     * @param count restarts since the kernel booted, this one included
     * @param backOffUs so long it stays down before its image is copied
     */
    record PartitionRestarted(long atPs, int partition, int count, long backOffUs)
            implements TraceRecord {}

    record PartitionStopped(long atPs, int partition) implements TraceRecord {}

    /**
     * A partition would be restarted once more than its limit allows within the limit's time.
     *
     * @param count restarts since the kernel booted
     */
    record RestartLimitReached(long atPs, int partition, int count) implements TraceRecord {}

    /** A window ended while this partition would have run on. */
    record WindowPreempted(long atPs, int partition) implements TraceRecord {}

    /** This partition would have run on, but whoever pays for it has used up its budget. */
    record BudgetExhausted(long atPs, int partition) implements TraceRecord {}

    record QueueSent(long atPs, int partition, int port, Payload message) implements TraceRecord {}

    /**
     * A message found no place in a queue and was dropped.
     *
     * @param told whether the sender learned of it
     */
    record QueueFull(long atPs, int partition, int port, boolean told) implements TraceRecord {}

    /**
     * @param lost whether a message was dropped since the last one was received
     */
    record QueueReceived(long atPs, int partition, int port, boolean lost, Payload message)
            implements TraceRecord {}

    /**
     * The job that a timer released was done in time.
     *
     * @param releasedPs when the timer released it
     */
    record DeadlineMet(long atPs, int partition, int channel, long releasedPs)
            implements TraceRecord {}

    /** The job was done too late, was given up, or is not done at its timer's next release. */
    record DeadlineMissed(long atPs, int partition, int channel, long releasedPs)
            implements TraceRecord {}

    /**
     * A kernel call named a channel or port that the partition does not have or may not use so.
     *
     * @param call number of the kernel call
     * @param error what the partition was told, -1 or -2
     */
    record CapabilityRefused(long atPs, int partition, int call, int channel, int error)
            implements TraceRecord {}

    /**
     * @param call number of the kernel call
     * @param value the argument that was refused
     */
    record ArgumentRefused(long atPs, int partition, int call, int value) implements TraceRecord {}

    /**
     * A device's own access to memory was refused.
     *
     * @param partition the device's owner, -1 if it has none
     */
    record DmaRefused(long atPs, int partition, int address, boolean write)
            implements TraceRecord {}

    record WatchdogServiced(long atPs) implements TraceRecord {}

    /** Who asked for a reset of the whole ECU. */
    enum ResetCause {
        HEALTH_MONITOR,
        KERNEL_PANIC,
        WATCHDOG,
        COMMAND,
        /** A component of the kernel hung once more than the profile allows. */
        DRIVER_HUNG
    }

    record EcuReset(long atPs, ResetCause cause) implements TraceRecord {}

    /** The kernel itself trapped, or a component of it in a profile in which that is as bad. */
    record KernelPanic(long atPs, int cause, int pc, int address) implements TraceRecord {}

    /** A component of the kernel trapped; it dies and the kernel goes on. */
    record KernelOops(long atPs, int partition, int cause, int pc, int address)
            implements TraceRecord {}

    /**
     * The kernel's watchdog found that one of its components does not wait again.
     *
     * @param count hangs since the kernel booted, this one included
     */
    record DriverHung(long atPs, int partition, int count) implements TraceRecord {}

    /**
     * A frame was sent on a bus.
     *
     * @param partition owner of the sending controller, or -1 for a node outside the ECU
     * @param bus place in the description's list
     * @param identifier a {@link FrameKey}
     */
    record FrameSent(long atPs, int partition, int bus, int identifier, Payload message)
            implements TraceRecord {}

    /** The firmware gave a frame to a controller of the ECU to be sent. */
    record FrameRequested(long atPs, int partition, int bus, int identifier, Payload message)
            implements TraceRecord {}

    /** A controller of the ECU took a frame into its receive queue. */
    record FrameReceived(long atPs, int partition, int bus, int identifier, Payload message)
            implements TraceRecord {}

    /**
     * @param node place in the description's list of that bus
     */
    record ActuatorAccepted(long atPs, int bus, int node, Payload command) implements TraceRecord {}

    /**
     * @param reason why, in the actuator's own numbering
     */
    record ActuatorRejected(long atPs, int bus, int node, int reason, Payload command)
            implements TraceRecord {}

    /**
     * The RAM's error correction corrected one bit of a word that was read.
     *
     * @param master who read it
     * @param address of the word
     */
    record EccCorrected(long atPs, Master.Kind master, int address) implements TraceRecord {}

    /**
     * A mechanism in firmware refused or cut something. Stands in no twin's trace: only who asks
     * for it learns of it.
     */
    record FirmwareRefused(long atPs, int partition, Mechanism mechanism) implements TraceRecord {}

    /** An actuator entered its safe state, or left it. */
    record ActuatorSafeState(long atPs, int bus, int node, boolean entered)
            implements TraceRecord {}

    /**
     * A node that listens took a message.
     *
     * @param node place in the description's list of that bus
     */
    record MessageAccepted(long atPs, int bus, int node, int identifier, Payload message)
            implements TraceRecord {}

    /**
     * @param reason result of the node's end-to-end check, as AUTOSAR numbers it
     */
    record MessageRejected(long atPs, int bus, int node, int identifier, int reason)
            implements TraceRecord {}
}

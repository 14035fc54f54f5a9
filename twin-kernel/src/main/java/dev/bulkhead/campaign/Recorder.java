package dev.bulkhead.campaign;

import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;
import dev.bulkhead.trace.TraceSink;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the protected domain's trace of a run, and of everything else what tells the story of a
 * fault: errors, refusals, restarts and resets.
 */
final class Recorder implements TraceSink {
    private final ProtectedDomain domain;
    private final List<TraceRecord> trace = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<TraceRecord> story = new ArrayList<>();
    private final List<Moments> messagesOut = new ArrayList<>();

    /**
     * A command that an actuator on a protected bus accepted.
     *
     * @param index of its record among the protected ones
     */
    record Command(int index, ActuatorAccepted accepted) {}

    Recorder(ProtectedDomain domain) {
        this.domain = domain;
        domain.system().partitions().forEach(_ -> messagesOut.add(new Moments()));
    }

    @Override
    public void record(TraceRecord record) {
        if (domain.holds(record)) {
            if (record instanceof ActuatorAccepted command) {
                commands.add(new Command(trace.size(), command));
            }
            trace.add(record);
        }
        if (tells(record)) {
            story.add(record);
        }
        int sender = senderOf(record);
        if (sender >= 0 && sender < messagesOut.size()) {
            messagesOut.get(sender).add(record.atPs());
        }
    }

    private static boolean tells(TraceRecord record) {
        return switch (record) {
            case PartitionFault _,
                    HealthAction _,
                    PartitionStarted _,
                    PartitionRestarted _,
                    PartitionStopped _,
                    RestartLimitReached _,
                    WindowPreempted _,
                    BudgetExhausted _,
                    InterruptHeldBack _,
                    CapabilityRefused _,
                    ArgumentRefused _,
                    EccCorrected _,
                    FirmwareRefused _,
                    DmaRefused _,
                    DeadlineMissed _,
                    EcuReset _,
                    KernelPanic _,
                    KernelOops _,
                    DriverHung _,
                    ActuatorSafeState _ ->
                    true;
            default -> false;
        };
    }

    /** Whether it also happens all the time in a healthy run: it counts, but tells nothing. */
    static boolean isRoutine(TraceRecord record) {
        return switch (record) {
            case WindowPreempted _, BudgetExhausted _, InterruptHeldBack _, FirmwareRefused _ ->
                    true;
            default -> false;
        };
    }

    private static int senderOf(TraceRecord record) {
        return switch (record) {
            case NotificationSent r -> r.partition();
            case CallMade r -> r.partition();
            case CallReplied r -> r.partition();
            case PortWritten r -> r.partition();
            case QueueSent r -> r.partition();
            case FrameSent r -> r.partition();
            default -> -1;
        };
    }

    /** Records of the protected domain so far, in event order. */
    List<TraceRecord> trace() {
        return trace;
    }

    /** Commands among them. */
    List<Command> commands() {
        return commands;
    }

    List<TraceRecord> story() {
        return story;
    }

    ProtectedDomain domain() {
        return domain;
    }

    /** When a partition sent messages, notifications, calls and frames. */
    Moments messagesOut(int partition) {
        return messagesOut.get(partition);
    }
}

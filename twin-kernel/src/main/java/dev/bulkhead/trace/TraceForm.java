package dev.bulkhead.trace;

import dev.bulkhead.trace.TraceRecord.*;

/** The byte form of records and whom each concerns; docs/trace.md is the table. */
public final class TraceForm {
    /** Changes with every change of the byte form. */
    public static final int VERSION = 2;

    /** Where the time stands, behind the number of the record's kind. */
    private static final int TIME_OFFSET = 1;

    private static final long EVERYONE = -1L;
    private static final long NOBODY = 0;

    /** Of a record that the kernel alone notices: a bit that stands for no partition. */
    private static final long KERNEL = 1L << 63;

    private TraceForm() {}

    /** The partitions whose own trace has this record, bit i for partition i. */
    public static long concerns(TraceRecord record) {
        return switch (record) {
            case WindowStarted r -> r.partitions();
            case WindowEnded r -> r.partitions();
            case NotificationSent r -> 1L << r.partition();
            case NotificationsTaken r -> 1L << r.partition();
            case CallMade r -> 1L << r.partition();
            case CallTaken r -> 1L << r.partition();
            case CallReplied r -> 1L << r.partition();
            case CallReturned r -> 1L << r.partition();
            case PortWritten r -> 1L << r.partition();
            case PortRead r -> 1L << r.partition();
            case InterruptTaken r -> 1L << r.partition();
            case InterruptAcknowledged r -> 1L << r.partition();
            case InterruptHeldBack _ -> KERNEL;
            case PartitionFault r -> 1L << r.partition();
            case HealthAction r -> 1L << r.partition();
            case PartitionStarted r -> 1L << r.partition();
            case PartitionRestarted r -> 1L << r.partition();
            case PartitionStopped r -> 1L << r.partition();
            case RestartLimitReached r -> 1L << r.partition();
            case WindowPreempted r -> 1L << r.partition();
            case BudgetExhausted r -> 1L << r.partition();
            case QueueSent r -> 1L << r.partition();
            case QueueFull r -> 1L << r.partition();
            case QueueReceived r -> 1L << r.partition();
            case DeadlineMet r -> 1L << r.partition();
            case DeadlineMissed r -> 1L << r.partition();
            case CapabilityRefused r -> 1L << r.partition();
            case ArgumentRefused r -> 1L << r.partition();
            case KernelOops r -> 1L << r.partition();
            case DriverHung r -> 1L << r.partition();
            case DmaRefused r -> r.partition() < 0 ? NOBODY : 1L << r.partition();
            case FrameSent r -> r.partition() < 0 ? NOBODY : 1L << r.partition();
            case FrameReceived r -> r.partition() < 0 ? NOBODY : 1L << r.partition();
            case FrameRequested r -> r.partition() < 0 ? NOBODY : 1L << r.partition();
            case EcuReset _, KernelPanic _ -> EVERYONE;
            case WatchdogServiced _,
                    ActuatorAccepted _,
                    ActuatorRejected _,
                    ActuatorSafeState _,
                    MessageAccepted _,
                    MessageRejected _,
                    EccCorrected _,
                    FirmwareRefused _ ->
                    NOBODY;
        };
    }

    /**
     * The byte form of a record without its time, and without the age of a message that was read:
     * equal for one event at two times.
     */
    public static byte[] withoutTime(TraceRecord record) {
        TraceBytes out = new TraceBytes();
        write(
                record instanceof PortRead r
                        ? new PortRead(0, r.partition(), r.port(), r.valid(), 0, r.message())
                        : record,
                out);
        byte[] bytes = java.util.Arrays.copyOf(out.array(), out.length());
        java.util.Arrays.fill(bytes, TIME_OFFSET, TIME_OFFSET + Long.BYTES, (byte) 0);
        return bytes;
    }

    /** Appends the byte form of {@code record}. */
    static void write(TraceRecord record, TraceBytes out) {
        switch (record) {
            case WindowStarted r -> out.head(1, r).u16(r.window()).i64(r.partitions());
            case WindowEnded r -> out.head(2, r).u16(r.window()).i64(r.partitions());
            case NotificationSent r -> out.head(3, r).u8(r.partition()).u8(r.channel());
            case NotificationsTaken r -> out.head(4, r).u8(r.partition()).i64(r.bits());
            case CallMade r ->
                    out.head(5, r)
                            .u8(r.partition())
                            .u8(r.channel())
                            .i32(r.info())
                            .bytes(r.message());
            case CallTaken r ->
                    out.head(6, r)
                            .u8(r.partition())
                            .u8(r.channel())
                            .i32(r.info())
                            .bytes(r.message());
            case CallReplied r -> out.head(7, r).u8(r.partition()).i32(r.info()).bytes(r.message());
            case CallReturned r ->
                    out.head(8, r)
                            .u8(r.partition())
                            .i32(r.status())
                            .i32(r.info())
                            .bytes(r.message());
            case PortWritten r -> out.head(9, r).u8(r.partition()).u8(r.port()).bytes(r.message());
            case PortRead r ->
                    out.head(10, r)
                            .u8(r.partition())
                            .u8(r.port())
                            .u8(r.valid() ? 1 : 0)
                            .i64(r.ageUs())
                            .bytes(r.message());
            case InterruptTaken r -> out.head(11, r).u8(r.partition()).u16(r.source());
            case InterruptAcknowledged r -> out.head(12, r).u8(r.partition()).u16(r.source());
            case PartitionFault r ->
                    out.head(13, r).u8(r.partition()).i32(r.cause()).i32(r.pc()).i32(r.address());
            case HealthAction r ->
                    out.head(14, r)
                            .u8(r.partition())
                            .u8(r.error().ordinal())
                            .u8(r.action().ordinal())
                            .i32(r.code());
            case PartitionStarted r -> out.head(15, r).u8(r.partition());
            case PartitionRestarted r ->
                    out.head(16, r).u8(r.partition()).i32(r.count()).i64(r.backOffUs());
            case PartitionStopped r -> out.head(17, r).u8(r.partition());
            case DeadlineMet r ->
                    out.head(18, r).u8(r.partition()).u8(r.channel()).i64(r.releasedPs());
            case DeadlineMissed r ->
                    out.head(19, r).u8(r.partition()).u8(r.channel()).i64(r.releasedPs());
            case CapabilityRefused r ->
                    out.head(20, r).u8(r.partition()).i32(r.call()).i32(r.channel()).i32(r.error());
            case ArgumentRefused r ->
                    out.head(21, r).u8(r.partition()).i32(r.call()).i32(r.value());
            case WindowPreempted r -> out.head(50, r).u8(r.partition());
            case BudgetExhausted r -> out.head(51, r).u8(r.partition());
            case InterruptHeldBack r -> out.head(56, r).u8(r.partition()).u16(r.source());
            case RestartLimitReached r -> out.head(52, r).u8(r.partition()).i32(r.count());
            case QueueSent r -> out.head(53, r).u8(r.partition()).u8(r.port()).bytes(r.message());
            case QueueFull r -> out.head(54, r).u8(r.partition()).u8(r.port()).u8(r.told() ? 1 : 0);
            case QueueReceived r ->
                    out.head(55, r)
                            .u8(r.partition())
                            .u8(r.port())
                            .u8(r.lost() ? 1 : 0)
                            .bytes(r.message());
            case WatchdogServiced r -> out.head(22, r);
            case EcuReset r -> out.head(23, r).u8(r.cause().ordinal());
            case KernelPanic r -> out.head(24, r).i32(r.cause()).i32(r.pc()).i32(r.address());
            case FrameSent r ->
                    out.head(25, r)
                            .u8(r.partition())
                            .u8(r.bus())
                            .i32(r.identifier())
                            .bytes(r.message());
            case FrameReceived r ->
                    out.head(26, r)
                            .u8(r.partition())
                            .u8(r.bus())
                            .i32(r.identifier())
                            .bytes(r.message());
            case FrameRequested r ->
                    out.head(40, r)
                            .u8(r.partition())
                            .u8(r.bus())
                            .i32(r.identifier())
                            .bytes(r.message());
            case ActuatorAccepted r -> out.head(27, r).u8(r.bus()).u8(r.node()).bytes(r.command());
            case ActuatorRejected r ->
                    out.head(28, r).u8(r.bus()).u8(r.node()).u8(r.reason()).bytes(r.command());
            case ActuatorSafeState r ->
                    out.head(29, r).u8(r.bus()).u8(r.node()).u8(r.entered() ? 1 : 0);
            case MessageAccepted r ->
                    out.head(30, r).u8(r.bus()).u8(r.node()).i32(r.identifier()).bytes(r.message());
            case MessageRejected r ->
                    out.head(31, r).u8(r.bus()).u8(r.node()).i32(r.identifier()).u8(r.reason());
            case DmaRefused r ->
                    out.head(32, r).u8(r.partition()).i32(r.address()).u8(r.write() ? 1 : 0);
            case FirmwareRefused r -> out.head(61, r).u8(r.partition()).u8(r.mechanism().ordinal());
            case EccCorrected r -> out.head(60, r).u8(r.master().ordinal()).i32(r.address());
            case KernelOops r ->
                    out.head(70, r).u8(r.partition()).i32(r.cause()).i32(r.pc()).i32(r.address());
            case DriverHung r -> out.head(71, r).u8(r.partition()).i32(r.count());
        }
    }
}

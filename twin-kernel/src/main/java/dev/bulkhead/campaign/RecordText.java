package dev.bulkhead.campaign;

import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.hart.Cause;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.trace.FrameKey;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Records in words, with the names of the description and frames decoded by its databases. */
public final class RecordText {

    private final SystemDescription system;

    public RecordText(SystemDescription system) {
        this.system = system;
    }

    /** One line without its time. */
    public String of(TraceRecord record) {
        return switch (record) {
            case WindowStarted r ->
                    "window %d starts for %s".formatted(r.window(), partitions(r.partitions()));
            case WindowEnded r ->
                    "window %d ends for %s".formatted(r.window(), partitions(r.partitions()));
            case NotificationSent r ->
                    "%s notifies on channel %d".formatted(partition(r.partition()), r.channel());
            case NotificationsTaken r ->
                    "%s takes notifications %s"
                            .formatted(partition(r.partition()), Long.toHexString(r.bits()));
            case CallMade r ->
                    "%s calls on channel %d, info %08x%s"
                            .formatted(
                                    partition(r.partition()),
                                    r.channel(),
                                    r.info(),
                                    bytes(r.message()));
            case CallTaken r ->
                    "%s takes a call on channel %d, info %08x%s"
                            .formatted(
                                    partition(r.partition()),
                                    r.channel(),
                                    r.info(),
                                    bytes(r.message()));
            case CallReplied r ->
                    "%s replies, info %08x%s"
                            .formatted(partition(r.partition()), r.info(), bytes(r.message()));
            case CallReturned r ->
                    "a call comes back to %s, status %d, info %08x%s"
                            .formatted(
                                    partition(r.partition()),
                                    r.status(),
                                    r.info(),
                                    bytes(r.message()));
            case PortWritten r ->
                    "%s writes port %s:%s"
                            .formatted(
                                    partition(r.partition()),
                                    port(r.partition(), r.port()),
                                    bytes(r.message()));
            case PortRead r ->
                    "%s reads port %s, %s, %d us old:%s"
                            .formatted(
                                    partition(r.partition()),
                                    port(r.partition(), r.port()),
                                    r.valid() ? "valid" : "stale",
                                    r.ageUs(),
                                    bytes(r.message()));
            case InterruptTaken r ->
                    "interrupt %d for %s".formatted(r.source(), partition(r.partition()));
            case InterruptHeldBack r ->
                    "interrupt %d waited for a window of %s"
                            .formatted(r.source(), partition(r.partition()));
            case InterruptAcknowledged r ->
                    "%s acknowledges interrupt %d".formatted(partition(r.partition()), r.source());
            case PartitionFault r ->
                    "%s: %s at pc 0x%08x, address 0x%08x"
                            .formatted(
                                    partition(r.partition()),
                                    cause(r.cause()),
                                    r.pc(),
                                    r.address());
            case HealthAction r ->
                    "health monitor on %s: %s, action %s"
                            .formatted(
                                    partition(r.partition()), words(r.error()), words(r.action()));
            case PartitionStarted r -> "%s starts".formatted(partition(r.partition()));
            case PartitionRestarted r ->
                    "%s is taken down to be restarted (restart %d, waits %d us)"
                            .formatted(partition(r.partition()), r.count(), r.backOffUs());
            case PartitionStopped r -> "%s is stopped".formatted(partition(r.partition()));
            case RestartLimitReached r ->
                    "%s has been restarted %d times and may not be again"
                            .formatted(partition(r.partition()), r.count());
            case WindowPreempted r ->
                    "%s would run on when its window ends".formatted(partition(r.partition()));
            case BudgetExhausted r ->
                    "%s would run on, but its budget is used up"
                            .formatted(partition(r.partition()));
            case QueueSent r ->
                    "%s sends to queue %s:%s"
                            .formatted(
                                    partition(r.partition()),
                                    port(r.partition(), r.port()),
                                    bytes(r.message()));
            case QueueFull r ->
                    "%s finds queue %s full"
                            .formatted(partition(r.partition()), port(r.partition(), r.port()));
            case QueueReceived r ->
                    "%s receives from queue %s%s:%s"
                            .formatted(
                                    partition(r.partition()),
                                    port(r.partition(), r.port()),
                                    r.lost() ? ", others were lost" : "",
                                    bytes(r.message()));
            case DeadlineMet r ->
                    "%s meets its deadline (channel %d)"
                            .formatted(partition(r.partition()), r.channel());
            case DeadlineMissed r ->
                    "%s misses its deadline (channel %d)"
                            .formatted(partition(r.partition()), r.channel());
            case CapabilityRefused r ->
                    "%s is refused channel or port %d in kernel call %d"
                            .formatted(partition(r.partition()), r.channel(), r.call());
            case ArgumentRefused r ->
                    "%s is refused argument 0x%08x in kernel call %d"
                            .formatted(partition(r.partition()), r.value(), r.call());
            case DmaRefused r ->
                    "a device of %s is refused %s at 0x%08x"
                            .formatted(
                                    r.partition() < 0 ? "nobody" : partition(r.partition()),
                                    r.write() ? "a write" : "a read",
                                    r.address());
            case WatchdogServiced _ -> "the kernel serves the watchdog";
            case EcuReset r -> "the ECU resets (%s)".formatted(words(r.cause()));
            case KernelOops r ->
                    "kernel oops, %s dies: %s at pc 0x%08x, address 0x%08x"
                            .formatted(
                                    partition(r.partition()),
                                    cause(r.cause()),
                                    r.pc(),
                                    r.address());
            case DriverHung r ->
                    "%s in the kernel hangs, for the %d. time"
                            .formatted(partition(r.partition()), r.count());
            case KernelPanic r ->
                    "kernel panic: %s at pc 0x%08x, address 0x%08x"
                            .formatted(cause(r.cause()), r.pc(), r.address());
            case FrameSent r ->
                    "%s sends %s on %s:%s"
                            .formatted(
                                    r.partition() < 0 ? "a node" : partition(r.partition()),
                                    frame(r.bus(), r.identifier()),
                                    bus(r.bus()),
                                    decoded(r.bus(), r.identifier(), r.message()));
            case FrameRequested r ->
                    "%s asks its controller to send %s on %s:%s"
                            .formatted(
                                    partition(r.partition()),
                                    frame(r.bus(), r.identifier()),
                                    bus(r.bus()),
                                    decoded(r.bus(), r.identifier(), r.message()));
            case FrameReceived r ->
                    "controller of %s takes %s from %s:%s"
                            .formatted(
                                    partition(r.partition()),
                                    frame(r.bus(), r.identifier()),
                                    bus(r.bus()),
                                    decoded(r.bus(), r.identifier(), r.message()));
            case ActuatorAccepted r ->
                    "%s obeys %s".formatted(node(r.bus(), r.node()), bar(r.command()));
            case ActuatorRejected r ->
                    "%s rejects a command (reason %d)"
                            .formatted(node(r.bus(), r.node()), r.reason());
            case ActuatorSafeState r ->
                    "%s %s its safe state"
                            .formatted(node(r.bus(), r.node()), r.entered() ? "enters" : "leaves");
            case MessageAccepted r ->
                    "%s takes %s:%s"
                            .formatted(
                                    node(r.bus(), r.node()),
                                    frame(r.bus(), r.identifier()),
                                    decoded(r.bus(), r.identifier(), r.message()));
            case MessageRejected r ->
                    "%s rejects %s (reason %d)"
                            .formatted(
                                    node(r.bus(), r.node()),
                                    frame(r.bus(), r.identifier()),
                                    r.reason());
            case FirmwareRefused r ->
                    "%s: %s refuses".formatted(partition(r.partition()), r.mechanism().label());
            case EccCorrected r ->
                    "ECC corrects the word at %08x, read by %s"
                            .formatted(r.address(), words(r.master()));
        };
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The trap's name as the privileged specification has it. */
    public static String cause(int cause) {
        return switch (cause) {
            case 0 -> "instruction address misaligned";
            case Cause.FETCH_ACCESS_FAULT -> "instruction access fault";
            case 2 -> "illegal instruction";
            case Cause.BREAKPOINT -> "breakpoint";
            case Cause.LOAD_MISALIGNED -> "load address misaligned";
            case Cause.LOAD_ACCESS_FAULT -> "load access fault";
            case Cause.STORE_MISALIGNED -> "store address misaligned";
            case Cause.STORE_ACCESS_FAULT -> "store access fault";
            default -> "trap " + cause;
        };
    }

    private String partition(int index) {
        return index >= 0 && index < system.partitions().size()
                ? system.partitions().get(index).name()
                : "partition " + index;
    }

    private String partitions(long bits) {
        return bits == 0
                ? "nobody"
                : LongStream.iterate(bits, left -> left != 0, left -> left & left - 1)
                        .mapToObj(left -> partition(Long.numberOfTrailingZeros(left)))
                        .collect(Collectors.joining(", "));
    }

    private String bus(int index) {
        return system.buses().get(index).name();
    }

    private String node(int bus, int node) {
        return system.buses().get(bus).nodes().get(node).name();
    }

    /** A port by the identifier under which a partition knows it. */
    private String port(int partition, int id) {
        String owner = partition(partition);
        for (SamplingPort port : system.ports()) {
            boolean writes = port.writer().partition().equals(owner) && port.writer().id() == id;
            boolean reads =
                    port.readers().stream()
                            .anyMatch(end -> end.partition().equals(owner) && end.id() == id);
            if (writes || reads) {
                return port.name();
            }
        }
        End end = new End(owner, id);
        for (QueuingPort queue : system.queues()) {
            if (queue.sender().equals(end) || queue.receiver().equals(end)) {
                return queue.name();
            }
        }
        return Integer.toString(id);
    }

    private static String bytes(Payload message) {
        return message.length() == 0 ? "" : " " + message;
    }

    private static String bar(Payload command) {
        return command.length() == Double.BYTES
                ? String.format(
                        Locale.ROOT, "%.3f bar", ByteBuffer.wrap(command.toBytes()).getDouble())
                : command.toString();
    }

    private Optional<DbcMessage> message(int bus, int identifier) {
        Bus description = system.buses().get(bus);
        return description
                .database()
                .message(FrameKey.identifier(identifier), FrameKey.extended(identifier));
    }

    private String frame(int bus, int identifier) {
        String number = "0x%03x".formatted(FrameKey.identifier(identifier));
        return message(bus, identifier).map(m -> m.name() + " (" + number + ")").orElse(number);
    }

    private String decoded(int bus, int identifier, Payload payload) {
        Optional<DbcMessage> message = message(bus, identifier);
        if (message.isEmpty()) {
            return bytes(payload);
        }
        byte[] data = payload.toBytes();
        List<String> signals =
                message.get().signals().stream()
                        .filter(signal -> message.get().isThere(signal, data))
                        .map(signal -> signal.name() + "=" + value(signal, data))
                        .toList();
        return bytes(payload) + signals.stream().collect(Collectors.joining(", ", " (", ")"));
    }

    private static String value(DbcSignal signal, byte[] data) {
        String value = signal.text(signal.raw(data));
        return value + (signal.unit().isEmpty() ? "" : " " + signal.unit());
    }
}

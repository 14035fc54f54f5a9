package dev.bulkhead.export;

import dev.bulkhead.can.CanError;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.LogEntry.Direction;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.twin.BusTap;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * The frames and error frames of a twin's buses as a logger in the ECU records them: channels are
 * called as the buses, times count from power-on, and what a controller of the ECU sent is sent.
 */
public final class BusRecording implements BusTap {
    private static final long PS_PER_NS = 1_000;

    private final SystemDescription system;
    private final Consumer<LogEntry> sink;

    public BusRecording(SystemDescription system, Consumer<LogEntry> sink) {
        this.system = system;
        this.sink = sink;
    }

    @Override
    public void sent(int bus, boolean byEcu, CanFrame frame, long atPs) {
        sink.accept(
                new LogEntry(
                        atPs / PS_PER_NS,
                        system.buses().get(bus).name(),
                        byEcu ? Direction.SENT : Direction.RECEIVED,
                        new LogEntry.Frame(frame)));
    }

    @Override
    public void errorFrame(int bus, Optional<CanError> error, boolean transmitter, long atPs) {
        sink.accept(
                new LogEntry(
                        atPs / PS_PER_NS,
                        system.buses().get(bus).name(),
                        Direction.RECEIVED,
                        LogEntry.ErrorFrame.of(error, transmitter)));
    }
}

package dev.bulkhead.runner;

import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanBusStatistics;
import dev.bulkhead.restbus.Restbus;
import dev.bulkhead.telemetry.News;
import dev.bulkhead.telemetry.TwinSample;
import dev.bulkhead.telemetry.TwinSample.Car;
import dev.bulkhead.telemetry.TwinSample.WheelState;
import dev.bulkhead.trace.PartitionStatistics;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.Twin;
import dev.bulkhead.vehicle.Surface;
import dev.bulkhead.vehicle.Vehicle;
import dev.bulkhead.vehicle.Wheel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/**
 * Watches one twin on the twin's own thread and makes news of it. Only reads, so that the trace is
 * that of a twin that nobody watches.
 */
final class Observation implements TraceSink {
    private final boolean framesInFull;
    private final BooleanSupplier screenWanted;
    private final TimelineRing timeline;
    private final List<TraceRecord> happened = new ArrayList<>();
    private final Map<Long, TraceRecord> lastFrames = new LinkedHashMap<>();
    private long picturesShown = -1;

    Observation(TimelineRing timeline, boolean framesInFull, BooleanSupplier screenWanted) {
        this.timeline = timeline;
        this.framesInFull = framesInFull;
        this.screenWanted = screenWanted;
    }

    @Override
    public void record(TraceRecord record) {
        timeline.record(record);
        switch (record) {
            case FrameSent frame -> {
                if (framesInFull) {
                    happened.add(frame);
                } else {
                    long key = (long) frame.bus() << 32 | frame.identifier() & 0xffff_ffffL;
                    lastFrames.put(key, frame);
                }
            }
            case PartitionFault _,
                    HealthAction _,
                    PartitionRestarted _,
                    PartitionStopped _,
                    RestartLimitReached _,
                    EcuReset _,
                    KernelPanic _,
                    KernelOops _,
                    DriverHung _ ->
                    happened.add(record);
            default -> {}
        }
    }

    /** Learns from now on who gets the hart. */
    void watch(Twin twin) {
        twin.statistics().onSwitch(timeline::switched);
    }

    /** What happened since this was asked last, as news; empty if nothing did. */
    Optional<News> happened() {
        if (happened.isEmpty()) {
            return Optional.empty();
        }
        News news = new News.Happened(happened);
        happened.clear();
        return Optional.of(news);
    }

    /** The last frame of each identifier since this was asked last; empty if there was none. */
    Optional<News> frames() {
        if (lastFrames.isEmpty()) {
            return Optional.empty();
        }
        News news = new News.Happened(List.copyOf(lastFrames.values()));
        lastFrames.clear();
        return Optional.of(news);
    }

    /** How the twin stands. */
    TwinSample sample(Twin twin, TwinSample.Clock clock) {
        List<CanBusStatistics> buses = twin.buses().stream().map(CanBus::statistics).toList();
        return new TwinSample(
                twin.now().ps(),
                clock,
                twin.ecu().cycles(),
                partitions(twin),
                buses,
                car(twin),
                timeline.last(twin.now().ps()),
                panel(twin));
    }

    private static List<TwinSample.Partition> partitions(Twin twin) {
        PartitionStatistics statistics = twin.statistics();
        List<TwinSample.Partition> partitions = new ArrayList<>();
        for (int i = 0; i < twin.system().partitions().size(); i++) {
            partitions.add(
                    new TwinSample.Partition(
                            twin.ecu().kernel().state(i),
                            statistics.cycles(i),
                            statistics.restarts(i),
                            statistics.faults(i),
                            statistics.deadlinesMet(i),
                            statistics.deadlinesMissed(i)));
        }
        return partitions;
    }

    private static Car car(Twin twin) {
        Vehicle vehicle = twin.world().vehicle();
        List<WheelState> wheels = new ArrayList<>();
        for (Wheel wheel : Wheel.values()) {
            Surface road = vehicle.surface(wheel);
            double slip = vehicle.slip(wheel);
            wheels.add(
                    new WheelState(
                            vehicle.wheelRadPerS(wheel) * vehicle.parameters().wheelRadiusM(),
                            slip,
                            vehicle.pressureBar(wheel),
                            road.friction(Math.max(0, slip)),
                            road.peak(),
                            road.name()));
        }
        return new Car(
                vehicle.speedMps(),
                vehicle.longitudinalMps2(),
                vehicle.yawRateRadPerS(),
                vehicle.pathM(),
                pedal(twin),
                wheels);
    }

    private static OptionalDouble pedal(Twin twin) {
        return twin.world().restbuses().stream()
                .map(Restbus::pedalPercent)
                .filter(OptionalDouble::isPresent)
                .findFirst()
                .orElseGet(OptionalDouble::empty);
    }

    private Optional<Payload> panel(Twin twin) {
        if (twin.ecu().display().isEmpty() || !screenWanted.getAsBoolean()) {
            return Optional.empty();
        }
        long shown = twin.ecu().display().get().pictures();
        if (shown == picturesShown) {
            return Optional.empty();
        }
        picturesShown = shown;
        return Optional.of(Payload.of(twin.ecu().display().get().panel()));
    }
}

package dev.bulkhead.report;

import dev.bulkhead.campaign.Watch;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanBusStatistics;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;
import dev.bulkhead.vehicle.Vehicle;
import dev.bulkhead.vehicle.Wheel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps of a run what a page draws: its records, the car and the loads every 10 ms, and who had the
 * hart. Another may read it while it grows, on the thread that makes the run.
 */
public final class RunRecording implements Watch {
    /** Between two samples of the car and of the loads; the first are of power-on. */
    static final SimTime STEP = SimTime.ofMs(10);

    private static final SimTime CLOSE_STEP = SimTime.ofUs(20);
    private static final int RAM_BASE = 0x8000_0000;

    private final SimTime closeFrom;
    private final SimTime closeUntil;
    private final List<TraceRecord> records = new ArrayList<>();
    private final List<CarSample> car = new ArrayList<>();
    private final List<Load> loads = new ArrayList<>();
    private final List<Slice> slices = new ArrayList<>();
    private long nextCarPs;
    private long seenPs;
    private long startPs = -1;

    /**
     * The car at a moment.
     *
     * @param slip by wheel, 0 rolling, 1 locked
     * @param pressureBar by wheel
     */
    public record CarSample(
            long atPs, double speedKmh, List<Double> slip, List<Double> pressureBar) {}

    /**
     * What was used since power-on.
     *
     * @param hartCycles by partition
     * @param busyBits by bus: bit times in which no other frame could have been sent
     * @param busBits by bus: bit times
     */
    record Load(long atPs, List<Long> hartCycles, List<Long> busyBits, List<Long> busBits) {}

    /** A partition had the hart, as seen every 20 us. */
    public record Slice(int partition, long fromPs, long toPs) {}

    /**
     * @param closeFrom from when on to see who has the hart
     * @param closeUntil up to when
     */
    public RunRecording(SimTime closeFrom, SimTime closeUntil) {
        this.closeFrom = closeFrom;
        this.closeUntil = closeUntil;
    }

    @Override
    public void record(TraceRecord record) {
        records.add(record);
    }

    @Override
    public SimTime look(Twin twin) {
        SimTime now = twin.now();
        startPs = startPs < 0 ? now.ps() : startPs;
        seenPs = now.ps();
        if (now.ps() >= nextCarPs) {
            sampleCar(twin.world().vehicle(), now.ps());
            sampleLoads(twin, now.ps());
            nextCarPs = (now.ps() / STEP.ps() + 1) * STEP.ps();
        }
        boolean close = now.compareTo(closeFrom) >= 0 && now.compareTo(closeUntil) < 0;
        if (close) {
            sampleHart(twin, now.ps());
        }
        long nextPs = close ? now.ps() + CLOSE_STEP.ps() : nextCarPs;
        boolean reaches = now.compareTo(closeFrom) < 0 && nextPs > closeFrom.ps();
        return reaches ? closeFrom : new SimTime(nextPs);
    }

    private void sampleCar(Vehicle vehicle, long nowPs) {
        List<Double> slip = new ArrayList<>();
        List<Double> pressure = new ArrayList<>();
        for (Wheel wheel : Wheel.values()) {
            slip.add(vehicle.slip(wheel));
            pressure.add(vehicle.pressureBar(wheel));
        }
        car.add(new CarSample(nowPs, 3.6 * vehicle.speedMps(), slip, pressure));
    }

    private void sampleLoads(Twin twin, long nowPs) {
        List<Long> cycles = new ArrayList<>();
        for (int i = 0; i < twin.system().partitions().size(); i++) {
            cycles.add(twin.statistics().cycles(i));
        }
        List<CanBusStatistics> buses = twin.buses().stream().map(CanBus::statistics).toList();
        loads.add(
                new Load(
                        nowPs,
                        cycles,
                        buses.stream().map(CanBusStatistics::busyBits).toList(),
                        buses.stream().map(CanBusStatistics::elapsedBits).toList()));
    }

    private void sampleHart(Twin twin, long nowPs) {
        int pc = twin.ecu().hart().pc();
        boolean kernel =
                Integer.compareUnsigned(pc, KernelImage.ROM_BASE) >= 0
                        && Integer.compareUnsigned(pc, RAM_BASE) < 0;
        if (kernel) {
            return;
        }
        int partition = twin.ecu().kernel().loaded();
        Slice last = slices.isEmpty() ? new Slice(-1, 0, 0) : slices.getLast();
        long toPs = nowPs + CLOSE_STEP.ps();
        if (last.partition() == partition && nowPs - last.toPs() <= CLOSE_STEP.ps()) {
            slices.set(slices.size() - 1, new Slice(partition, last.fromPs(), toPs));
        } else {
            slices.add(new Slice(partition, nowPs, toPs));
        }
    }

    /** This recording, which began at a checkpoint of {@code golden}, with what was before it. */
    public RunRecording from(RunRecording golden) {
        RunRecording whole = new RunRecording(closeFrom, closeUntil);
        golden.records.stream().filter(r -> r.atPs() < startPs).forEach(whole.records::add);
        golden.car.stream().filter(s -> s.atPs() < startPs).forEach(whole.car::add);
        golden.loads.stream().filter(s -> s.atPs() < startPs).forEach(whole.loads::add);
        golden.slices.stream().filter(s -> s.toPs() <= startPs).forEach(whole.slices::add);
        whole.records.addAll(records);
        whole.car.addAll(car);
        whole.loads.addAll(loads);
        whole.slices.addAll(slices);
        return whole;
    }

    /** All records in event order. */
    public List<TraceRecord> records() {
        return records;
    }

    public List<CarSample> car() {
        return car;
    }

    List<Load> loads() {
        return loads;
    }

    /** The slices that will not change any more. */
    List<Slice> settledSlices() {
        boolean growing = seenPs < closeUntil.ps() && !slices.isEmpty();
        return growing ? slices.subList(0, slices.size() - 1) : slices;
    }

    /** The stretch in which it sees who has the hart; empty if there is none. */
    Optional<TimelineRows.Span> close() {
        return closeUntil.compareTo(closeFrom) > 0
                ? Optional.of(new TimelineRows.Span(closeFrom.ps(), closeUntil.ps()))
                : Optional.empty();
    }

    public List<Slice> slices() {
        return slices;
    }
}

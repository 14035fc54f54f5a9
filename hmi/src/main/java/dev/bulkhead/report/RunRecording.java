package dev.bulkhead.report;

import dev.bulkhead.campaign.Watch;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;
import dev.bulkhead.vehicle.Vehicle;
import dev.bulkhead.vehicle.Wheel;

import java.util.ArrayList;
import java.util.List;

/** Keeps of a run what a page draws: its records, the car every 10 ms, and who had the hart. */
public final class RunRecording implements Watch {
    private static final SimTime CAR_STEP = SimTime.ofMs(10);
    private static final SimTime CLOSE_STEP = SimTime.ofUs(20);
    private static final int RAM_BASE = 0x8000_0000;

    private final SimTime closeFrom;
    private final SimTime closeUntil;
    private final List<TraceRecord> records = new ArrayList<>();
    private final List<CarSample> car = new ArrayList<>();
    private final List<Slice> slices = new ArrayList<>();
    private long nextCarPs;
    private long startPs = -1;

    /**
     * The car at a moment.
     *
     * @param slip by wheel, 0 rolling, 1 locked
     * @param pressureBar by wheel
     */
    public record CarSample(
            long atPs, double speedKmh, List<Double> slip, List<Double> pressureBar) {}

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
        if (now.ps() >= nextCarPs) {
            sampleCar(twin.world().vehicle(), now.ps());
            nextCarPs = (now.ps() / CAR_STEP.ps() + 1) * CAR_STEP.ps();
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
        golden.slices.stream().filter(s -> s.toPs() <= startPs).forEach(whole.slices::add);
        whole.records.addAll(records);
        whole.car.addAll(car);
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

    public List<Slice> slices() {
        return slices;
    }
}

package dev.bulkhead.chain;

import dev.bulkhead.memory.Master;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;
import dev.bulkhead.twin.Twin;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What derives from the fault beyond RAM and registers: each device is one place, each bus with its
 * nodes, and the car with all of them, another.
 */
final class Outside {
    /** Name of the place that buses, nodes and car are together. */
    static final String WORLD = "buses, nodes and car";

    private final Twin twin;
    private final SystemDescription system;
    private final SortedMap<String, Step> places = new TreeMap<>();

    Outside(Twin twin) {
        this.twin = twin;
        system = twin.system();
    }

    /** The step behind what a device's registers hold, null if none. */
    Step device(int address) {
        return places.isEmpty() ? null : places.get(twin.ecu().port().nameAt(address));
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    Step place(String name) {
        return places.get(name);
    }

    void set(String place, Step step) {
        if (step == null) {
            places.remove(place);
        } else {
            places.put(place, step);
        }
    }

    /** A register was written with, or because of, what derives from the fault. */
    void written(int address, Step step) {
        String name = twin.ecu().port().nameAt(address);
        if (!name.isEmpty()) {
            places.put(name, step);
        }
    }

    /** A master read such memory. */
    void taken(Master master, Step step) {
        places.put(master.kind().name(), step);
    }

    Step master(Master master) {
        return places.get(master.kind().name());
    }

    /**
     * A frame passed or an actuator acted: where it came from becomes input of {@code made}, which
     * stands for it where it goes.
     */
    void recorded(TraceRecord record, Step made) {
        if (places.isEmpty()) {
            return;
        }
        switch (record) {
            case FrameRequested r -> controllers(r.bus(), made);
            case FrameSent r -> {
                if (r.partition() >= 0) {
                    controllers(r.bus(), made);
                } else {
                    made.from(places.get(WORLD));
                }
                if (!made.inputs.isEmpty()) {
                    places.put(WORLD, made);
                }
            }
            case FrameReceived r -> {
                made.from(places.get(WORLD));
                if (!made.inputs.isEmpty()) {
                    for (DeviceEntry device : system.board().devices()) {
                        if (isOn(device, r.bus())) {
                            places.put(device.name(), made);
                        }
                    }
                }
            }
            case ActuatorAccepted _, ActuatorRejected _, ActuatorSafeState _ ->
                    made.from(places.get(WORLD));
            default -> {}
        }
    }

    private void controllers(int bus, Step made) {
        for (DeviceEntry device : system.board().devices()) {
            if (isOn(device, bus)) {
                made.from(places.get(device.name()));
            }
        }
    }

    private boolean isOn(DeviceEntry device, int bus) {
        return device.bus().equals(system.buses().get(bus).name());
    }
}

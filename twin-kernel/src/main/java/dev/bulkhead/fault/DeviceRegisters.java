package dev.bulkhead.fault;

import dev.bulkhead.twin.Twin;

import java.util.List;

/** The names of the registers of a device that a flip may hit. */
public final class DeviceRegisters {
    private DeviceRegisters() {}

    /** Empty if there is no such device. */
    public static List<String> of(Twin twin, String device) {
        return twin.ecu().device(device).map(DeviceFlip::fields).orElse(List.of());
    }
}

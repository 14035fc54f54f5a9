package dev.bulkhead.fault;

import dev.bulkhead.board.Device;

/** A device's own time base drifts from the moment on. */
final class ClockFault extends Acting {
    private final int ppm;
    private final Device device;

    ClockFault(Injection injection, Effect.ClockDrift effect, Device device) {
        super(injection);
        this.ppm = effect.ppm();
        this.device = device;
        if (!device.hasTimeBase()) {
            throw site.error(
                    "'%s' has no time base of its own".formatted(site.fault().target()),
                    "name aclint, a CAN controller, a display, a watchdog, or a partition for its"
                            + " console");
        }
    }

    @Override
    void begin() {
        device.drift(ppm, site.hart().nowPs());
        activate("clock of " + site.fault().target(), 0, ppm, "its time base drifts");
        finish();
    }
}

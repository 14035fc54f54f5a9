package dev.bulkhead.kernel;

import dev.bulkhead.input.InputError;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;

import java.util.ArrayList;
import java.util.List;

/** Where devices lie and which interrupt source they have, by their place in the description. */
public final class AddressMap {
    /** Name under which a partition means its own console UART. */
    public static final String CONSOLE = "console";

    public static final int FINISHER = 0x0010_0000;
    public static final int ACLINT = 0x0200_0000;
    public static final int PLIC = 0x0c00_0000;
    public static final int WATCHDOG = 0x1400_0000;

    static final int DEVICE_BYTES = 0x1000;

    private static final int UART = 0x1100_0000;
    private static final int CAN = 0x1200_0000;
    private static final int DISPLAY = 0x1300_0000;
    private static final int UART_SOURCE = 1;
    private static final int CAN_SOURCE = 40;
    private static final int DISPLAY_SOURCE = 48;

    private final List<DeviceEntry> devices;

    public AddressMap(SystemDescription system) {
        devices = system.board().devices();
    }

    /** Base of a partition's console UART. */
    public static int uart(int partition) {
        return UART + partition * DEVICE_BYTES;
    }

    /** Base of a device that partitions may have; -1 if none has that name. */
    public int device(String name) {
        List<String> controllers = new ArrayList<>();
        for (DeviceEntry device : devices) {
            if (device.kind() == DeviceKind.CTU_CAN_FD) {
                controllers.add(device.name());
            }
            if (device.name().equals(name)) {
                return switch (device.kind()) {
                    case CTU_CAN_FD -> CAN + (controllers.size() - 1) * DEVICE_BYTES;
                    case DISPLAY -> DISPLAY;
                    case WINDOW_WATCHDOG ->
                            throw new InputError(
                                    name, "the watchdog is the kernel's", "map something else");
                };
            }
        }
        return -1;
    }

    /**
     * PLIC source of a device, or of partition {@code partition}'s console; -1 if there is none.
     */
    public int source(String name, int partition) {
        if (name.equals(CONSOLE)) {
            return UART_SOURCE + partition;
        }
        int base = device(name);
        if (base == -1) {
            return -1;
        }
        return base == DISPLAY ? DISPLAY_SOURCE : CAN_SOURCE + (base - CAN) / DEVICE_BYTES;
    }
}

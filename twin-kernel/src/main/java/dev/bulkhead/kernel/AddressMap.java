package dev.bulkhead.kernel;

import dev.bulkhead.input.InputError;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Where devices lie and which interrupt source they have, by their place in the description. */
public final class AddressMap {
    /** Name under which a partition means its own console UART. */
    public static final String CONSOLE = "console";

    public static final int FINISHER = 0x0010_0000;
    public static final int ACLINT = 0x0200_0000;
    public static final int PLIC = 0x0c00_0000;
    public static final int WATCHDOG = 0x1400_0000;
    public static final int IOPMP = 0x1600_0000;

    /** Bytes of address space that a device takes, unless {@link #bytes} says otherwise. */
    public static final int DEVICE_BYTES = 0x1000;

    private static final int OVERLAY_BYTES = 0x4000;

    private static final int UART = 0x1100_0000;
    private static final int CAN = 0x1200_0000;
    private static final int DISPLAY = 0x1300_0000;
    private static final int OVERLAY = 0x1304_0000;
    private static final int WIRELESS = 0x1500_0000;
    private static final int UART_SOURCE = 1;
    private static final int CAN_SOURCE = 40;
    private static final int DISPLAY_SOURCE = 48;
    private static final int WIRELESS_SOURCE = 49;

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
        Optional<DeviceEntry> entry = entry(name);
        if (entry.isEmpty()) {
            return -1;
        }
        return switch (entry.get().kind()) {
            case CTU_CAN_FD -> CAN + place(entry.get()) * DEVICE_BYTES;
            case DISPLAY -> DISPLAY;
            case DISPLAY_OVERLAY -> OVERLAY;
            case WIRELESS -> WIRELESS + place(entry.get()) * DEVICE_BYTES;
            case WINDOW_WATCHDOG ->
                    throw new InputError(
                            name, "the watchdog is the kernel's", "map something else");
        };
    }

    /** Bytes of address space that a device of {@link #device} takes. */
    public int bytes(String name) {
        boolean overlay =
                entry(name).filter(d -> d.kind() == DeviceKind.DISPLAY_OVERLAY).isPresent();
        return overlay ? OVERLAY_BYTES : DEVICE_BYTES;
    }

    /** Name of the device that partitions may have and that lies there; empty if none does. */
    public Optional<String> deviceAt(int address) {
        return devices.stream()
                .filter(entry -> entry.kind() != DeviceKind.WINDOW_WATCHDOG)
                .map(DeviceEntry::name)
                .filter(name -> isIn(address, device(name), bytes(name)))
                .findFirst();
    }

    /** The partition whose console UART lies there, by its place; empty if none does. */
    public static OptionalInt consoleAt(int address, int partitions) {
        return isIn(address, UART, partitions * DEVICE_BYTES)
                ? OptionalInt.of((address - UART) / DEVICE_BYTES)
                : OptionalInt.empty();
    }

    /** Whether the kernel keeps its own data there. */
    public static boolean isKernelRam(int address) {
        return isIn(address, KernelLayout.BASE, KernelLayout.BYTES);
    }

    private static boolean isIn(int address, int base, int bytes) {
        return Integer.compareUnsigned(address - base, bytes) < 0;
    }

    /**
     * PLIC source of a device, or of partition {@code partition}'s console; -1 if there is none.
     */
    public int source(String name, int partition) {
        if (name.equals(CONSOLE)) {
            return UART_SOURCE + partition;
        }
        Optional<DeviceEntry> entry = entry(name);
        if (entry.isEmpty()) {
            return -1;
        }
        return switch (entry.get().kind()) {
            case CTU_CAN_FD -> CAN_SOURCE + place(entry.get());
            case DISPLAY -> DISPLAY_SOURCE;
            case WIRELESS -> WIRELESS_SOURCE + place(entry.get());
            case DISPLAY_OVERLAY, WINDOW_WATCHDOG -> -1;
        };
    }

    /** The devices that reach memory by themselves; each one's place is its requestor number. */
    public List<String> requestors() {
        return devices.stream()
                .filter(d -> d.kind() == DeviceKind.DISPLAY || d.kind() == DeviceKind.WIRELESS)
                .map(DeviceEntry::name)
                .toList();
    }

    /** Whether a device reaches memory in its owner's windows only. */
    boolean isGated(String name) {
        return entry(name).filter(d -> d.kind() == DeviceKind.WIRELESS).isPresent();
    }

    private Optional<DeviceEntry> entry(String name) {
        return devices.stream().filter(d -> d.name().equals(name)).findFirst();
    }

    /** How many of its kind stand before it. */
    private int place(DeviceEntry entry) {
        return (int)
                devices.stream()
                        .takeWhile(d -> !d.name().equals(entry.name()))
                        .filter(d -> d.kind() == entry.kind())
                        .count();
    }
}

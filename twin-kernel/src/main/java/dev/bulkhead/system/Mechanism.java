package dev.bulkhead.system;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An isolation mechanism that can be switched off to see the claim fail. Each is asked for in one
 * place of the code: the kernel's or the board's, or the one place in C that reads the image's
 * constant.
 */
public enum Mechanism {
    PMP("pmp", Kind.BARRIER, Home.KERNEL, "user mode is given one PMP entry over everything"),
    REGION_PERMISSION(
            "region-permission",
            Kind.BARRIER,
            Home.KERNEL,
            "one named region is opened to every partition"),
    CAPABILITY(
            "capability",
            Kind.BARRIER,
            Home.KERNEL,
            "a caller's channel id indexes the kernel's table of all channel ends"),
    ARGUMENT_CHECK(
            "argument-check",
            Kind.BARRIER,
            Home.KERNEL,
            "the kernel reads and writes where the arguments of a call tell it to"),
    WINDOW_PADDING(
            "window-padding",
            Kind.BARRIER,
            Home.KERNEL,
            "the switch begins at the window's cycle, and what was begun before runs into it"),
    BUDGET(
            "budget",
            Kind.BARRIER,
            Home.KERNEL,
            "a partition runs on when its budget is used up, as long as its window lasts"),
    INTERRUPT_MASK(
            "interrupt-mask",
            Kind.BARRIER,
            Home.KERNEL,
            "interrupts of every partition are taken in every window"),
    DMA_CHECK("dma-check", Kind.BARRIER, Home.KERNEL, "DMA reaches all of RAM"),
    DMA_WINDOW("dma-window", Kind.BARRIER, Home.KERNEL, "DMA goes on in windows of others"),
    TRANSMIT_FILTER(
            "transmit-filter",
            Kind.BARRIER,
            Home.FIRMWARE,
            "a CAN driver sends whatever another partition asks it to"),
    GATEWAY_ALLOW_LIST(
            "gateway-allow-list",
            Kind.BARRIER,
            Home.FIRMWARE,
            "the gateway passes every message on, as often as it comes"),
    E2E("e2e", Kind.BARRIER, Home.FIRMWARE, "CRC and counter of received messages do not matter"),
    CLAMP("clamp", Kind.BARRIER, Home.FIRMWARE, "advisory values are taken as they come"),
    ECC("ecc", Kind.BARRIER, Home.BOARD, "flipped bits of RAM are neither corrected nor seen"),
    WATCHDOG("watchdog", Kind.RECOVERY, Home.KERNEL, "the ECU's watchdog is never enabled"),
    RESTART("restart", Kind.RECOVERY, Home.KERNEL, "a partition that fails is stopped for good"),
    RESTART_LIMIT(
            "restart-limit",
            Kind.RECOVERY,
            Home.KERNEL,
            "a partition is restarted however often it fails"),
    BACK_OFF("back-off", Kind.RECOVERY, Home.KERNEL, "a failed partition is restarted at once");

    /** What a mechanism is for. */
    public enum Kind {
        /** It keeps a fault where it is; off, something must be reached. */
        BARRIER,
        /** It brings back what failed; off, a recovery target must be missed. */
        RECOVERY
    }

    /** Where a mechanism works. */
    public enum Home {
        KERNEL,
        BOARD,
        /** A constant of each image that has it: {@link #symbol()}. */
        FIRMWARE
    }

    private final String label;
    private final Kind kind;
    private final Home home;
    private final String offMeans;

    Mechanism(String label, Kind kind, Home home, String offMeans) {
        this.label = label;
        this.kind = kind;
        this.home = home;
        this.offMeans = offMeans;
    }

    /** The name in options and documents. */
    public String label() {
        return label;
    }

    public Kind kind() {
        return kind;
    }

    public Home home() {
        return home;
    }

    /** What happens when it is off, in one line. */
    public String offMeans() {
        return offMeans;
    }

    /** What must follow the name and {@code =}, in words; empty if nothing may. */
    public String parameter() {
        return this == REGION_PERMISSION ? "PARTITION.data, port.NAME or a device" : "";
    }

    /**
     * The 32-bit constant in the read-only data of an image that has this mechanism: 1 as shipped,
     * 0 when it is off.
     */
    public Optional<String> symbol() {
        return home == Home.FIRMWARE
                ? Optional.of("mechanism_" + name().toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    /**
     * The 32-bit word of such an image that it counts up where the mechanism refuses or cuts
     * something.
     */
    public Optional<String> counter() {
        return home == Home.FIRMWARE
                ? Optional.of("challenged_" + name().toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    /** All names. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Mechanism::label).toList();
    }
}

package dev.bulkhead.system;

import java.util.List;

/**
 * Which components live in the kernel's own protection domain, and what becomes of one that fails
 * there. The images are the same under every profile.
 *
 * @param kernel partitions that run in machine mode, beside those whose own placement says so
 * @param windows whether the time table's windows hold; else fixed priorities and budgets alone
 * @param onKernelFault what a trap of a component in the kernel does
 * @param hangs when such a component counts as hanging
 * @param bootConstantUs what a boot after a reset takes beside the modelled copying and
 *     initialising: clocks, boot loader, the kernel's own start. Model input, see docs/profiles.md
 */
public record KernelProfile(
        String name,
        List<String> kernel,
        boolean windows,
        KernelFault onKernelFault,
        HangLimits hangs,
        int bootConstantUs) {

    /** The profile of every description that says nothing else. */
    public static final String MICROKERNEL = "microkernel";

    public KernelProfile {
        kernel = List.copyOf(kernel);
    }

    /** Every component where its description places it, time table as it stands. */
    public static KernelProfile microkernel() {
        return new KernelProfile(
                MICROKERNEL, List.of(), true, KernelFault.PANIC, HangLimits.NONE, 0);
    }

    /** What a trap in machine mode does while a component of the kernel is loaded. */
    public enum KernelFault {
        /** The kernel gives up and asks for a reset of the ECU. */
        PANIC("panic"),
        /** The component dies, the rest goes on; who waits for it gets an error. */
        OOPS("oops");

        private final String label;

        KernelFault(String label) {
            this.label = label;
        }

        /** The name in documents. */
        public String label() {
            return label;
        }
    }

    /**
     * A component that runs so long without waiting again is restarted by the kernel's watchdog.
     *
     * @param timeoutUs 0: nobody watches
     * @param limit restarts allowed within {@code withinUs}; one more resets the ECU
     */
    public record HangLimits(int timeoutUs, int limit, int withinUs) {
        public static final HangLimits NONE = new HangLimits(0, 0, 0);
    }
}

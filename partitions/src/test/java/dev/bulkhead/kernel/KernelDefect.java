package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.*;

import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.twin.Disturbance;
import dev.bulkhead.twin.Twin;

/**
 * A mistake in the kernel model's own code, as what it does to hart and RAM when a kernel operation
 * ends. The kernel itself is not touched: whoever judges a system must find it. Seeded in every
 * twin that is compared, the healthy one too.
 *
 * <p>What a defective kernel would remember lies in RAM, in words that the kernel has and does not
 * use, so that a snapshot has it.
 */
public sealed interface KernelDefect {

    /** A switch leaves the f registers as the thread before left them. */
    record FRegistersNotSwitched() implements KernelDefect {}

    /**
     * A switch to one partition writes one PMP entry too late: it has what the one before had. In
     * every partition that would hardly stay a secret: most fault in the healthy run then.
     *
     * @param entry 0..15
     * @param partition its place in the description
     */
    record StalePmpEntry(int entry, int partition) implements KernelDefect {}

    /**
     * A notification is posted to the wrong end.
     *
     * @param end whose notifications go wrong: 2·i is end {@code a} of channel i, 2·i + 1 is {@code
     *     b}
     * @param partition that gets them
     * @param channel on which it does
     */
    record NotificationToTheWrongEnd(int end, int partition, int channel) implements KernelDefect {}

    /**
     * A write to a sampling port leaves the age of the message before.
     *
     * @param port its place in the description
     */
    record AgeNotReset(int port) implements KernelDefect {}

    /**
     * A row of the time table is one microsecond late.
     *
     * @param window its place in the description
     */
    record WindowTableOffByOne(int window) implements KernelDefect {}

    /** Puts the defect into a twin at power-on. */
    default void seed(Twin twin) {
        int ends = PARTITIONS + twin.system().partitions().size() * PARTITION_STRIDE;
        int ports = ends + 2 * twin.system().channels().size() * END_STRIDE;
        twin.disturb(new Seeded(this, twin, new Places(ends, ports)));
    }

    /**
     * @param ends address of the table of channel ends
     * @param ports address of the table of ports
     */
    record Places(int ends, int ports) {}

    /** The defect in one twin. */
    record Seeded(KernelDefect defect, Twin twin, Places places) implements Disturbance {
        /** The last words of the kernel's RAM. */
        private static final int BEFORE = BASE + BYTES - 4;

        private static final int FIRST_WRITTEN = BASE + BYTES - 16;

        @Override
        public long nextCycle() {
            return NEVER;
        }

        @Override
        public void act() {
            throw new IllegalStateException("never due");
        }

        @Override
        public void kernelLeft() {
            switch (defect) {
                case FRegistersNotSwitched _ -> switched((before, _) -> keepF(before));
                case StalePmpEntry(int entry, int partition) ->
                        switched(
                                (before, coming) -> {
                                    if (coming == partition) {
                                        keepEntry(before, entry);
                                    }
                                });
                case NotificationToTheWrongEnd(int end, int partition, int channel) -> {
                    int at = places.ends + end * END_STRIDE;
                    ram().store(at + END_PEER, 4, partition);
                    ram().store(at + END_PEER_CHANNEL, 4, channel);
                }
                case AgeNotReset(int port) -> keepAge(places.ports + port * PORT_STRIDE);
                case WindowTableOffByOne(int window) -> {
                    int shipped = twin.system().schedule().windows().get(window).startUs();
                    ram().store(WINDOWS + window * WINDOW_STRIDE + WINDOW_START_US, 4, shipped + 1);
                }
            }
        }

        private interface Switch {
            void between(int before, int coming);
        }

        /** Tells of a switch from one thread to another; a while without any lies in no switch. */
        private void switched(Switch then) {
            int loaded = ram().load(LOADED, 4);
            int before = ram().load(BEFORE, 4) - 1;
            if (loaded == NONE || loaded == before) {
                return;
            }
            if (before >= 0) {
                then.between(before, loaded);
            }
            ram().store(BEFORE, 4, loaded + 1);
        }

        private void keepF(int before) {
            for (int register = 0; register < 32; register++) {
                int at = partition(before) + F + 8 * register;
                hart().setF(
                                register,
                                ram().load(at, 4) & 0xffff_ffffL
                                        | (long) ram().load(at + 4, 4) << 32);
            }
        }

        private void keepEntry(int before, int entry) {
            int at = partition(before);
            hart().setCsr(Csr.PMPADDR0 + entry, ram().load(at + PMPADDR + 4 * entry, 4));
            int csr = Csr.PMPCFG0 + entry / 4;
            int mask = 0xff << 8 * (entry % 4);
            int old = ram().load(at + PMPCFG + 4 * (entry / 4), 4);
            hart().setCsr(csr, hart().csr(csr) & ~mask | old & mask);
        }

        private void keepAge(int port) {
            if (ram().load(port + PORT_WRITTEN, 4) == 0) {
                return;
            }
            if ((ram().load(FIRST_WRITTEN, 4) | ram().load(FIRST_WRITTEN + 4, 4)) == 0) {
                copy(port + PORT_WRITTEN_AT, FIRST_WRITTEN);
            }
            copy(FIRST_WRITTEN, port + PORT_WRITTEN_AT);
        }

        private void copy(int from, int to) {
            ram().store(to, 4, ram().load(from, 4));
            ram().store(to + 4, 4, ram().load(from + 4, 4));
        }

        private static int partition(int index) {
            return PARTITIONS + index * PARTITION_STRIDE;
        }

        private Ram ram() {
            return twin.ecu().ram();
        }

        private Hart hart() {
            return twin.ecu().hart();
        }
    }
}

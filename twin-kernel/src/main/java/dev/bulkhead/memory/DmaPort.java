package dev.bulkhead.memory;

/**
 * A device's own way to memory. What stands on the way may refuse an access or hold it back; a
 * refusal is a bus error to the device, which learns nothing more.
 */
public interface DmaPort {

    /** Told when accesses are no longer held back. */
    @FunctionalInterface
    interface OpenListener {
        void opened(long nowPs);
    }

    /** Whether an access may begin now; a device waits while it may not. */
    boolean isOpen();

    /** Whom to tell when {@link #isOpen} becomes true; one listener a port. */
    void onOpen(OpenListener listener);

    /**
     * Loads bytes of RAM.
     *
     * @return false for a bus error; {@code into} is unchanged then
     */
    boolean load(int address, byte[] into, long nowPs);

    /**
     * Stores bytes to RAM.
     *
     * @return false for a bus error; nothing was written then
     */
    boolean store(int address, byte[] from, long nowPs);

    /** A port on whose way nothing stands. */
    static DmaPort direct(MemoryPort memory, Master master) {
        return new DmaPort() {
            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void onOpen(OpenListener listener) {
                // it never closes
            }

            @Override
            public boolean load(int address, byte[] into, long nowPs) {
                return memory.loadBlock(master, address, into, nowPs);
            }

            @Override
            public boolean store(int address, byte[] from, long nowPs) {
                return memory.storeBlock(master, address, from, nowPs);
            }
        };
    }
}

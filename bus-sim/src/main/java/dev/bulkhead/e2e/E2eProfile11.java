package dev.bulkhead.e2e;

import dev.bulkhead.e2e.E2eProfile1.DataIdMode;

/**
 * E2E profile 11: the header of profile 1, checked as the later profiles are.
 *
 * <p>Deviation: the header is at the message's start, as profile 1 has it here.
 */
public record E2eProfile11(E2eProfile1 header) implements E2eLaterProfile {

    public E2eProfile11 {
        DataIdMode mode = header.mode();
        if (mode != DataIdMode.BOTH && mode != DataIdMode.NIBBLE) {
            throw new IllegalArgumentException("mode=" + mode + ", expected BOTH or NIBBLE");
        }
    }

    /**
     * @param dataId 0..0xFFFF; in mode {@code NIBBLE} 0..0x0FFF
     * @param mode {@code BOTH} or {@code NIBBLE}
     * @param length bytes of the message, 2..30
     */
    public E2eProfile11(int dataId, DataIdMode mode, int length) {
        this(new E2eProfile1(dataId, mode, length));
    }

    @Override
    public int minLength() {
        return header.length();
    }

    @Override
    public int maxLength() {
        return header.length();
    }

    @Override
    public long counterValues() {
        return header.counterValues();
    }

    @Override
    public long firstCounter() {
        return header.firstCounter();
    }

    @Override
    public long counter(byte[] data) {
        return header.counter(data);
    }

    @Override
    public void protect(byte[] data, long counter) {
        header.protect(data, counter);
    }

    @Override
    public boolean matches(byte[] data) {
        return header.matches(data);
    }
}

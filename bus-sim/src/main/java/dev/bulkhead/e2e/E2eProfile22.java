package dev.bulkhead.e2e;

import java.util.List;

/**
 * E2E profile 22: the header of profile 2, checked as the later profiles are.
 *
 * <p>Deviation: the header is at the message's start, as profile 2 has it here.
 */
public record E2eProfile22(E2eProfile2 header) implements E2eLaterProfile {

    /**
     * @param dataIds one for each value of the counter, 0..255
     * @param length bytes of the message, 2..32
     */
    public E2eProfile22(List<Integer> dataIds, int length) {
        this(new E2eProfile2(dataIds, length));
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

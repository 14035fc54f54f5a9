package dev.bulkhead.hart;

/** What the {@code time} CSR shows: the platform's {@code mtime}. */
@FunctionalInterface
public interface TimeSource {

    /**
     * The timer's value.
     *
     * @param nowPs start of the reading instruction, since power-on
     */
    long mtime(long nowPs);
}

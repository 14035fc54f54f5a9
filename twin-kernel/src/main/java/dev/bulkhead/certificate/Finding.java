package dev.bulkhead.certificate;

/**
 * One place where a rule is broken.
 *
 * @param subject what breaks it: a partition, device, port, bus or message; {@code kernel}
 * @param what is wrong, with the values in it; no full stop
 * @param remedy what to do about it; no full stop
 * @param acceptable whether the description may accept it with a reason; not what the kernel would
 *     not run, and no mechanism that is off
 */
public record Finding(String subject, String what, String remedy, boolean acceptable) {
    /** Of a mechanism or a property of the kernel itself. */
    public static final String KERNEL = "kernel";
}

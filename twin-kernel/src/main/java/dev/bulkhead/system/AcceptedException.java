package dev.bulkhead.system;

/**
 * That a rule may be broken at one place. What the kernel refuses to run cannot be accepted.
 *
 * @param name by which a description that extends this one means it
 * @param subject what breaks the rule: a partition, device, port, bus or message
 * @param reason why that is acceptable, with its source
 */
public record AcceptedException(String name, Rule rule, String subject, String reason) {}

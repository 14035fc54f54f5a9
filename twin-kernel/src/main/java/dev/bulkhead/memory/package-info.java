/**
 * The physical address space: RAM, ROM and register blocks behind one port that every master uses,
 * so that whatever watches or disturbs an access stands in one place.
 *
 * <p>Does not check permissions (PMP is the hart's) and does not count cycles. May use {@code
 * dev.bulkhead.state}.
 */
package dev.bulkhead.memory;

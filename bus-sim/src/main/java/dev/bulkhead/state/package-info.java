/**
 * State described once. A stateful class lists its fields by name in one method; saving, restoring,
 * hashing, comparing and printing a twin all walk that same list.
 *
 * <p>Knows nothing of what the fields mean. May use {@code java.base} only.
 */
package dev.bulkhead.state;

/**
 * One fault: where, when and what; armed on a twin, it acts as hardware or code would, and says
 * when it was activated. docs/faults.md explains the grammar and each kind.
 *
 * <p>Leaves what a fault leads to to the trace, and the verdict to whoever compares two runs. May
 * use every package of this module except campaigns and what judges.
 */
package dev.bulkhead.fault;

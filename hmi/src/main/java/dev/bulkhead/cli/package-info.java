/**
 * The command line: one class a verb below {@link dev.bulkhead.cli.Twin}, and the one place that
 * prints and ends the process. Leaves all work to the packages it calls; may use any of them.
 */
package dev.bulkhead.cli;

/**
 * One fault judged: the healthy run, the faulty run, what of the protected domain differs, and the
 * verdict of it. Pure and single-threaded; threads, progress and files are hmi's.
 *
 * <p>Terms are those of docs/verdict.md. May use every other package of this module and of bus-sim.
 */
package dev.bulkhead.campaign;

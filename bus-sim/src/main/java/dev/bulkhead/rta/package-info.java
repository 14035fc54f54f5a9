/**
 * Response times of tasks of fixed priority on a processor that is there only at times: in windows
 * of a table, or by a budget that floats in its period; and of frames on a CAN bus. Pure arithmetic
 * on whole units of time; knows neither kernel nor description. Uses {@code dev.bulkhead.can} for
 * the kinds of frames.
 */
package dev.bulkhead.rta;

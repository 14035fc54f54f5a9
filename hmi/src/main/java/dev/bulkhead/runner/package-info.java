/**
 * Twins that run on threads of their own: the live twin with its commands and its journal, the
 * replay of a journal, and experiments beside it. Acts on a twin only between two stretches of
 * virtual time, by events at a stated time; hands immutable news to {@code dev.bulkhead.telemetry},
 * which knows topics and payloads. Prints nothing.
 */
package dev.bulkhead.runner;

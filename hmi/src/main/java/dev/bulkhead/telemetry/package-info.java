/**
 * What the outside sees of a live twin over MQTT: the twin's own endpoint, the bridge to another
 * broker, who may do what, and the messages themselves. Knows topics and payloads, not threads of
 * the simulation; those are {@code dev.bulkhead.runner}'s.
 */
package dev.bulkhead.telemetry;

/**
 * The dashboard: a page that any browser may load, and MQTT over WebSocket on the same port. Knows
 * files and HTTP, nothing of the twin: the page learns all it shows from {@code
 * dev.bulkhead.telemetry}, as any other client does.
 */
package dev.bulkhead.web;

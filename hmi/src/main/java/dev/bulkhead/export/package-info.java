/**
 * What a run showed, for other people's tools: the frames of its buses as a recording, and its
 * whole course as a trace that Perfetto draws. Watches a twin and changes nothing. The forms of
 * recordings are {@code dev.bulkhead.canlog}'s; where files lie is {@code dev.bulkhead.cli}'s.
 */
package dev.bulkhead.export;

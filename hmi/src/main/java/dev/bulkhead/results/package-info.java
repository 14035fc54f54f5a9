/**
 * What a campaign found, kept in one DuckDB file: its identity, its strata, and a row for each
 * trial that was run. Knows tables and counts; what a count is worth is said by {@code
 * dev.bulkhead.report}. May use {@code dev.bulkhead.campaign} and DuckDB.
 */
package dev.bulkhead.results;

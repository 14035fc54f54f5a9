/**
 * Reports for people who judge evidence: one HTML file that needs no network, with the timelines of
 * the healthy and of the faulty run, what the car did, and what the result rests on. Shows what was
 * found and judges nothing. Uses the results of {@code dev.bulkhead.campaign}, and {@code
 * dev.bulkhead.dbc}.
 */
package dev.bulkhead.report;

/**
 * Campaigns on a Hazelcast cluster of workers: a submitter hands trials to the members, ships what
 * they lack by its hash, and counts each result once. Alone knows Hazelcast; leaves what a trial is
 * and does to {@code dev.bulkhead.runner}, and keeps nothing in the cluster that could be lost.
 */
package dev.bulkhead.cluster;

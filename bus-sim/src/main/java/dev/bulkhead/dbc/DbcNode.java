package dev.bulkhead.dbc;

/**
 * A node of the network.
 *
 * @param comment may be empty
 */
public record DbcNode(String name, String comment, Attributes attributes) {}

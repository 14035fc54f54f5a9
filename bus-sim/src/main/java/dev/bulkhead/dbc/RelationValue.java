package dev.bulkhead.dbc;

/**
 * Attribute of a node together with something else.
 *
 * @param attribute its name
 */
public record RelationValue(String attribute, String node, Target target, AttributeValue value) {
    /** What the node is related to. A message is told by its {@link DbcMessage#number}. */
    public sealed interface Target {
        record Message(long number) implements Target {}

        record Signal(long number, String name) implements Target {}

        record EnvironmentVariable(String name) implements Target {}
    }
}

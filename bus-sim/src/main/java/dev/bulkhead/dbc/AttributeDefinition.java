package dev.bulkhead.dbc;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What values an attribute may have.
 *
 * @param minimum of a number; no limit if it equals {@code maximum}
 * @param constants of an enumeration
 * @param initial its default, if there is one
 */
public record AttributeDefinition(
        String name,
        Scope scope,
        Kind kind,
        BigDecimal minimum,
        BigDecimal maximum,
        List<String> constants,
        Optional<AttributeValue> initial) {

    /** What an attribute belongs to. */
    public enum Scope {
        NETWORK(""),
        NODE("BU_"),
        MESSAGE("BO_"),
        SIGNAL("SG_"),
        ENVIRONMENT_VARIABLE("EV_"),
        /** A node and a message. */
        NODE_MESSAGE("BU_BO_REL_"),
        /** A node and a signal. */
        NODE_SIGNAL("BU_SG_REL_"),
        /** A node and an environment variable. */
        NODE_ENVIRONMENT_VARIABLE("BU_EV_REL_");

        private final String keyword;

        Scope(String keyword) {
            this.keyword = keyword;
        }

        String keyword() {
            return keyword;
        }

        boolean isRelation() {
            return compareTo(NODE_MESSAGE) >= 0;
        }

        static Optional<Scope> of(String keyword) {
            for (Scope scope : values()) {
                if (scope != NETWORK && scope.keyword.equals(keyword)) {
                    return Optional.of(scope);
                }
            }
            return Optional.empty();
        }
    }

    /** Type of the value, by its keyword in a file. */
    public enum Kind {
        INT,
        HEX,
        FLOAT,
        STRING,
        ENUM;

        boolean isNumber() {
            return this == INT || this == HEX || this == FLOAT;
        }
    }

    public AttributeDefinition {
        constants = List.copyOf(constants);
    }

    AttributeDefinition withDefault(AttributeValue value) {
        return new AttributeDefinition(
                name, scope, kind, minimum, maximum, constants, Optional.of(value));
    }

    /** Whether a value keeps to the definition. */
    boolean allows(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Text(var text) ->
                    kind == Kind.STRING || kind == Kind.ENUM && constants.contains(text);
            case AttributeValue.Number(var number) ->
                    kind.isNumber()
                            && (minimum.compareTo(maximum) == 0
                                    || number.compareTo(minimum) >= 0
                                            && number.compareTo(maximum) <= 0);
        };
    }

    /** The constant of an enumeration that a file names by its place; other values as they are. */
    AttributeValue meaning(AttributeValue written) {
        if (kind == Kind.ENUM && written instanceof AttributeValue.Number(var place)) {
            for (int i = 0; i < constants.size(); i++) {
                if (place.compareTo(BigDecimal.valueOf(i)) == 0) {
                    return new AttributeValue.Text(constants.get(i));
                }
            }
        }
        return written;
    }

    /** What may be written, as a remedy says it. */
    String allowed() {
        return switch (kind) {
            case STRING -> "write a text in quotes";
            case ENUM -> DbcLexer.oneLine("write one of " + String.join(", ", constants));
            case INT, HEX, FLOAT ->
                    "write a number from %s to %s"
                            .formatted(minimum.toPlainString(), maximum.toPlainString());
        };
    }
}

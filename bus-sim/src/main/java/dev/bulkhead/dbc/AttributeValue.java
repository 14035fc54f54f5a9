package dev.bulkhead.dbc;

import java.math.BigDecimal;

/** Value of an attribute: a number for the types INT, HEX and FLOAT, else a text. */
public sealed interface AttributeValue {
    record Number(BigDecimal value) implements AttributeValue {}

    /** A STRING, or the constant of an ENUM. */
    record Text(String value) implements AttributeValue {}
}

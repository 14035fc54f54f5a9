package dev.bulkhead.dbc;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;

/**
 * A variable of the simulation tool, on no bus. It is kept for the tools that know it.
 *
 * @param type 0 whole number, 1 floating point, 2 text
 * @param initial value at the start
 * @param identifier number that the tool gives
 * @param access keyword of who may read and write
 * @param nodes that may
 * @param dataBytes length, of one that holds bytes
 * @param values names of values, may be empty
 * @param comment may be empty
 */
public record EnvironmentVariable(
        String name,
        long type,
        BigDecimal minimum,
        BigDecimal maximum,
        String unit,
        BigDecimal initial,
        BigDecimal identifier,
        String access,
        List<String> nodes,
        OptionalLong dataBytes,
        ValueTable values,
        String comment,
        Attributes attributes) {

    public EnvironmentVariable {
        nodes = List.copyOf(nodes);
    }
}

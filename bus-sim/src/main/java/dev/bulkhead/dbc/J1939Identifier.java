package dev.bulkhead.dbc;

import java.util.OptionalInt;

/**
 * Parts of an identifier of 29 bits as J1939 uses it: three bits of priority, 18 of the parameter
 * group's number, eight of the source address. A group whose PDU format lies below 240 is sent to
 * one node, and the low byte of its number stands for that node.
 *
 * @param group number of the parameter group (PGN)
 * @param destination address; empty if everybody is meant
 */
public record J1939Identifier(int priority, int group, int source, OptionalInt destination) {
    private static final int FIRST_BROADCAST_FORMAT = 240;

    /**
     * @param identifier 29 bits
     */
    public static J1939Identifier of(int identifier) {
        int priority = identifier >>> 26 & 7;
        int page = identifier >>> 24 & 3;
        int format = identifier >>> 16 & 0xFF;
        int specific = identifier >>> 8 & 0xFF;
        boolean toOne = format < FIRST_BROADCAST_FORMAT;
        int group = page << 16 | format << 8 | (toOne ? 0 : specific);
        return new J1939Identifier(
                priority,
                group,
                identifier & 0xFF,
                toOne ? OptionalInt.of(specific) : OptionalInt.empty());
    }
}

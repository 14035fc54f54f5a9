package dev.bulkhead.hart;

import java.util.List;

/**
 * Part of a function that is translated as one method: blocks of one page and where it may be
 * entered.
 *
 * @param blocks by ascending parcel
 * @param entries parcels of blocks, in the order of their numbers
 */
record Region(List<Block> blocks, List<Integer> entries) {

    Region {
        blocks = List.copyOf(blocks);
        entries = List.copyOf(entries);
    }

    /**
     * One instruction.
     *
     * @param parcel where it is in its page, in units of two bytes
     * @param op decoded as in {@link Op}
     */
    record At(int parcel, long op) {
        /** The parcel behind it. */
        int next() {
            return parcel + Op.bytes(op) / 2;
        }
    }

    /**
     * Instructions that are executed one after the other; control leaves behind the last only.
     *
     * @param ops at least one, all of them translatable
     */
    record Block(List<At> ops) {
        Block {
            ops = List.copyOf(ops);
        }

        int parcel() {
            return ops.getFirst().parcel();
        }

        At last() {
            return ops.getLast();
        }
    }
}

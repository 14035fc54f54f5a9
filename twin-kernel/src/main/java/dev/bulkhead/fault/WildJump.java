package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;

/** The target goes on somewhere else, as after a corrupted return address. */
final class WildJump extends OnNextInstruction {
    private static final String DATA = "data";
    private static final String FOREIGN = "foreign";
    private static final int SP = 2;

    private final String destination;
    private final int address;

    WildJump(Injection injection, String destination) {
        super(injection);
        this.destination = destination;
        address =
                switch (destination) {
                    case DATA -> 0;
                    case FOREIGN -> foreign();
                    default -> site.names().address(site.place(), partition(), destination);
                };
    }

    /** The entry of the first other partition. */
    private int foreign() {
        int other = partition() == 0 ? 1 : 0;
        if (other >= site.partitionNames().size()) {
            throw site.error("there is no other partition to jump to", "name an address");
        }
        return site.names().image(other).entry();
    }

    @Override
    Instruction replace(int pc, Instruction instruction) {
        int to = destination.equals(DATA) ? site.hart().x(SP) : address;
        activate(
                "pc",
                Integer.toUnsignedLong(pc),
                Integer.toUnsignedLong(to),
                "the program goes on at 0x%08x".formatted(to));
        site.hart().setPc(to);
        finish();
        return instruction;
    }
}

package dev.bulkhead.fault;

import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a fault does. */
public sealed interface Effect {

    /** Which row of the catalogue explains it. */
    FaultKind kind();

    /** What stands behind the {@code =}, empty if nothing does. */
    String arguments();

    /**
     * Inverts neighbouring bits once.
     *
     * @param place register, address, symbol with offset, or {@code instruction}
     * @param bit the lowest one, 0 the least significant
     * @param width 1 or 2
     */
    record Flip(String place, int bit, int width) implements Effect {
        @Override
        public FaultKind kind() {
            return width == 1 ? FaultKind.FLIP : FaultKind.FLIP2;
        }

        @Override
        public String arguments() {
            return place + "." + bit;
        }
    }

    /** A bit reads as {@code value} from the moment on, whatever is written. */
    record Stuck(String place, int bit, int value) implements Effect {
        @Override
        public FaultKind kind() {
            return FaultKind.STUCK;
        }

        @Override
        public String arguments() {
            return place + "." + bit + "," + value;
        }
    }

    /** One instruction is skipped. */
    record Skip() implements Effect {
        @Override
        public FaultKind kind() {
            return FaultKind.SKIP;
        }

        @Override
        public String arguments() {
            return "";
        }
    }

    /** One instruction is executed twice. */
    record Repeat() implements Effect {
        @Override
        public FaultKind kind() {
            return FaultKind.REPEAT;
        }

        @Override
        public String arguments() {
            return "";
        }
    }

    /** What happens to one assertion of an interrupt line. */
    enum Disturbed {
        LOST,
        DELAYED,
        DOUBLED,
        SPURIOUS
    }

    /**
     * @param delay of a delayed one, else zero
     */
    record Interrupt(Disturbed how, SimTime delay) implements Effect {
        @Override
        public FaultKind kind() {
            return switch (how) {
                case LOST -> FaultKind.INTERRUPT_LOST;
                case DELAYED -> FaultKind.INTERRUPT_DELAYED;
                case DOUBLED -> FaultKind.INTERRUPT_DOUBLED;
                case SPURIOUS -> FaultKind.INTERRUPT_SPURIOUS;
            };
        }

        @Override
        public String arguments() {
            return how == Disturbed.DELAYED ? delay.toString().replace(" ", "") : "";
        }
    }

    /**
     * @param ppm faster if positive
     */
    record ClockDrift(int ppm) implements Effect {
        @Override
        public FaultKind kind() {
            return FaultKind.CLOCK_DRIFT;
        }

        @Override
        public String arguments() {
            return ppm + "ppm";
        }
    }

    /** Whoever addresses the first word of RAM reaches the second instead. */
    record WrongWord(int addressed, int reached) implements Effect {
        @Override
        public FaultKind kind() {
            return FaultKind.WRONG_WORD;
        }

        @Override
        public String arguments() {
            return "0x%08x,0x%08x".formatted(addressed, reached);
        }
    }

    /**
     * The base register of one load or store is corrupted so that it goes elsewhere.
     *
     * @param store a store, else a load
     * @param destination address, partition, {@code partition.symbol}, device, {@code kernel}
     */
    record Wild(boolean store, String destination) implements Effect {
        @Override
        public FaultKind kind() {
            return store ? FaultKind.WILD_STORE : FaultKind.WILD_LOAD;
        }

        @Override
        public String arguments() {
            return destination;
        }
    }

    /**
     * The pc is corrupted.
     *
     * @param destination {@code data}, {@code foreign}, or as for {@link Wild}
     */
    record Jump(String destination) implements Effect {
        @Override
        public FaultKind kind() {
            return FaultKind.JUMP;
        }

        @Override
        public String arguments() {
            return destination;
        }
    }

    /** One instruction is replaced by one that does something a program must not do. */
    enum Replacement {
        ILLEGAL_INSTRUCTION,
        PRIVILEGED_INSTRUCTION,
        STACK_OVERFLOW,
        LOOP,
        LOOP_MASKED
    }

    record Replaced(Replacement by) implements Effect {
        @Override
        public FaultKind kind() {
            return switch (by) {
                case ILLEGAL_INSTRUCTION -> FaultKind.ILLEGAL_INSTRUCTION;
                case PRIVILEGED_INSTRUCTION -> FaultKind.PRIVILEGED_INSTRUCTION;
                case STACK_OVERFLOW -> FaultKind.STACK_OVERFLOW;
                case LOOP -> FaultKind.LOOP;
                case LOOP_MASKED -> FaultKind.LOOP_MASKED;
            };
        }

        @Override
        public String arguments() {
            return "";
        }
    }

    /** What happens to what is exchanged over a port, a channel or a bus. */
    enum Exchanged {
        DUPLICATE,
        LOSE,
        DELAY,
        INSERT,
        MASQUERADE,
        CORRUPT,
        REORDER,
        ASYMMETRIC,
        BLOCK,
        BABBLE,
        SPOOF,
        REPLAY,
        DIAGNOSE
    }

    /**
     * A fault of the exchange of messages.
     *
     * @param time delay, duration or period; zero where there is none
     * @param name source of what masquerades, receiver of what is asymmetric; else empty
     * @param bit counted from bit 0 of byte 0; -1 where there is none
     * @param bytes what is inserted, spoofed or asked, in hexadecimal digits; else empty
     * @param forged whether what is spoofed carries a right end-to-end header
     * @param count of frames that are replayed; else 0
     */
    record Exchange(
            Exchanged how,
            SimTime time,
            String name,
            int bit,
            String bytes,
            boolean forged,
            int count)
            implements Effect {
        Exchange(Exchanged how) {
            this(how, SimTime.ZERO, "", -1, "", false, 0);
        }

        Exchange(Exchanged how, SimTime time) {
            this(how, time, "", -1, "", false, 0);
        }

        Exchange(Exchanged how, String name, int bit) {
            this(how, SimTime.ZERO, name, bit, "", false, 0);
        }

        @Override
        public FaultKind kind() {
            return FaultKind.valueOf(how.name());
        }

        @Override
        public String arguments() {
            List<String> arguments = new ArrayList<>();
            if (!name.isEmpty()) {
                arguments.add(name);
            }
            if (count > 0) {
                arguments.add(Integer.toString(count));
            }
            if (!bytes.isEmpty()) {
                arguments.add(bytes);
            }
            if (bit >= 0) {
                arguments.add(bit / Byte.SIZE + "." + bit % Byte.SIZE);
            }
            if (time.ps() > 0) {
                arguments.add(time.toString().replace(" ", ""));
            }
            if (forged) {
                arguments.add("e2e");
            }
            return String.join(",", arguments);
        }
    }

    /** What happens to a bus's wire, or to one node's part of it. */
    enum Wired {
        FLIP,
        STUCK,
        BURST,
        OPEN,
        DRIVER,
        CLOCK,
        DRIFT,
        OVERLOAD,
        ACKNOWLEDGE
    }

    /**
     * A fault of a wire.
     *
     * @param node that alone sees a flipped bit; else empty
     * @param number place of a flipped bit, share of a burst in a thousand, or drift in ppm
     * @param count frames whose bit is flipped, or seed of a burst
     * @param dominant which level is held
     * @param time how long it lasts; zero where it does not end, or is not a time
     */
    record Wire(Wired how, String node, int number, int count, boolean dominant, SimTime time)
            implements Effect {
        @Override
        public FaultKind kind() {
            return FaultKind.valueOf("WIRE_" + how.name());
        }

        @Override
        public String arguments() {
            String lasting = time.toString().replace(" ", "");
            String level = dominant ? "dominant" : "recessive";
            return switch (how) {
                case FLIP ->
                        number
                                + (count == 1 && node.isEmpty() ? "" : "," + count)
                                + (node.isEmpty() ? "" : "," + node);
                case STUCK, DRIVER -> level + "," + lasting;
                case BURST -> number + "," + lasting + (count == 1 ? "" : "," + SEED + count);
                case OPEN, OVERLOAD, ACKNOWLEDGE -> lasting;
                case CLOCK -> number + "ppm";
                case DRIFT -> number + "ppm," + lasting;
            };
        }
    }

    /** How one instruction of the loaded image is changed for good. */
    enum Operator {
        RD,
        RS1,
        RS2,
        NOP,
        BRANCH_DELETED,
        BRANCH_INVERTED,
        IMMEDIATE,
        STORE_ADDRESS,
        STALE_ARGUMENT,
        RETURN_LOST,
        LOOP_BOUND,
        CALL_DELETED;

        /** The name in a fault's text. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param seed picks the instruction among those that fit
     */
    record Mutate(Operator operator, long seed) implements Effect {
        @Override
        public FaultKind kind() {
            return FaultKind.MUTATE;
        }

        @Override
        public String arguments() {
            return operator.label() + (seed == 1 ? "" : "," + seed);
        }
    }

    /**
     * The partition's image is another one from power-on, which attacks from the moment on.
     *
     * @param target what it aims at, empty if not said
     * @param seed of what it does at random
     */
    record Hostile(Attack attack, String target, long seed) implements Effect {
        @Override
        public FaultKind kind() {
            return FaultKind.HOSTILE;
        }

        @Override
        public String arguments() {
            return attack.label()
                    + (target.isEmpty() ? "" : "," + target)
                    + (seed == 1 ? "" : "," + SEED + seed);
        }
    }

    /** A hostile image that is written over the partition's own while that one runs. */
    record Rewritten(Hostile by) implements Effect {
        @Override
        public FaultKind kind() {
            return FaultKind.REWRITTEN;
        }

        @Override
        public String arguments() {
            return by.arguments();
        }
    }

    /** What stands before the seed of a hostile image. */
    String SEED = "seed=";
}

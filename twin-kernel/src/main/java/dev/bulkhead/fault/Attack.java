package dev.bulkhead.fault;

import java.util.Locale;

/**
 * What a hostile image does. Each is a function {@code attack_<name>} of the image, which ends only
 * with the partition.
 */
public enum Attack {
    WILD_STORE(Aim.ADDRESS, "stores to the target again and again"),
    WILD_LOAD(Aim.ADDRESS, "loads from the target again and again"),
    JUMP(Aim.ADDRESS, "jumps to the target, code or data"),
    ILLEGAL_INSTRUCTION(Aim.NOTHING, "executes illegal instructions"),
    PRIVILEGED_INSTRUCTION(Aim.NOTHING, "writes machine-mode CSRs, executes mret"),
    STACK_OVERFLOW(Aim.NOTHING, "recurses without end"),
    LOOP(Aim.NOTHING, "loops for ever"),
    LOOP_MASKED(Aim.NOTHING, "loops for ever with interrupts masked, where its mode allows that"),
    BUDGET_OVERRUN(Aim.NOTHING, "executes the longest instructions without ever waiting"),
    RESTART_STORM(Aim.NOTHING, "crashes right after each restart"),
    BAD_ARGUMENTS(Aim.ADDRESS, "makes each kernel call with any arguments"),
    NOTIFICATION_FLOOD(Aim.CHANNEL, "notifies without pause, on channels that are not its own too"),
    CALL_FLOOD(Aim.CHANNEL, "makes protected calls without pause"),
    LATE_CALL(
            Aim.CHANNEL,
            "makes the longest call, or writes its longest port, as late in its window as it can"),
    QUEUE_OVERFLOW(Aim.QUEUE, "sends to a queue without pause"),
    FORGED_MESSAGE(
            Aim.PORT, "writes legal extremes into a port, with checksum and counter that fit"),
    ILLEGAL_MESSAGE(
            Aim.PORT, "writes values beyond what is legal, with checksum and counter that fit"),
    MESSAGE_FLOOD(Aim.PORT, "writes legal extremes into a port without pause"),
    FORGED_FRAME(
            Aim.MESSAGE,
            "hands on a frame that was never on its bus, all ones, with checksum and counter that"
                    + " fit"),
    REPLAYED_MESSAGE(
            Aim.PORT, "writes one legal message into a port again and again, byte for byte"),
    REPLAYED_FRAME(
            Aim.MESSAGE,
            "hands on one frame that may have been on its bus again and again, byte for byte"),
    DEVICE_HANG(Aim.NOTHING, "never serves its device nor answers a call"),
    INTERRUPT_STORM(
            Aim.NOTHING, "has its device interrupt without pause, its console if it drives none"),
    BABBLE(Aim.IDENTIFIER, "sends frames on its bus without pause, of the highest priority"),
    DMA(Aim.ADDRESS, "has its device write to the target and read from it");

    /** What may stand behind the attack's comma. */
    public enum Aim {
        NOTHING(""),
        /** None: each foreign region and border in turn. */
        ADDRESS("DESTINATION, near or uniform"),
        /** None: each of its channels in turn. */
        CHANNEL("PARTITION at the other end"),
        /** None: the first it writes that leads to a higher level. */
        PORT("PORT"),
        /** None: the first it sends to. */
        QUEUE("QUEUE"),
        /** None: 0. */
        IDENTIFIER("IDENTIFIER"),
        /** None: the first of its bus that has a data ID. */
        MESSAGE("MESSAGE of its bus or identifier");

        private final String syntax;

        Aim(String syntax) {
            this.syntax = syntax;
        }

        public String syntax() {
            return syntax;
        }
    }

    private final Aim aim;
    private final String does;

    Attack(Aim aim, String does) {
        this.aim = aim;
        this.does = does;
    }

    public Aim aim() {
        return aim;
    }

    /** What happens from its time on. */
    public String does() {
        return does;
    }

    /** The name in a fault's text. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The function of the image that does it. */
    String symbol() {
        Attack same = switch (this) { // they differ in content and pace
                    case ILLEGAL_MESSAGE, MESSAGE_FLOOD, REPLAYED_MESSAGE -> FORGED_MESSAGE;
                    case REPLAYED_FRAME -> FORGED_FRAME;
                    default -> this;
                };
        return "attack_" + same.name().toLowerCase(Locale.ROOT);
    }
}

package dev.bulkhead.system;

/**
 * What must hold of a description so that its partitions cannot interfere: space (S), time (T) and
 * communication (C). Some are asked when a description is read, as the kernel could not run it
 * otherwise; {@code dev.bulkhead.certificate} judges all of them.
 *
 * @see "RISC-V Instruction Set Manual, Volume II, Physical Memory Protection; RISC-V IOPMP
 *     specification; seL4 Microkit manual"
 */
public enum Rule {
    S1("No memory is writable by two partitions, or written below and read above"),
    S2("Memory of partitions, regions and maps does not overlap, as encoded"),
    S3("Each device and each interrupt has one owner"),
    S4("Each range can be encoded: whole grains, NAPOT aligned, TOR from below its top"),
    S5("The lowest matching entry covers all of its range: no entry cuts a later one"),
    S6("Entries suffice; none is write-only, none is writable and executable"),
    S7("No partition runs in machine mode, where PMP without locks does not hold"),
    S8("A store that is refused in part changes nothing"),
    S9("Each DMA master reaches its owner's memory only, in its owner's windows only"),
    S10("IOPMP, PLIC, timer, reset and the kernel's memory are the kernel's alone"),
    T1("Windows lie in the frame, sorted and apart; the frame is a multiple of each period"),
    T2("Padding covers whatever may run into a window"),
    T3("Each budget fits its period, and all of them with the kernel's share fit the hart"),
    T4("Demand is met by supply at each deadline"),
    T5("Interrupts of others are masked in the windows of the protected set"),
    T6("Calls go to a higher priority, never in a circle, never to a lower level"),
    T7("A driver is back before its users give up; the watchdog's window fits the frame"),
    T8("Each frame is on its bus before its message is due again, whatever others send"),
    C1("A port has one writer and outlasts its writer's period; a queue holds a burst"),
    C2("Data flows to a higher level only by inputs declared advisory"),
    C3("No path leads from a lower level to a protected bus but by an advisory input"),
    C4("What the gateway passes is listed; each identifier has one sender"),
    C5("Each safety message is protected from end to end, under an id of its own"),
    C6("Health tables have limits; no QM fault resets the ECU; authority goes down only");

    private final String text;

    Rule(String text) {
        this.text = text;
    }

    /** The rule in a sentence, without a full stop. */
    public String text() {
        return text;
    }
}

package dev.bulkhead.fault;

import java.util.Locale;

/** The rows of the catalogue: each kind of fault with its syntax, its effect and its source. */
public enum FaultKind {
    FLIP(
            "flip=PLACE.BIT",
            "inverts one bit of a register, the pc, a CSR, RAM byte, PMP or IOPMP entry, device"
                    + " register or of one fetched instruction",
            "single-event upset; ISO 26262-6 Annex D, memory: corruption of content",
            "infotainment:flip=x10.3@2s"),
    FLIP2(
            "flip2=PLACE.BIT",
            "inverts a bit and the next higher one",
            "multiple-cell upset of neighbours; ISO 26262-6 Annex D, memory: corruption of content",
            "ram:flip2=0x80200010.5@2s"),
    STUCK(
            "stuck=PLACE.BIT,VALUE",
            "a bit reads as VALUE from the moment on",
            "permanent stuck-at fault",
            "infotainment:stuck=x10.3,1@2s"),
    SKIP(
            "skip",
            "one instruction of the target does nothing",
            "skipped instruction: a transient in the fetch or decode stage",
            "display:skip@exec:notified"),
    REPEAT(
            "repeat",
            "one instruction of the target executes twice",
            "repeated instruction: a transient in the pc's update",
            "display:repeat@exec:notified"),
    INTERRUPT_LOST(
            "interrupt-lost",
            "the device's next interrupt does not reach the interrupt controller",
            "ISO 26262-6 Annex D, execution: incorrect synchronisation",
            "chassis-controller:interrupt-lost@2s"),
    INTERRUPT_DELAYED(
            "interrupt-delayed=TIME",
            "the device's next interrupt reaches the interrupt controller TIME later",
            "ISO 26262-6 Annex D, execution: incorrect synchronisation",
            "chassis-controller:interrupt-delayed=200us@2s"),
    INTERRUPT_DOUBLED(
            "interrupt-doubled",
            "the device's next interrupt comes a second time after it was served",
            "ISO 26262-6 Annex D, execution: incorrect synchronisation",
            "chassis-controller:interrupt-doubled@2s"),
    INTERRUPT_SPURIOUS(
            "interrupt-spurious",
            "the device's interrupt comes once though the device has no cause",
            "ISO 26262-6 Annex D, execution: incorrect synchronisation",
            "body-controller:interrupt-spurious@2s"),
    CLOCK_DRIFT(
            "clock-drift=PPMppm",
            "the device's time base runs fast by PPM millionths from the moment on",
            "drift of a clock source",
            "watchdog0:clock-drift=500ppm@2s"),
    WRONG_WORD(
            "wrong-word=ADDRESS,ADDRESS",
            "whoever addresses the first word of RAM reaches the second",
            "permanent fault in the RAM's address decoder",
            "ram:wrong-word=0x80201000,0x80201040@2s"),
    WILD_STORE(
            "wild-store=DESTINATION",
            "the base register of the target's next store is corrupted so that it goes to"
                    + " DESTINATION",
            "wild pointer: Rio and Nooks studies; ISO 26262-6 Annex D, memory: access to foreign"
                    + " memory",
            "infotainment:wild-store=braking@2s"),
    WILD_LOAD(
            "wild-load=DESTINATION",
            "the base register of the target's next load is corrupted so that it comes from"
                    + " DESTINATION",
            "wild pointer: Rio and Nooks studies; ISO 26262-6 Annex D, memory: access to foreign"
                    + " memory",
            "infotainment:wild-load=braking@2s"),
    JUMP(
            "jump=DESTINATION",
            "the target goes on at DESTINATION: data (its own stack), foreign (another partition's"
                    + " code) or an address",
            "corrupted return address: Rio study, pointer corruption",
            "infotainment:jump=foreign@2s"),
    ILLEGAL_INSTRUCTION(
            "illegal-instruction",
            "the target's next instruction is an illegal one",
            "text corruption: Rio and Nooks studies",
            "infotainment:illegal-instruction@2s"),
    PRIVILEGED_INSTRUCTION(
            "privileged-instruction",
            "the target's next instruction writes mtvec",
            "text corruption: Rio and Nooks studies",
            "infotainment:privileged-instruction@2s"),
    STACK_OVERFLOW(
            "stack-overflow",
            "the target's stack pointer is moved to the stack's lower end",
            "ISO 26262-6 Annex D, memory: stack overflow",
            "infotainment:stack-overflow@2s"),
    LOOP(
            "loop",
            "the target's next instruction jumps to itself",
            "ISO 26262-6 Annex D, execution: blocking",
            "infotainment:loop@2s"),
    LOOP_MASKED(
            "loop-masked",
            "the target masks interrupts, then jumps to itself",
            "ISO 26262-6 Annex D, execution: blocking",
            "infotainment:loop-masked@2s"),
    MUTATE(
            "mutate=OPERATOR[,SEED]",
            "changes one instruction of the target's loaded image for good",
            "mutation operators of the Rio, Nooks and MINIX 3 studies",
            "infotainment:mutate=branch-inverted,7@2s"),
    DUPLICATE(
            "duplicate=TIME",
            "the next message comes to its receivers a second time, TIME later",
            "ISO 26262-6 Annex D, exchange of information: repetition",
            "prefill-hint:duplicate=10ms@2s"),
    LOSE(
            "lose",
            "the next message does not come to its receivers",
            "ISO 26262-6 Annex D, exchange of information: loss",
            "body/PrefillHint:lose@2s"),
    DELAY(
            "delay=TIME",
            "the next message comes to its receivers TIME later",
            "ISO 26262-6 Annex D, exchange of information: delay",
            "body/PrefillHint:delay=12ms@2s"),
    INSERT(
            "insert[=BYTES]",
            "a message of these bytes comes to the receivers though nobody sent it",
            "ISO 26262-6 Annex D, exchange of information: insertion",
            "prefill-hint:insert=0000000000000000@2s"),
    MASQUERADE(
            "masquerade=SOURCE",
            "the next message of SOURCE comes also as one of the target",
            "ISO 26262-6 Annex D, exchange of information: masquerading",
            "body/0x210:masquerade=ClimateStatus@2s"),
    CORRUPT(
            "corrupt=BYTE.BIT",
            "a bit of the next message is inverted, past the checks of bus and kernel",
            "ISO 26262-6 Annex D, exchange of information: corruption",
            "body/PrefillHint:corrupt=2.4@2s"),
    REORDER(
            "reorder",
            "the next message comes to its receivers after the one that follows it",
            "ISO 26262-6 Annex D, exchange of information: incorrect sequence",
            "body/PrefillHint:reorder@2s"),
    ASYMMETRIC(
            "asymmetric=RECEIVER[,BYTE.BIT]",
            "of the receivers of the next message one does not get it, or with a bit inverted",
            "ISO 26262-6 Annex D, exchange of information: asymmetric information,"
                    + " information received by a subset of the receivers",
            "chassis/BrakeCommand:asymmetric=ActuatorFL@2s"),
    BLOCK(
            "block=TIME",
            "for so long no message comes through",
            "ISO 26262-6 Annex D, exchange of information: blocking of a channel",
            "chassis:block=30ms@2s"),
    BABBLE(
            "babble[=TIME]",
            "a node of the bus sends frames of the highest priority without pause",
            "ISO 26262-6 Annex D, exchange of information: blocking of a channel;"
                    + " babbling idiot",
            "body:babble@2s"),
    SPOOF(
            "spoof=BYTES,TIME[,e2e]",
            "a foreign node sends such frames every TIME; with e2e their CRC and counter are right",
            "ISO 26262-6 Annex D, exchange of information: masquerading, by an attacker",
            "body/0x700:spoof=2ef1900000000000,20ms@2s"),
    REPLAY(
            "replay=COUNT,TIME",
            "of a message or a bus the next COUNT frames are recorded, and each is sent again TIME"
                    + " after it came, byte for byte",
            "ISO 26262-6 Annex D, exchange of information: repetition, by an attacker",
            "body/PrefillHint:replay=5,40ms@2s"),
    DIAGNOSE(
            "diagnose=BYTES,TIME",
            "a foreign node makes a diagnostic request by ISO-TP every TIME, as the message named;"
                    + " it is answered by the identifier that is greater by 8",
            "attacker with a tester",
            "body/GatewayRequest:diagnose=22f190,100ms@2s"),
    WIRE_FLIP(
            "wire-flip=PLACE[,COUNT[,NODE]]",
            "the bit at PLACE on the wire, SOF being 0, is inverted in the next COUNT frames of the"
                    + " message, for all nodes or for one",
            "disturbed line; bus-off attack by crafted errors",
            "body/PrefillHint:wire-flip=20,32@2s"),
    WIRE_STUCK(
            "wire-stuck=LEVEL,TIME",
            "the wire keeps a level, dominant or recessive, for so long",
            "short circuit of a line: CANH to CANL is recessive, to the supply dominant",
            "body:wire-stuck=dominant,5ms@2s"),
    WIRE_BURST(
            "wire-burst=PERMILLE,TIME[,seed=N]",
            "for so long so many bits in a thousand are inverted on the wire",
            "electromagnetic disturbance",
            "body:wire-burst=100,20ms@2s"),
    WIRE_OPEN(
            "wire-open=TIME",
            "the node's line is open for so long: it hears recessive bits and nobody hears it",
            "open stub, loose plug",
            "chassis/ActuatorFL:wire-open=30ms@2s"),
    WIRE_DRIVER(
            "wire-driver=LEVEL,TIME",
            "the node drives a level, dominant or recessive, for so long, whatever it means to"
                    + " send",
            "stuck-at fault of a transceiver",
            "body/Climate:wire-driver=dominant,5ms@2s"),
    WIRE_CLOCK(
            "wire-clock=PPMppm",
            "the node's bits are shorter by PPM millionths from the moment on",
            "clock out of tolerance",
            "body/Climate:wire-clock=30000ppm@2s"),
    WIRE_DRIFT(
            "wire-drift=PPMppm,TIME",
            "the node's clock drifts away, until after so long its bits are shorter by PPM"
                    + " millionths; there it stays",
            "ageing or heating quartz",
            "body/Climate:wire-drift=60000ppm,200ms@2s"),
    WIRE_OVERLOAD(
            "wire-overload=TIME",
            "for so long the node delays each frame by two overload frames",
            "receiver that is too slow",
            "body/Climate:wire-overload=30ms@2s"),
    WIRE_ACKNOWLEDGE(
            "wire-acknowledge=TIME",
            "for so long the node takes each frame for right, whatever its checksum, and"
                    + " acknowledges it, its own too",
            "broken checksum unit; a node that acknowledges what it should not",
            "body/Climate:wire-acknowledge=200ms@2s"),
    HOSTILE(
            "hostile=ATTACK[,TARGET][,seed=N]",
            "a hostile image takes the target's place from power-on and makes one attack from the"
                    + " moment on, again after each restart",
            "compromised software; ISO 26262-6 Annex D, memory, execution and exchange",
            "infotainment:hostile=wild-store,braking@2s"),
    REWRITTEN(
            "rewritten=ATTACK[,TARGET][,seed=N]",
            "a hostile image is written over the target's code and data while it runs, and goes on"
                    + " there; a restart brings the target's own back",
            "firmware of a bus controller rewritten from outside, as in the 2015 Jeep",
            "gateway:rewritten=forged-message,prefill-hint@2s");

    private final String syntax;
    private final String does;
    private final String models;
    private final String example;

    FaultKind(String syntax, String does, String models, String example) {
        this.syntax = syntax;
        this.does = does;
        this.models = models;
        this.example = example;
    }

    /** The word behind the target's colon. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Kind and arguments. */
    public String syntax() {
        return syntax;
    }

    /** What happens. */
    public String does() {
        return does;
    }

    /** What in the world it stands for, and who says so. */
    public String models() {
        return models;
    }

    /** A whole fault of this kind. */
    public String example() {
        return example;
    }
}

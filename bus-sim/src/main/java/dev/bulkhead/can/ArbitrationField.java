package dev.bulkhead.can;

/** The parts of a frame in which arbitration can be lost. */
public enum ArbitrationField {
    /** The 11 bits that both formats begin with. */
    BASE_IDENTIFIER,
    /** RTR of the base format, which is where the extended format has SRR. */
    SRR_OR_RTR,
    IDE,
    /** The 18 further bits of the extended format. */
    IDENTIFIER_EXTENSION,
    /** RTR of the extended format. */
    RTR
}

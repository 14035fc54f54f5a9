package dev.bulkhead.hart;

/** What an access wants to do, as PMP tells them apart. */
public enum Access {
    FETCH(1, 4),
    LOAD(5, 1),
    STORE(7, 2);

    private final int faultCause;
    private final int permissionBit;

    Access(int faultCause, int permissionBit) {
        this.faultCause = faultCause;
        this.permissionBit = permissionBit;
    }

    /** {@code mcause} of an access fault. */
    public int faultCause() {
        return faultCause;
    }

    /** The bit of a PMP entry's configuration that allows it. */
    int permissionBit() {
        return permissionBit;
    }
}

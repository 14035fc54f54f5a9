package dev.bulkhead.hart.fuzz;

import dev.bulkhead.hart.Access;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Privilege;

/**
 * PMP as the specification's sentences put it, byte by byte and with no regard to speed: for each
 * byte of an access the entries are asked one after the other whether their address bits match.
 *
 * @see "RISC-V Privileged Architecture, Physical Memory Protection CSRs"
 */
final class PmpReference {
    private static final int NO_ENTRY = -1;

    private final int[] cfg = new int[16];
    private final long[] addr = new long[16];

    /** What a CSR instruction leaves of a write; other CSRs than those of PMP are ignored. */
    void write(int csr, int value) {
        if (csr >= Csr.PMPADDR0 && csr < Csr.PMPADDR0 + 16) {
            int entry = csr - Csr.PMPADDR0;
            boolean usedByLockedTop = entry < 15 && (cfg[entry + 1] & 0x98) == 0x88;
            if ((cfg[entry] & 0x80) == 0 && !usedByLockedTop) {
                addr[entry] = Integer.toUnsignedLong(value);
            }
            return;
        }
        for (int i = 0; i < 4; i++) {
            int entry = 4 * (csr - Csr.PMPCFG0) + i;
            if ((cfg[entry] & 0x80) == 0) {
                int written = value >>> 8 * i & 0xff;
                // W without R is reserved: here W is not kept. Bits 5 and 6 read zero
                boolean reserved = (written & 3) == 2;
                cfg[entry] = written & 0x9f & (reserved ? ~2 : ~0);
            }
        }
    }

    /** What a CSR instruction reads. */
    int read(int csr) {
        if (csr >= Csr.PMPADDR0) {
            return (int) addr[csr - Csr.PMPADDR0];
        }
        int first = 4 * (csr - Csr.PMPCFG0);
        return cfg[first] | cfg[first + 1] << 8 | cfg[first + 2] << 16 | cfg[first + 3] << 24;
    }

    /** Whether an access to all these bytes at once may be done. */
    boolean allows(long address, int bytes, Access access, Privilege mode) {
        int decides = NO_ENTRY;
        for (int i = 0; i < bytes; i++) {
            int entry = firstMatch(address + i);
            if (entry != NO_ENTRY && (decides == NO_ENTRY || entry < decides)) {
                decides = entry;
            }
        }
        if (decides == NO_ENTRY) {
            return mode == Privilege.MACHINE;
        }
        for (int i = 0; i < bytes; i++) {
            if (!matches(decides, address + i)) {
                return false;
            }
        }
        if (mode == Privilege.MACHINE && (cfg[decides] & 0x80) == 0) {
            return true;
        }
        return switch (access) {
            case LOAD -> (cfg[decides] & 0x01) != 0;
            case STORE -> (cfg[decides] & 0x02) != 0;
            case FETCH -> (cfg[decides] & 0x04) != 0;
        };
    }

    /** The entry that decides about a byte, by itself. */
    private int firstMatch(long address) {
        for (int entry = 0; entry < 16; entry++) {
            if (matches(entry, address)) {
                return entry;
            }
        }
        return NO_ENTRY;
    }

    private boolean matches(int entry, long address) {
        long word = address >> 2;
        switch (cfg[entry] & 0x18) {
            case 0x08 -> {
                long bottom = entry == 0 ? 0 : addr[entry - 1];
                return bottom <= word && word < addr[entry];
            }
            case 0x10 -> {
                return word == addr[entry];
            }
            case 0x18 -> {
                // the trailing ones and the zero above them are not compared
                int ignored = 1;
                while (ignored <= 32 && (addr[entry] >> ignored - 1 & 1) == 1) {
                    ignored++;
                }
                return word >> ignored == addr[entry] >> ignored;
            }
            default -> {
                return false;
            }
        }
    }
}

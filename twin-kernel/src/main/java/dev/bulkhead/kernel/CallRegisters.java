package dev.bulkhead.kernel;

import java.util.List;

/** The x registers by which a kernel call gets its number and arguments; see docs/kernel-abi.md. */
public final class CallRegisters {
    public static final List<Integer> TAKEN = List.of(10, 11, 12, 17);

    private CallRegisters() {}
}

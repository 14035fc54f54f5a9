package dev.bulkhead.kernel;

import dev.bulkhead.hart.Cause;
import dev.bulkhead.kernel.KernelTrap.EndlessLoop;
import dev.bulkhead.kernel.KernelTrap.MachineFault;
import dev.bulkhead.kernel.KernelTrap.PartitionMemory;
import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.trace.TraceRecord;

/**
 * One entry into the kernel, from its first instruction to its last: reaches memory as the kernel's
 * master, and adds up what it costs. All effects happen at its start; its cycles pass at its end.
 */
final class Operation {
    private final Machine machine;
    private final MemoryPort port;
    private final Master master;
    private final long startCycle;
    private final long startPs;
    private int cost;
    private int prepaid;

    Operation(Machine machine) {
        this.machine = machine;
        port = machine.port();
        master = Master.kernel(machine.hart().id());
        startCycle = machine.hart().cycle();
        startPs = machine.hart().nowPs();
    }

    /** The cycle at which it starts and has its effects. */
    long now() {
        return startCycle;
    }

    long nowPs() {
        return startPs;
    }

    /** The time of a cycle; what never was is the time of the nearest that can be. */
    long ps(long ofCycle) {
        return machine.ps(ofCycle);
    }

    /** The cycle at which the hart will go on, as far as the costs are known. */
    long end() {
        return startCycle + cost;
    }

    void spend(int cycles) {
        int covered = Math.min(prepaid, cycles);
        prepaid -= covered;
        cost += cycles - covered;
    }

    /** The next cycles to be spent have passed already, in an operation before. */
    void prepay(int cycles) {
        prepaid = cycles;
    }

    int cost() {
        return cost;
    }

    void record(TraceRecord record) {
        machine.trace().record(record);
    }

    int load(int address) {
        long value = port.load(master, address, 4, startPs);
        if (value == MemoryPort.BUS_ERROR) {
            throw new MachineFault(Cause.LOAD_ACCESS_FAULT, address);
        }
        return (int) value;
    }

    long load64(int address) {
        return load(address) & 0xffff_ffffL | (long) load(address + 4) << 32;
    }

    void store(int address, int value) {
        if (!port.store(master, address, 4, value, startPs)) {
            throw new MachineFault(Cause.STORE_ACCESS_FAULT, address);
        }
    }

    void store64(int address, long value) {
        store(address, (int) value);
        store(address + 4, (int) (value >>> 32));
    }

    int loadByte(int address) {
        long value = port.load(master, address, 1, startPs);
        if (value == MemoryPort.BUS_ERROR) {
            throw new MachineFault(Cause.LOAD_ACCESS_FAULT, address);
        }
        return (int) value;
    }

    void storeByte(int address, int value) {
        if (!port.store(master, address, 1, value, startPs)) {
            throw new MachineFault(Cause.STORE_ACCESS_FAULT, address);
        }
    }

    /** A register of a device; costs its access. */
    int loadDevice(int address) {
        spend(machine.costs().deviceAccess());
        return load(address);
    }

    void storeDevice(int address, int value) {
        spend(machine.costs().deviceAccess());
        store(address, value);
    }

    /** A byte of {@code partition}'s memory. */
    int loadFrom(int partition, int address) {
        long value = port.load(master, address, 1, startPs);
        if (value == MemoryPort.BUS_ERROR) {
            throw new PartitionMemory(partition, Cause.LOAD_ACCESS_FAULT, address);
        }
        return (int) value;
    }

    void storeTo(int partition, int address, int value) {
        if (!port.store(master, address, 1, value, startPs)) {
            throw new PartitionMemory(partition, Cause.STORE_ACCESS_FAULT, address);
        }
    }

    /** What following a list without end comes to. */
    EndlessLoop endless() {
        return new EndlessLoop();
    }

    /** What jumping through a table with a wild index comes to. */
    MachineFault wildJump(int index) {
        return new MachineFault(Cause.FETCH_ACCESS_FAULT, index);
    }
}

package dev.bulkhead.twin;

import dev.bulkhead.board.uart.Uart;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;

import java.util.function.IntConsumer;

/**
 * The {@code tohost} convention of the RISC-V test programs: a store to the word of that name ends
 * the program (odd: the code is the value shifted right by one, 0 passes) or points at a system
 * call, of which {@code write} and {@code exit} are served and all others refused.
 *
 * @see "riscv-tests, env/p/riscv_test.h and benchmarks/common/syscalls.c"
 */
final class HostInterface {
    private static final int WRITE = 64;
    private static final int EXIT = 93;
    private static final int REFUSED = -38;

    private final Ram ram;
    private final int toHost;
    private final int fromHost;
    private final Uart.Listener console;
    private final IntConsumer exit;

    private HostInterface(
            Ram ram, int toHost, int fromHost, Uart.Listener console, IntConsumer exit) {
        this.ram = ram;
        this.toHost = toHost;
        this.fromHost = fromHost;
        this.console = console;
        this.exit = exit;
    }

    /** Watches the program's {@code tohost}, if it has one in RAM. */
    static void attach(ElfFile program, MemoryPort port, Uart.Listener console, IntConsumer exit) {
        Ram ram = port.ram();
        int toHost = program.symbol("tohost").map(ElfFile.Symbol::address).orElse(0);
        if (!ram.contains(toHost, 4)) {
            return;
        }
        int fromHost = program.symbol("fromhost").map(ElfFile.Symbol::address).orElse(0);
        HostInterface host = new HostInterface(ram, toHost, fromHost, console, exit);
        port.onStore(toHost, 4, (_, _, _, nowPs) -> host.stored(nowPs));
    }

    private void stored(long nowPs) {
        int value = ram.load(toHost, 4);
        if ((value & 1) != 0) {
            exit.accept(value >>> 1);
        } else if (value != 0 && ram.contains(value, 64)) {
            serve(value, nowPs);
        }
    }

    private void serve(int block, long nowPs) {
        int result = REFUSED;
        switch (argument(block, 0)) {
            case WRITE -> {
                int address = argument(block, 2);
                int length = argument(block, 3);
                if (length >= 0 && length <= ram.size() && ram.contains(address, length)) {
                    for (int i = 0; i < length; i++) {
                        console.sent(ram.load(address + i, 1), nowPs);
                    }
                    result = length;
                }
            }
            case EXIT -> exit.accept(argument(block, 1));
            default -> {} // refused
        }
        ram.store(block, 4, result);
        ram.store(block + 4, 4, result >> 31);
        if (ram.contains(fromHost, 4)) {
            ram.store(fromHost, 4, 1);
        }
    }

    /** Arguments are 64 bits apart. */
    private int argument(int block, int index) {
        return ram.load(block + 8 * index, 4);
    }
}

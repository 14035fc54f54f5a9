package dev.bulkhead.twin;

import dev.bulkhead.board.Device;
import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.board.aclint.Aclint;
import dev.bulkhead.board.finisher.Finisher;
import dev.bulkhead.board.plic.Plic;
import dev.bulkhead.board.uart.Uart;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.elf.ElfFile.Segment;
import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Stop;
import dev.bulkhead.input.InputError;
import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;

import java.util.List;

/**
 * One hart and those devices of QEMU's {@code virt} machine that a bare-metal program needs: RAM,
 * UART, ACLINT, PLIC and finisher, each at the same address, and no kernel model. A program starts
 * at the begin of RAM in machine mode, with its hart's number in {@code a0} and the address of a
 * device tree in {@code a1}, as {@code -bios none} does it.
 *
 * <p>Not there: real-time clock, flash, virtio, PCI and the reset ROM (so {@code a2} is 0). A reset
 * by the finisher loads the program again and leaves the rest of RAM as it is.
 *
 * @see "QEMU 7.2, hw/riscv/virt.c and hw/riscv/boot.c"
 */
public final class BareMachine implements Stateful {
    public static final int RAM_BASE = 0x8000_0000;
    public static final int RAM_BYTES = 128 << 20;

    private static final int FINISHER_BASE = 0x0010_0000;
    private static final int ACLINT_BASE = 0x0200_0000;
    private static final int PLIC_BASE = 0x0c00_0000;
    private static final int UART_BASE = 0x1000_0000;
    private static final int UART_SOURCE = 10;
    private static final int DEVICE_TREE_BASE = RAM_BASE + RAM_BYTES - (2 << 20);

    private static final int TIMER_HZ = 10_000_000;
    private static final int T0 = 5;
    private static final int A0 = 10;
    private static final int A1 = 11;

    /** After so many cycles input is looked for again; 1 ms at 100 MHz. */
    private static final long SLICE_CYCLES = 100_000;

    /** Longer than any number of traps that a program could mean. */
    private static final long TRAPS_FOREVER_CYCLES = 10 * SLICE_CYCLES;

    /** Told of each instruction, and of each trap, when a run is traced. */
    @FunctionalInterface
    public interface StepListener {
        /**
         * @param cycle at which it started
         * @param pc its address; the registers show its effect
         * @param instruction 16 or 32 bits, or -1 if it could not be fetched
         * @param retired false if a trap was taken instead
         */
        void stepped(long cycle, int pc, long instruction, boolean retired);
    }

    /** Input that may still come, from outside of virtual time. */
    @FunctionalInterface
    public interface InputWait {
        /**
         * Waits for a byte of input.
         *
         * @return whether one is ready; false if none will ever come
         */
        boolean await();
    }

    private final ElfFile program;
    private final Clock clock;
    private final Scheduler scheduler = new Scheduler();
    private final Ram ram = new Ram(RAM_BASE, RAM_BYTES);
    private final MemoryPort port = new MemoryPort(ram);
    private final Aclint aclint = new Aclint(1, Clock.ofHz(TIMER_HZ), scheduler, 0);
    private final Uart uart = new Uart("uart0", scheduler, 1);
    private final Plic plic = new Plic(1);
    private final Finisher finisher = new Finisher(this::finish);
    private final List<Device> devices = List.of(aclint, uart, plic, finisher);
    private final Hart hart;
    private final Snapshot hartAtPowerOn;

    private InputWait inputWait = () -> false;
    private RunEnd end;
    private boolean resetRequested;
    private long retiredBeforeReset;
    private long lastRetired;
    private long lastRetiredCycle;

    /**
     * Loads a program.
     *
     * @param name what the program's file is called in messages
     * @param clock of the hart
     * @throws InputError if the program does not fit this machine
     */
    public BareMachine(String name, ElfFile program, Clock clock, CostTable costs) {
        this.program = program;
        this.clock = clock;
        checkFits(name);
        port.mapDevice(finisher.name(), FINISHER_BASE, finisher.size(), finisher);
        port.mapDevice(aclint.name(), ACLINT_BASE, aclint.size(), aclint);
        port.mapDevice(plic.name(), PLIC_BASE, plic.size(), plic);
        port.mapDevice(uart.name(), UART_BASE, uart.size(), uart);
        hart = new Hart(0, clock, port, costs, this::eventCycle);
        hart.setTimeSource(aclint::mtime);
        hartAtPowerOn = Snapshot.of(hart);
        connect(aclint.software(0), Cause.MACHINE_SOFTWARE);
        connect(aclint.timer(0), Cause.MACHINE_TIMER);
        connect(plic.external(0), Cause.MACHINE_EXTERNAL);
        uart.interrupt().connect(plic.source(UART_SOURCE));
        load();
    }

    private void connect(InterruptLine line, int cause) {
        line.connect((high, _) -> hart.setInterrupt(cause, high));
    }

    private void checkFits(String name) {
        boolean startIsLoaded = false;
        for (Segment segment : program.segments()) {
            int address = segment.physicalAddress();
            if (segment.memoryBytes() > RAM_BYTES
                    || !ram.contains(address, segment.memoryBytes())) {
                throw new InputError(
                        name,
                        "the segment at 0x%08x with %d bytes lies outside RAM, 0x%08x to 0x%08x"
                                .formatted(
                                        address,
                                        segment.memoryBytes(),
                                        RAM_BASE,
                                        RAM_BASE + RAM_BYTES - 1),
                        "link the program at 0x%08x".formatted(RAM_BASE));
            }
            startIsLoaded |= address == RAM_BASE;
        }
        if (!startIsLoaded) {
            throw new InputError(
                    name,
                    "nothing is loaded at 0x%08x, where execution starts".formatted(RAM_BASE),
                    "link its start code at that address");
        }
    }

    /** Puts program and device tree into RAM and the hart to its first instruction. */
    private void load() {
        ram.store(DEVICE_TREE_BASE, deviceTree());
        for (Segment segment : program.segments()) {
            ram.store(segment.physicalAddress(), program.content(segment));
            clear(
                    segment.physicalAddress() + segment.fileBytes(),
                    segment.memoryBytes() - segment.fileBytes());
        }
        for (InterruptLine line : List.of(aclint.software(0), aclint.timer(0), plic.external(0))) {
            line.sink().level(line.isHigh(), hart.nowPs());
        }
        hart.setX(T0, RAM_BASE);
        hart.setX(A0, hart.id());
        hart.setX(A1, DEVICE_TREE_BASE);
        hart.setPc(RAM_BASE);
    }

    private void clear(int address, int count) {
        int chunk = Ram.PAGE_BYTES;
        for (int done = 0; done < count; done += chunk) {
            ram.store(address + done, new byte[Math.min(chunk, count - done)]);
        }
    }

    /** The hart, for looking at and changing its state between runs. */
    public Hart hart() {
        return hart;
    }

    public Ram ram() {
        return ram;
    }

    /** The console. */
    public Uart uart() {
        return uart;
    }

    /** Instructions retired since power-on, those before a reset too. */
    public long instructions() {
        return retiredBeforeReset + hart.instret();
    }

    /** Sends the program's output to {@code console}; must be called once, before the first run. */
    public void onOutput(Uart.Listener console) {
        uart.onTransmit(console);
        HostInterface.attach(program, port, console, this::exit);
    }

    /** Where a program that waits gets more input from, after all that is ready is taken. */
    public void onWait(InputWait wait) {
        inputWait = wait;
    }

    private void exit(int code) {
        end = new RunEnd.Exited(code);
        hart.requestStop();
    }

    private void finish(Finisher.Request request, int code, long nowPs) {
        switch (request) {
            case PASS -> exit(0);
            case FAIL -> exit(code);
            case RESET -> {
                resetRequested = true;
                hart.requestStop();
            }
        }
    }

    /**
     * Runs until the program ends, can never end, or so many instructions have retired since
     * power-on.
     */
    public RunEnd run(long maxInstructions) {
        return run(maxInstructions, Long.MAX_VALUE, null);
    }

    /** As {@link #run(long)}, one instruction after the other, each told to {@code listener}. */
    public RunEnd trace(long maxInstructions, StepListener listener) {
        return run(maxInstructions, 1, listener);
    }

    private RunEnd run(long maxInstructions, long stepCycles, StepListener listener) {
        end = null;
        while (end == null) {
            hart.setInstructionLimit(maxInstructions - retiredBeforeReset);
            long slice = Math.min(SLICE_CYCLES, stepCycles);
            long until = Math.min(eventCycle(), hart.cycle() + slice);
            Stop stop = listener == null ? hart.run(until) : step(until, listener);
            switch (stop) {
                case LIMIT -> {
                    if (instructions() >= maxInstructions) {
                        end = new RunEnd.LimitReached();
                    }
                }
                case WAIT_FOR_INTERRUPT -> waitForInterrupt();
                case TRIGGER -> {
                    if (resetRequested) {
                        reset();
                    }
                }
                case KERNEL_ENTRY ->
                        throw new IllegalStateException("kernel entry without a kernel");
            }
            dispatchDue();
            uart.look(hart.nowPs());
            checkProgress();
        }
        return end;
    }

    private Stop step(long until, StepListener listener) {
        long cycle = hart.cycle();
        int pc = hart.pc();
        long retired = hart.instret();
        long instruction = fetch(pc);
        Stop stop = hart.run(until);
        if (hart.cycle() != cycle) {
            listener.stepped(cycle, pc, instruction, hart.instret() != retired);
        }
        return stop;
    }

    private long fetch(int pc) {
        long low = port.fetch(Master.hart(0), pc, hart.nowPs());
        if (low == MemoryPort.BUS_ERROR || (low & 3) != 3) {
            return low;
        }
        long high = port.fetch(Master.hart(0), pc + 2, hart.nowPs());
        return high == MemoryPort.BUS_ERROR ? high : low | high << 16;
    }

    private long eventCycle() {
        long nextPs = scheduler.nextPs();
        return nextPs == Scheduler.NEVER ? Long.MAX_VALUE : clock.edgeAtOrAfter(nextPs);
    }

    private void dispatchDue() {
        while (scheduler.nextPs() <= hart.nowPs()) {
            scheduler.dispatchNext();
        }
    }

    private void waitForInterrupt() {
        if (scheduler.nextPs() != Scheduler.NEVER) {
            hart.idleUntil(eventCycle());
        } else if (!uart.awaitsInput() || !inputWait.await()) {
            end = new RunEnd.WaitsForever(hart.pc());
        }
        lastRetiredCycle = hart.cycle();
    }

    private void checkProgress() {
        if (instructions() != lastRetired) {
            lastRetired = instructions();
            lastRetiredCycle = hart.cycle();
        } else if (end == null && hart.cycle() - lastRetiredCycle > TRAPS_FOREVER_CYCLES) {
            end = new RunEnd.TrapsForever(hart.pc());
        }
    }

    private void reset() {
        resetRequested = false;
        long cycle = hart.cycle();
        retiredBeforeReset = instructions();
        hartAtPowerOn.restoreInto(hart);
        hart.idleUntil(cycle);
        devices.forEach(device -> device.reset(hart.nowPs()));
        load();
    }

    private byte[] deviceTree() {
        int cpu = 1;
        int interruptController = 2;
        int test = 3;
        return new DeviceTree()
                .begin("")
                .cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .strings("compatible", "riscv-virtio")
                .strings("model", "bulkhead,bare")
                .begin("chosen")
                .strings("stdout-path", "/soc/serial@10000000")
                .end()
                .begin("memory@80000000")
                .strings("device_type", "memory")
                .cells("reg", 0, RAM_BASE, 0, RAM_BYTES)
                .end()
                .begin("cpus")
                .cells("#address-cells", 1)
                .cells("#size-cells", 0)
                .cells("timebase-frequency", TIMER_HZ)
                .begin("cpu@0")
                .strings("device_type", "cpu")
                .cells("reg", 0)
                .strings("status", "okay")
                .strings("compatible", "riscv")
                .strings("riscv,isa", "rv32imafdc_zicsr_zifencei")
                .strings("mmu-type", "riscv,none")
                .begin("interrupt-controller")
                .cells("#interrupt-cells", 1)
                .cells("interrupt-controller")
                .strings("compatible", "riscv,cpu-intc")
                .cells("phandle", cpu)
                .end()
                .end()
                .end()
                .begin("soc")
                .cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .strings("compatible", "simple-bus")
                .cells("ranges")
                .begin("test@100000")
                .cells("phandle", test)
                .cells("reg", 0, FINISHER_BASE, 0, finisher.size())
                .strings("compatible", "sifive,test1", "sifive,test0", "syscon")
                .end()
                .begin("clint@2000000")
                .cells("interrupts-extended", cpu, Cause.MACHINE_SOFTWARE, cpu, Cause.MACHINE_TIMER)
                .cells("reg", 0, ACLINT_BASE, 0, aclint.size())
                .strings("compatible", "sifive,clint0", "riscv,clint0")
                .end()
                .begin("plic@c000000")
                .cells("phandle", interruptController)
                .cells("riscv,ndev", Plic.LAST_SOURCE)
                .cells("reg", 0, PLIC_BASE, 0, plic.size())
                .cells("interrupts-extended", cpu, Cause.MACHINE_EXTERNAL)
                .cells("interrupt-controller")
                .strings("compatible", "sifive,plic-1.0.0", "riscv,plic0")
                .cells("#address-cells", 0)
                .cells("#interrupt-cells", 1)
                .end()
                .begin("serial@10000000")
                .cells("interrupts", UART_SOURCE)
                .cells("interrupt-parent", interruptController)
                .cells("clock-frequency", Uart.CLOCK_HZ)
                .cells("reg", 0, UART_BASE, 0, uart.size())
                .strings("compatible", "ns16550a")
                .end()
                .end()
                .begin("poweroff")
                .cells("value", 0x5555)
                .cells("offset", 0)
                .cells("regmap", test)
                .strings("compatible", "syscon-poweroff")
                .end()
                .begin("reboot")
                .cells("value", 0x7777)
                .cells("offset", 0)
                .cells("regmap", test)
                .strings("compatible", "syscon-reboot")
                .end()
                .end()
                .toBytes();
    }

    @Override
    public void describe(Fields fields) {
        fields.child("scheduler", scheduler);
        fields.child("hart", hart);
        fields.child("ram", ram);
        for (Device device : devices) {
            fields.child(device.name(), device);
        }
        retiredBeforeReset = fields.i64("retiredBeforeReset", retiredBeforeReset);
        lastRetired = fields.i64("lastRetired", lastRetired);
        lastRetiredCycle = fields.i64("lastRetiredCycle", lastRetiredCycle);
    }
}

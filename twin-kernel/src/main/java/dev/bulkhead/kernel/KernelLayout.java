package dev.bulkhead.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the kernel's data lie in RAM. Numbers are 32-bit words, {@code long}s two of them, the low
 * one first.
 *
 * @param partitions how many there are, 1..63
 * @param ends entries of the table of channel ends
 * @param portBuffers address of each port's buffer, the sampling ports first, then the queues
 * @param dmaTable address of what the IOPMP shall hold
 * @param dmaMasters devices with DMA
 * @param dmaEntries entries of the IOPMP that they take
 * @param dataEnd first address behind the kernel's data
 */
record KernelLayout(
        int partitions,
        int ends,
        List<Integer> portBuffers,
        int dmaTable,
        int dmaMasters,
        int dmaEntries,
        int dataEnd) {
    static final int BASE = 0x8000_0000;
    static final int BYTES = 0x4_0000;

    static final int NONE = -1;
    static final int CHANNELS = 62;

    // the whole kernel
    static final int LOADED = BASE;
    static final int WINDOW = BASE + 0x04;
    static final int FRAME = BASE + 0x08;
    static final int WINDOW_STATE = BASE + 0x10;
    static final int OPEN_AT = BASE + 0x18;
    static final int CLOSE_AT = BASE + 0x20;
    static final int EPOCH_CYCLE = BASE + 0x28;
    static final int EPOCH_TICK = BASE + 0x30;
    static final int ACCOUNT_FROM = BASE + 0x38;
    static final int ACCOUNT = BASE + 0x40;
    static final int MEMBERS = BASE + 0x48;
    static final int BOOTING = BASE + 0x50;
    static final int WINDOW_COUNT = BASE + 0x54;
    static final int FRAME_US = BASE + 0x58;
    static final int START_US = BASE + 0x5c;
    static final int LEAD_US = BASE + 0x60;
    static final int SWITCH_AT = BASE + 0x68;
    static final int WATCHDOG = BASE + 0x70;
    static final int WATCHDOG_CLOSED_US = BASE + 0x74;
    static final int WATCHDOG_OPEN_US = BASE + 0x78;
    static final int WINDOWS = BASE + 0x80;
    static final int WINDOW_STRIDE = 16;
    static final int MAX_WINDOWS = 64;
    static final int INTERRUPT_OWNERS = BASE + 0x480;
    static final int INTERRUPT_SOURCES = 96;

    /** States in {@link #WINDOW_STATE}. */
    static final int WINDOW_CLOSED = 0;

    static final int WINDOW_OPEN = 1;
    static final int WINDOW_WAITING = 2;

    // a row of the schedule
    static final int WINDOW_START_US = 0;
    static final int WINDOW_DURATION_US = 4;
    static final int WINDOW_MEMBERS = 8;

    // the profile; the last hangs are kept as a ring of their times
    static final int ON_KERNEL_FAULT = BASE + 0x600;
    static final int HANG_LIMIT = BASE + 0x604;
    static final int HANGS = BASE + 0x608;
    static final int BOOT_CONSTANT_US = BASE + 0x60c;
    static final int HANG_TIMEOUT = BASE + 0x610;
    static final int HANG_WITHIN = BASE + 0x618;
    static final int HANG_TIMES = BASE + 0x620;
    static final int MAX_HANG_LIMIT = 16;

    // one partition
    static final int PARTITIONS = BASE + 0x6c0;
    static final int PARTITION_STRIDE = 0x880;
    static final int PC = 0x000; // x1 to x31 follow
    static final int F = 0x080;
    static final int MSTATUS = 0x180;
    static final int FCSR = 0x184;
    static final int PMPADDR = 0x190;
    static final int PMPCFG = 0x1d0;
    static final int STATE = 0x1e0;
    static final int PRIORITY = 0x1e4;
    static final int PENDING = 0x1e8;
    static final int CALLERS = 0x1f0;
    static final int SERVING = 0x1f8;
    static final int IPC = 0x1fc;
    static final int CALL_TO = 0x200;
    static final int CALL_CHANNEL = 0x204;
    static final int CALL_INFO = 0x208;
    static final int ENTRY = 0x20c;
    static final int RESTARTS = 0x210;
    static final int COPY_SEGMENT = 0x214;
    static final int COPY_OFFSET = 0x218;
    static final int SEGMENT_COUNT = 0x21c;
    static final int INTERRUPTS_ENABLED = 0x220;
    static final int INTERRUPTS_OWNED = 0x22c;
    static final int INTERRUPT_WORDS = 3;
    static final int TIMER_COUNT = 0x238;
    static final int REGION_COUNT = 0x23c;
    static final int BUDGET = 0x240;
    static final int PERIOD = 0x248;
    static final int REFILL_HEAD = 0x250;
    static final int REFILL_COUNT = 0x254;
    static final int HEALTH_ACTIONS = 0x258;
    static final int HEALTH_NOTIFY = 0x274;
    static final int HEALTH_CHANNEL = 0x278;
    static final int RESTART_LIMIT = 0x27c;
    static final int RESTART_WITHIN = 0x280;
    static final int REFILLS = 0x290;
    static final int REFILL_STRIDE = 16;
    static final int MAX_REFILLS = 8;
    static final int RESTART_TIMES = 0x310;
    static final int MAX_RESTART_LIMIT = 16;
    static final int SEGMENTS = 0x390;
    static final int SEGMENT_STRIDE = 16;
    static final int MAX_SEGMENTS = 12;
    static final int REGIONS = 0x450;
    static final int REGION_STRIDE = 12;
    static final int MAX_REGIONS = 16;
    static final int TIMERS = 0x510;
    static final int TIMER_STRIDE = 40;
    static final int MAX_TIMERS = 8;
    static final int CAPABILITIES = 0x650;
    static final int PORT_CAPABILITIES = 0x750;
    static final int PLACEMENT = 0x848;
    static final int BUSY_SINCE = 0x850;
    static final int BACK_OFF = 0x858;
    static final int BACK_OFF_MAX = 0x860;
    static final int BACK_OFF_LAST = 0x868;
    static final int COPY_FROM = 0x870;

    /** Values of {@link #STATE}. */
    static final int READY = 0;

    static final int WAITING = 1;
    static final int CALLING = 2;
    static final int COPYING = 3;
    static final int STOPPED = 4;

    // a refill: when, how much
    static final int REFILL_TIME = 0;
    static final int REFILL_AMOUNT = 8;

    // a segment of a pristine image
    static final int SEGMENT_ROM = 0;
    static final int SEGMENT_RAM = 4;
    static final int SEGMENT_FILE_BYTES = 8;
    static final int SEGMENT_BYTES = 12;

    // memory that a partition may name in kernel calls
    static final int REGION_FIRST = 0;
    static final int REGION_LAST = 4;
    static final int REGION_RIGHTS = 8;
    static final int RIGHT_READ = 1;
    static final int RIGHT_WRITE = 2;

    // a timer of a partition
    static final int TIMER_CHANNEL = 0;
    static final int TIMER_JOB = 4;
    static final int TIMER_PERIOD = 8;
    static final int TIMER_NEXT = 16;
    static final int TIMER_DEADLINE = 24;
    static final int TIMER_RELEASED = 32;

    // capabilities: kind in the low byte, index of end or interrupt source above
    static final int CAPABILITY_CHANNEL = 1;
    static final int CAPABILITY_INTERRUPT = 2;

    // port capabilities: right in the low byte, index of the port above
    static final int PORT_READER = 1;
    static final int PORT_WRITER = 2;
    static final int QUEUE_RECEIVER = 3;
    static final int QUEUE_SENDER = 4;

    // an end of a channel
    static final int END_STRIDE = 16;
    static final int END_PEER = 0;
    static final int END_PEER_CHANNEL = 4;
    static final int END_MAY_CALL = 8;

    // a port
    static final int PORT_STRIDE = 32;
    static final int PORT_SIZE = 0;
    static final int PORT_BUFFER = 4;
    static final int PORT_REFRESH = 8;
    static final int PORT_WRITTEN = 16;
    static final int PORT_WRITTEN_AT = 24;
    static final int MAX_PORT_BYTES = 1024;

    // a device with DMA: whose windows are its own, the first entry behind its own
    static final int DMA_STRIDE = 12;
    static final int DMA_OWNERS = 0;
    static final int DMA_TOP = 8;

    // an entry of the IOPMP
    static final int ENTRY_STRIDE = 8;
    static final int ENTRY_ADDRESS = 0;
    static final int ENTRY_CONFIGURATION = 4;

    // a queuing port has size and buffer at the same places; its slots hold a length and a message
    static final int QUEUE_DEPTH = 8;
    static final int QUEUE_HEAD = 12;
    static final int QUEUE_COUNT = 16;
    static final int QUEUE_LOST = 20;
    static final int QUEUE_TELLS = 24;

    KernelLayout {
        portBuffers = List.copyOf(portBuffers);
    }

    /**
     * Places the tables of a system one behind the other.
     *
     * @param portBytes size of each port's buffer
     */
    static KernelLayout of(
            int partitions, int ends, List<Integer> portBytes, int dmaMasters, int dmaEntries) {
        int endTable = PARTITIONS + partitions * PARTITION_STRIDE;
        int portTable = endTable + ends * END_STRIDE;
        int at = portTable + portBytes.size() * PORT_STRIDE;
        List<Integer> buffers = new ArrayList<>();
        for (int bytes : portBytes) {
            buffers.add(at);
            at += bytes + 3 & -4;
        }
        int dma = at;
        int entryTable = dma + 4 + dmaMasters * DMA_STRIDE;
        return new KernelLayout(
                partitions,
                ends,
                buffers,
                dma,
                dmaMasters,
                dmaEntries,
                entryTable + dmaEntries * ENTRY_STRIDE);
    }

    /** The word with the memory domains that are held back outside their owner's windows. */
    int dmaGated() {
        return dmaTable;
    }

    int dmaMaster(int index) {
        return dmaTable + 4 + index * DMA_STRIDE;
    }

    int dmaEntry(int index) {
        return dmaMaster(dmaMasters) + index * ENTRY_STRIDE;
    }

    /** Bytes of a place in a queue of messages of at most {@code size} bytes. */
    static int slotBytes(int size) {
        return 4 + (size + 3 & -4);
    }

    int partition(int index) {
        return PARTITIONS + index * PARTITION_STRIDE;
    }

    int end(int index) {
        return PARTITIONS + partitions * PARTITION_STRIDE + index * END_STRIDE;
    }

    int port(int index) {
        return end(ends) + index * PORT_STRIDE;
    }

    int portBuffer(int index) {
        return portBuffers.get(index);
    }

    /** Addresses of the words of all buffers, which lie one behind the other. */
    List<Integer> portBufferWords() {
        return portBuffers.isEmpty()
                ? List.of()
                : IntStream.iterate(portBuffers.getFirst(), at -> at < dmaTable, at -> at + 4)
                        .boxed()
                        .toList();
    }

    /** Bytes of a port's buffer, rounded up to words. */
    int portBytes(int index) {
        int next = index + 1 < portBuffers.size() ? portBuffers.get(index + 1) : dmaTable;
        return next - portBuffers.get(index);
    }
}

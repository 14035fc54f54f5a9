package dev.bulkhead.board.iopmp;

import dev.bulkhead.board.Device;
import dev.bulkhead.memory.DmaPort;
import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Fields;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * What a PMP is for a hart, this is for devices: each access carries the number of its requestor
 * (RRID), and entries in order of priority say which bytes that one may read and write. It also
 * holds back ("stalls") the accesses of chosen memory domains.
 *
 * <p>Register map: docs/board.md, with what is left out of the specification. An RRID without a
 * memory domain is unknown. Registers take 32-bit accesses only.
 *
 * @see "RISC-V IOPMP Architecture Specification (github.com/riscv-non-isa/iopmp-spec), chapter 2,
 *     Priority and Matching Logic, and chapter 5, Registers"
 */
public final class Iopmp implements Device {
    public static final int SIZE = 0x3000;
    public static final int REQUESTORS = 8;
    public static final int ENTRIES = 64;

    public static final int MDSTALL = 0x30;
    public static final int MDLCK = 0x40;
    public static final int MDCFGLCK = 0x48;
    public static final int ENTRYLCK = 0x4c;
    public static final int MDCFG = 0x800;
    public static final int SRCMD_EN = 0x1000;
    public static final int SRCMD_STRIDE = 32;
    public static final int ENTRY_ADDR = 0x2000;
    public static final int ENTRY_CFG = 0x2008;
    public static final int ENTRY_STRIDE = 16;

    static final int HWCFG0 = 0x08;
    static final int HWCFG1 = 0x0c;
    static final int HWCFG2 = 0x10;
    static final int ENTRYOFFSET = 0x14;
    public static final int ERR_REQINFO = 0x64;
    static final int ERR_REQADDR = 0x68;
    static final int ERR_REQID = 0x70;

    private static final int TOR_EN = 1 << 4;
    private static final int STALL_EN = 1 << 13;
    private static final int ENABLE = 1 << 31;
    private static final int LOCK = 1;
    private static final int DOMAIN_BITS = (1 << REQUESTORS) - 1 << 1;
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int ENTRY_BITS = 0x1f;
    private static final int TRANSACTION_READ = 1;
    private static final int TRANSACTION_WRITE = 2;

    /** Bytes of one access of a device that moves a large block. */
    private static final int BURST_BYTES = 64;

    /** Told of an access that was refused. */
    @FunctionalInterface
    public interface RefusalListener {
        void refused(int requestor, int address, boolean write, long atPs);
    }

    /** Why an access is refused, numbered as {@code ERR_REQINFO.etype}. */
    enum Violation {
        NONE,
        ILLEGAL_READ,
        ILLEGAL_WRITE,
        ILLEGAL_FETCH,
        PARTIAL_HIT,
        NO_HIT,
        UNKNOWN_RRID
    }

    private final MemoryPort memory;
    private final RefusalListener refusals;
    private final TreeMap<Integer, Port> ports = new TreeMap<>();
    private final int[] domainTop = new int[REQUESTORS];
    private final int[] domains = new int[REQUESTORS];
    private final int[] address = new int[ENTRIES];
    private final int[] configuration = new int[ENTRIES];
    private int stalled;
    private boolean exempt;
    private int domainLock;
    private int domainTopLock;
    private int entryLock;
    private int errorInfo;
    private int errorAddress;
    private int errorId;

    public Iopmp(MemoryPort memory, RefusalListener refusals) {
        this.memory = memory;
        this.refusals = refusals;
    }

    /** The way to memory of requestor {@code rrid}, 0 to 7; each is asked for once. */
    public DmaPort port(int rrid, Master master) {
        Port port = new Port(rrid, master);
        if (ports.putIfAbsent(rrid, port) != null) {
            throw new IllegalArgumentException("requestor " + rrid + " has a port already");
        }
        return port;
    }

    @Override
    public String name() {
        return "iopmp";
    }

    @Override
    public int size() {
        return SIZE;
    }

    private final class Port implements DmaPort {
        private final int rrid;
        private final Master master;
        private OpenListener listener = _ -> {};

        Port(int rrid, Master master) {
            this.rrid = rrid;
            this.master = master;
        }

        @Override
        public boolean isOpen() {
            boolean selected = (domains[rrid] & stalled) != 0;
            return exempt ? selected : !selected;
        }

        @Override
        public void onOpen(OpenListener target) {
            listener = target;
        }

        @Override
        public boolean load(int from, byte[] into, long nowPs) {
            return permits(from, into.length, false, nowPs)
                    && memory.loadBlock(master, from, into, nowPs);
        }

        @Override
        public boolean store(int to, byte[] from, long nowPs) {
            return permits(to, from.length, true, nowPs)
                    && memory.storeBlock(master, to, from, nowPs);
        }

        private boolean permits(int at, int bytes, boolean write, long nowPs) {
            if (check(rrid, at, bytes, write) == Violation.NONE) {
                return true;
            }
            for (int done = 0; done < bytes; ) {
                int burst = Math.min(bytes - done, BURST_BYTES - (at + done & BURST_BYTES - 1));
                Violation violation = check(rrid, at + done, burst, write);
                if (violation != Violation.NONE) {
                    capture(violation, rrid, at + done, burst, write);
                    refusals.refused(rrid, at + done, write, nowPs);
                    return false;
                }
                done += burst;
            }
            return true;
        }
    }

    /** What is wrong with an access that is one transaction on the bus. */
    private Violation check(int rrid, int at, int bytes, boolean write) {
        if ((domains[rrid] & DOMAIN_BITS) == 0) {
            return Violation.UNKNOWN_RRID;
        }
        long from = Integer.toUnsignedLong(at);
        long to = from + bytes;
        int entry = firstMatch(rrid, from, to);
        if (entry == ENTRIES) {
            return Violation.NO_HIT;
        }
        if (bottom(entry) > from || top(entry) < to) {
            return Violation.PARTIAL_HIT;
        }
        if ((configuration[entry] & (write ? WRITE : READ)) != 0) {
            return Violation.NONE;
        }
        return write ? Violation.ILLEGAL_WRITE : Violation.ILLEGAL_READ;
    }

    /** The entry of highest priority that has any of these bytes; {@link #ENTRIES} if none has. */
    private int firstMatch(int rrid, long from, long to) {
        int entry = 0;
        for (int domain = 0; domain < REQUESTORS; domain++) {
            int end = Math.min(domainTop[domain], ENTRIES);
            if ((domains[rrid] & 2 << domain) == 0) {
                entry = Math.max(entry, end);
            }
            for (; entry < end; entry++) {
                if (bottom(entry) < to && from < top(entry)) {
                    return entry;
                }
            }
        }
        return ENTRIES;
    }

    private int mode(int entry) {
        return configuration[entry] >>> 3 & 3;
    }

    private long bottom(int entry) {
        long word = Integer.toUnsignedLong(address[entry]);
        return switch (mode(entry)) {
            case 1 -> entry == 0 ? 0 : Integer.toUnsignedLong(address[entry - 1]) << 2;
            case 2 -> word << 2;
            case 3 -> (word & word + 1) << 2;
            default -> Long.MAX_VALUE; // off
        };
    }

    private long top(int entry) {
        long word = Integer.toUnsignedLong(address[entry]);
        return switch (mode(entry)) {
            case 1 -> bottom(entry) < word << 2 ? word << 2 : 0;
            case 2 -> word + 1 << 2;
            case 3 -> (word | word + 1) + 1 << 2;
            default -> 0; // off
        };
    }

    /** Keeps the first violation until it is cleared. */
    private void capture(Violation violation, int rrid, int at, int bytes, boolean write) {
        if ((errorInfo & 1) != 0) {
            return;
        }
        long from = Integer.toUnsignedLong(at);
        int entry =
                violation == Violation.UNKNOWN_RRID
                        ? ENTRIES
                        : firstMatch(rrid, from, from + bytes);
        errorInfo =
                1 | (write ? TRANSACTION_WRITE : TRANSACTION_READ) << 1 | violation.ordinal() << 4;
        errorAddress = at >>> 2;
        errorId = rrid | (entry == ENTRIES ? 0xffff : entry) << 16;
    }

    @Override
    public long read(int offset, int bytes, long nowPs) {
        return bytes == 4 ? Integer.toUnsignedLong(register(offset)) : MemoryPort.BUS_ERROR;
    }

    private int register(int offset) {
        if (offset >= ENTRY_ADDR) {
            int entry = (offset - ENTRY_ADDR) / ENTRY_STRIDE;
            if (entry >= ENTRIES) {
                return 0;
            }
            return switch (offset & ENTRY_STRIDE - 1) {
                case 0 -> address[entry];
                case 8 -> configuration[entry];
                default -> 0;
            };
        }
        if (offset >= SRCMD_EN) {
            int rrid = (offset - SRCMD_EN) / SRCMD_STRIDE;
            return rrid < REQUESTORS && offset % SRCMD_STRIDE == 0 ? domains[rrid] : 0;
        }
        if (offset >= MDCFG) {
            int domain = offset - MDCFG >>> 2;
            return domain < REQUESTORS ? domainTop[domain] : 0;
        }
        return switch (offset) {
            case HWCFG0 -> ENABLE | REQUESTORS << 24 | STALL_EN | TOR_EN;
            case HWCFG1 -> ENTRIES << 16 | REQUESTORS;
            case HWCFG2 -> ENTRIES;
            case ENTRYOFFSET -> ENTRY_ADDR;
            case MDSTALL -> stalled | (stalled != 0 || exempt ? 1 : 0);
            case MDLCK -> domainLock;
            case MDCFGLCK -> domainTopLock;
            case ENTRYLCK -> entryLock;
            case ERR_REQINFO -> errorInfo;
            case ERR_REQADDR -> errorAddress;
            case ERR_REQID -> errorId;
            default -> 0;
        };
    }

    @Override
    public boolean write(int offset, int bytes, int value, long nowPs) {
        if (bytes != 4) {
            return false;
        }
        boolean[] wasOpen = new boolean[REQUESTORS];
        ports.forEach((rrid, port) -> wasOpen[rrid] = port.isOpen());
        set(offset, value);
        ports.forEach(
                (rrid, port) -> {
                    if (!wasOpen[rrid] && port.isOpen()) {
                        port.listener.opened(nowPs);
                    }
                });
        return true;
    }

    private void set(int offset, int value) {
        if (offset >= ENTRY_ADDR) {
            setEntry((offset - ENTRY_ADDR) / ENTRY_STRIDE, offset & ENTRY_STRIDE - 1, value);
        } else if (offset >= SRCMD_EN) {
            int rrid = (offset - SRCMD_EN) / SRCMD_STRIDE;
            if (rrid < REQUESTORS && offset % SRCMD_STRIDE == 0 && (domains[rrid] & LOCK) == 0) {
                int kept = domainLock & DOMAIN_BITS;
                domains[rrid] = domains[rrid] & kept | value & ~kept & (DOMAIN_BITS | LOCK);
            }
        } else if (offset >= MDCFG) {
            int domain = offset - MDCFG >>> 2;
            if (domain < REQUESTORS && domain >= domainTopLock >>> 1) {
                domainTop[domain] = value & 0xffff;
            }
        } else {
            setControl(offset, value);
        }
    }

    private void setEntry(int entry, int register, int value) {
        if (entry >= ENTRIES || entry < entryLock >>> 1) {
            return;
        }
        if (register == 0) {
            address[entry] = value;
        } else if (register == 8) {
            configuration[entry] = value & ENTRY_BITS;
        }
    }

    private void setControl(int offset, int value) {
        switch (offset) {
            case MDSTALL -> {
                stalled = value & DOMAIN_BITS;
                exempt = (value & 1) != 0;
            }
            case MDLCK -> {
                if ((domainLock & LOCK) == 0) {
                    domainLock |= value & (DOMAIN_BITS | LOCK);
                }
            }
            case MDCFGLCK -> domainTopLock = raised(domainTopLock, value, REQUESTORS);
            case ENTRYLCK -> entryLock = raised(entryLock, value, ENTRIES);
            case ERR_REQINFO -> {
                if ((value & 1) != 0) {
                    errorInfo = 0;
                }
            }
            default -> {} // the rest is read-only
        }
    }

    /** A lock register: a count that only grows, and bit 0 that ends even this. */
    private static int raised(int lock, int value, int most) {
        if ((lock & LOCK) != 0) {
            return lock;
        }
        int count = Math.max(lock >>> 1, Math.min(value >>> 1, most));
        return count << 1 | value & LOCK;
    }

    @Override
    public void reset(long nowPs) {
        Arrays.fill(domainTop, 0);
        Arrays.fill(domains, 0);
        Arrays.fill(address, 0);
        Arrays.fill(configuration, 0);
        stalled = 0;
        exempt = false;
        domainLock = 0;
        domainTopLock = 0;
        entryLock = 0;
        errorInfo = 0;
        errorAddress = 0;
        errorId = 0;
    }

    /** The registers that say what it permits and what is locked. */
    public static List<Integer> tableRegisters() {
        List<Integer> registers = new ArrayList<>(List.of(MDLCK, MDCFGLCK, ENTRYLCK));
        for (int n = 0; n < REQUESTORS; n++) {
            registers.add(MDCFG + 4 * n);
            registers.add(SRCMD_EN + SRCMD_STRIDE * n);
        }
        for (int n = 0; n < ENTRIES; n++) {
            registers.add(ENTRY_ADDR + ENTRY_STRIDE * n);
            registers.add(ENTRY_CFG + ENTRY_STRIDE * n);
        }
        return registers;
    }

    private void describeTable(Fields fields) {
        fields.i32s("domainTop", domainTop);
        fields.i32s("domains", domains);
        fields.i32s("address", address);
        fields.i32s("configuration", configuration);
        domainLock = fields.i32("domainLock", domainLock);
        domainTopLock = fields.i32("domainTopLock", domainTopLock);
        entryLock = fields.i32("entryLock", entryLock);
    }

    @Override
    public void describe(Fields fields) {
        fields.child("table", this::describeTable);
        stalled = fields.i32("stalled", stalled);
        exempt = fields.bool("exempt", exempt);
        errorInfo = fields.i32("errorInfo", errorInfo);
        errorAddress = fields.i32("errorAddress", errorAddress);
        errorId = fields.i32("errorId", errorId);
    }
}

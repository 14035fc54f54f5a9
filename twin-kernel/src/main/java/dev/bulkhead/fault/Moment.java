package dev.bulkhead.fault;

import dev.bulkhead.elf.SourceLines;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.kernel.KernelWords;
import dev.bulkhead.memory.AccessWatch;
import dev.bulkhead.memory.MemoryAccess;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Disturbance;

import java.util.List;

/** Waits for what a fault's {@link When} says. */
abstract class Moment implements Stateful {
    /** The next cycle at which the moment comes if nothing else happens. */
    long cycle() {
        return Disturbance.NEVER;
    }

    boolean concerns(int pc, Instruction instruction) {
        return false;
    }

    /** Whether the moment comes right before this execution of an instruction it concerns. */
    boolean before(int pc) {
        return false;
    }

    /** Has what waits for accesses wait, and says whom to tell. */
    void attach(Runnable comes) {}

    /** No longer waits. */
    void detach() {}

    /** Whether the moment comes with this record. */
    boolean recorded(TraceRecord record) {
        return false;
    }

    @Override
    public void describe(Fields fields) {}

    /** A cycle. */
    static final class AtCycle extends Moment {
        private final long cycle;

        AtCycle(long cycle) {
            this.cycle = cycle;
        }

        @Override
        long cycle() {
            return cycle;
        }
    }

    /** The n-th of something that is counted. */
    abstract static class Counted extends Moment {
        private final long wanted;
        private long count;

        Counted(long wanted) {
            this.wanted = wanted;
        }

        final boolean counts() {
            count++;
            return count == wanted;
        }

        @Override
        public void describe(Fields fields) {
            count = fields.i64("count", count);
        }
    }

    /** The n-th execution of an address. */
    static final class Executed extends Counted {
        private final int address;

        Executed(int address, long wanted) {
            super(wanted);
            this.address = address;
        }

        @Override
        boolean concerns(int pc, Instruction instruction) {
            return pc == address;
        }

        @Override
        boolean before(int pc) {
            return pc == address && counts();
        }
    }

    /** The n-th time that a source line is come to from elsewhere. */
    static final class AtLine extends Counted {
        private static final long NEVER = -2;

        private final Hart hart;
        private final SourceLines lines;
        private final SourceLines.Line line;
        private final List<Integer> entries;

        /** Instructions retired when the line's last one began. */
        private long lastInLine = NEVER;

        AtLine(Hart hart, SourceLines lines, SourceLines.Line line, long wanted) {
            super(wanted);
            this.hart = hart;
            this.lines = lines;
            this.line = line;
            entries = lines.entries(line.file(), line.line());
        }

        @Override
        boolean concerns(int pc, Instruction instruction) {
            return lines.at(pc).filter(line::equals).isPresent();
        }

        @Override
        boolean before(int pc) {
            if (lines.at(pc).filter(line::equals).isEmpty()) {
                return false;
            }
            boolean comesFromIt = hart.instret() == lastInLine + 1;
            lastInLine = hart.instret();
            return !comesFromIt && entries.contains(pc) && counts();
        }

        @Override
        public void describe(Fields fields) {
            super.describe(fields);
            lastInLine = fields.i64("lastInLine", lastInLine);
        }
    }

    /** The kernel has copied all images and is about to set up protection, for the first time. */
    static final class ImagesStand extends Moment {
        private final Ram ram;
        private final int partitions;

        ImagesStand(Ram ram, int partitions) {
            this.ram = ram;
            this.partitions = partitions;
        }

        @Override
        boolean concerns(int pc, Instruction instruction) {
            return pc == KernelWords.BOOT_PC;
        }

        @Override
        boolean before(int pc) {
            return pc == KernelWords.BOOT_PC
                    && ram.load(KernelWords.IMAGES_COPIED, Integer.BYTES) == partitions;
        }
    }

    /** The n-th load or store of an address. */
    static final class Accessed extends Counted {
        private final MemoryPort port;
        private final boolean write;
        private final int address;
        private final AccessWatch watch = this::before;
        private Runnable comes = () -> {};

        Accessed(MemoryPort port, boolean write, int address, long wanted) {
            super(wanted);
            this.port = port;
            this.write = write;
            this.address = address;
        }

        @Override
        void attach(Runnable whom) {
            comes = whom;
            port.watch(address, 1, watch);
        }

        @Override
        void detach() {
            port.unwatch(watch);
        }

        private void before(MemoryAccess access) {
            MemoryAccess.Kind wanted = write ? MemoryAccess.Kind.STORE : MemoryAccess.Kind.LOAD;
            if (access.kind() == wanted && counts()) {
                comes.run();
            }
        }
    }

    /** The n-th record that fits. */
    static final class Recorded extends Counted {
        private final java.util.function.Predicate<TraceRecord> fits;

        Recorded(java.util.function.Predicate<TraceRecord> fits, long wanted) {
            super(wanted);
            this.fits = fits;
        }

        @Override
        boolean recorded(TraceRecord record) {
            return fits.test(record) && counts();
        }
    }
}

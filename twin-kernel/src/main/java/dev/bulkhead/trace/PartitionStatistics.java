package dev.bulkhead.trace;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.trace.TraceRecord.DeadlineMet;
import dev.bulkhead.trace.TraceRecord.DeadlineMissed;
import dev.bulkhead.trace.TraceRecord.PartitionFault;
import dev.bulkhead.trace.TraceRecord.PartitionRestarted;

/**
 * What each partition used and suffered since power-on; counted beside the run, never read by it.
 */
public final class PartitionStatistics implements TraceSink, Stateful {
    private final long[] cycles;
    private final long[] restarts;
    private final long[] faults;
    private final long[] deadlinesMet;
    private final long[] deadlinesMissed;
    private long kernelCycles;
    private long idleCycles;

    private SwitchListener switchListener = (_, _) -> {};

    /** Learns who gets the hart; cannot change anything. */
    @FunctionalInterface
    public interface SwitchListener {
        /**
         * @param partition -1 for nobody
         * @param cycle from which it has the hart
         */
        void switched(int partition, long cycle);
    }

    public PartitionStatistics(int partitions) {
        cycles = new long[partitions];
        restarts = new long[partitions];
        faults = new long[partitions];
        deadlinesMet = new long[partitions];
        deadlinesMissed = new long[partitions];
    }

    @Override
    public void record(TraceRecord record) {
        switch (record) {
            case DeadlineMet r -> add(deadlinesMet, r.partition(), 1);
            case DeadlineMissed r -> add(deadlinesMissed, r.partition(), 1);
            case PartitionRestarted r -> add(restarts, r.partition(), 1);
            case PartitionFault r -> add(faults, r.partition(), 1);
            default -> {}
        }
    }

    /** Adds hart cycles that were spent on {@code partition}, kernel operations included. */
    public void spent(int partition, long hartCycles) {
        add(cycles, partition, hartCycles);
    }

    /** Adds hart cycles of kernel operations, whoever paid for them. */
    public void inKernel(long hartCycles) {
        kernelCycles += hartCycles;
    }

    /** Adds hart cycles in which it waited for an interrupt. */
    public void idle(long hartCycles) {
        idleCycles += hartCycles;
    }

    /** A partition that corrupted kernel data made up counts for nobody. */
    private static void add(long[] counts, int partition, long amount) {
        if (partition >= 0 && partition < counts.length) {
            counts[partition] += amount;
        }
    }

    /** The hart holds another partition's registers from {@code cycle} on, -1 for nobody's. */
    public void switched(int partition, long cycle) {
        switchListener.switched(partition, cycle);
    }

    /** Tells {@code listener} of each switch from now on; no state. */
    public void onSwitch(SwitchListener listener) {
        switchListener = listener;
    }

    /** Cycles of all kernel operations. */
    public long kernelCycles() {
        return kernelCycles;
    }

    /**
     * Cycles in which the hart waited: for a window to open, or since nobody had anything to do.
     */
    public long idleCycles() {
        return idleCycles;
    }

    public long cycles(int partition) {
        return cycles[partition];
    }

    public long restarts(int partition) {
        return restarts[partition];
    }

    public long faults(int partition) {
        return faults[partition];
    }

    public long deadlinesMet(int partition) {
        return deadlinesMet[partition];
    }

    public long deadlinesMissed(int partition) {
        return deadlinesMissed[partition];
    }

    @Override
    public void describe(Fields fields) {
        fields.i64s("cycles", cycles);
        fields.i64s("restarts", restarts);
        fields.i64s("faults", faults);
        fields.i64s("deadlinesMet", deadlinesMet);
        fields.i64s("deadlinesMissed", deadlinesMissed);
        kernelCycles = fields.i64("kernelCycles", kernelCycles);
        idleCycles = fields.i64("idleCycles", idleCycles);
    }
}

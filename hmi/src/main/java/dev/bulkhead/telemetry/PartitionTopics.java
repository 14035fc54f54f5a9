package dev.bulkhead.telemetry;

import dev.bulkhead.campaign.RecordText;
import dev.bulkhead.chain.Places;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.trace.TraceRecord;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;

/** Each partition's state, share of the hart, last fault and console. */
final class PartitionTopics implements TwinPublisher.Topics {
    private final Telemetry telemetry;
    private final List<Partition> partitions;
    private final Places places;
    private final long bootCycles;
    private Optional<TwinSample> before = Optional.empty();

    PartitionTopics(Telemetry telemetry, LoadedSystem system) {
        this.telemetry = telemetry;
        partitions = system.description().partitions();
        places = new Places(system);
        bootCycles =
                system.description().board().clockHz()
                        * system.description().schedule().startUs()
                        / 1_000_000;
    }

    @Override
    public void sampled(TwinSample sample) {
        for (int i = 0; i < partitions.size(); i++) {
            TwinSample.Partition now = sample.partitions().get(i);
            ObjectNode state = Telemetry.at(sample.atPs());
            state.put("state", now.state().label());
            state.put("restarts", now.restarts());
            state.put("faults", now.faults());
            state.put("deadlinesMet", now.deadlinesMet());
            state.put("deadlinesMissed", now.deadlinesMissed());
            telemetry.state(topic(i, "state"), state);
            telemetry.state(topic(i, "cpu"), cpu(sample, i));
        }
        before = Optional.of(sample);
    }

    private ObjectNode cpu(TwinSample sample, int i) {
        Partition partition = partitions.get(i);
        long used = sample.partitions().get(i).cycles();
        long usedBefore = before.map(b -> b.partitions().get(i).cycles()).orElse(0L);
        long cycles = sample.cycles() - before.map(TwinSample::cycles).orElse(bootCycles);
        ObjectNode cpu = Telemetry.at(sample.atPs());
        cpu.put("sharePercent", percent(used - usedBefore, cycles));
        cpu.put("totalSharePercent", percent(used, sample.cycles() - bootCycles));
        if (partition.periodUs() > 0) {
            cpu.put("budgetUs", partition.budgetUs());
            cpu.put("periodUs", partition.periodUs());
        }
        return cpu;
    }

    private static double percent(long part, long whole) {
        return whole <= 0 ? 0 : Telemetry.rounded(100.0 * part / whole);
    }

    @Override
    public void happened(TraceRecord record) {
        switch (record) {
            case TraceRecord.PartitionFault f ->
                    fault(f.atPs(), f.partition(), f.cause(), f.pc(), f.address());
            case TraceRecord.KernelOops f ->
                    fault(f.atPs(), f.partition(), f.cause(), f.pc(), f.address());
            default -> {}
        }
    }

    private void fault(long atPs, int partition, int cause, int pc, int address) {
        if (partition < 0 || partition >= partitions.size()) {
            return; // made up by corrupted kernel data
        }
        ObjectNode node = Telemetry.at(atPs);
        node.put("cause", cause);
        node.put("causeText", RecordText.cause(cause));
        node.put("pcHex", "%08x".formatted(pc));
        node.put("addressHex", "%08x".formatted(address));
        String symbol = places.symbol(pc);
        if (!symbol.isEmpty()) {
            node.put("symbol", symbol);
        }
        places.source(pc).ifPresent(line -> node.put("source", line.toString()));
        telemetry.lasting(topic(partition, "fault"), node);
    }

    @Override
    public void printed(long atPs, int partition, String text) {
        telemetry.event(topic(partition, "console"), Telemetry.at(atPs).put("text", text));
    }

    private String topic(int partition, String what) {
        return "partition/" + partitions.get(partition).name() + "/" + what;
    }
}

package dev.bulkhead.telemetry;

import dev.bulkhead.can.CanBusStatistics;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.trace.FrameKey;
import dev.bulkhead.trace.TraceRecord;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;

/** Each bus's load, frames and errors. */
final class BusTopics implements TwinPublisher.Topics {

    private final Telemetry telemetry;
    private final List<Bus> buses;
    private Optional<TwinSample> before = Optional.empty();

    BusTopics(Telemetry telemetry, SystemDescription system) {
        this.telemetry = telemetry;
        buses = system.buses();
    }

    @Override
    public void sampled(TwinSample sample) {
        for (int i = 0; i < buses.size(); i++) {
            int bus = i;
            CanBusStatistics now = sample.buses().get(i);
            Optional<CanBusStatistics> last = before.map(b -> b.buses().get(bus));
            double spanS = (sample.atPs() - before.map(TwinSample::atPs).orElse(0L)) / 1e12;
            load(sample.atPs(), bus, now, last, spanS);
            if (last.isEmpty() || errors(now) != errors(last.get())) {
                ObjectNode error = Telemetry.at(sample.atPs());
                error.put("errorBits", now.errorBits());
                error.put("collisions", now.collisions());
                error.put("notAcknowledged", now.notAcknowledged());
                telemetry.lasting(topic(bus, "error"), error);
            }
        }
        before = Optional.of(sample);
    }

    private void load(
            long atPs, int bus, CanBusStatistics now, Optional<CanBusStatistics> last, double s) {
        long bits = now.elapsedBits() - last.map(CanBusStatistics::elapsedBits).orElse(0L);
        long busy = busy(now) - last.map(BusTopics::busy).orElse(0L);
        long frames = now.frames() - last.map(CanBusStatistics::frames).orElse(0L);
        ObjectNode load = Telemetry.at(atPs);
        load.put(
                "loadPercent",
                bits <= 0 ? 0 : Math.min(100, Telemetry.rounded(100.0 * busy / bits)));
        load.put("framesPerS", s <= 0 ? 0 : Telemetry.rounded(frames / s));
        load.put("frames", now.frames());
        telemetry.state(topic(bus, "load"), load);
    }

    private static long busy(CanBusStatistics bus) {
        return bus.frameBits() + bus.errorBits() + bus.intermissionBits();
    }

    private static long errors(CanBusStatistics bus) {
        return bus.errorBits() + bus.collisions() + bus.notAcknowledged();
    }

    @Override
    public void happened(TraceRecord record) {
        if (record instanceof TraceRecord.FrameSent frame) {
            telemetry.passing(topic(frame.bus(), "frame"), frame(frame));
        }
    }

    private ObjectNode frame(TraceRecord.FrameSent frame) {
        boolean extended = FrameKey.extended(frame.identifier());
        int identifier = FrameKey.identifier(frame.identifier());
        ObjectNode node = Telemetry.at(frame.atPs());
        node.put("idHex", (extended ? "%08x" : "%03x").formatted(identifier));
        node.put("extended", extended);
        node.put("dataHex", frame.message().toString());
        if (FrameKey.fd(frame.identifier())) {
            node.put("fd", true);
        }
        if (FrameKey.bitRateSwitch(frame.identifier())) {
            node.put("brs", true);
        }
        Optional<DbcMessage> known =
                buses.get(frame.bus()).database().message(identifier, extended);
        if (known.isPresent()) {
            DbcMessage message = known.get();
            node.put("name", message.name());
            message.sender().ifPresent(sender -> node.put("sender", sender));
            signals(node.putObject("signals"), message, frame.message().toBytes());
        }
        return node;
    }

    private static void signals(ObjectNode node, DbcMessage message, byte[] data) {
        for (DbcSignal signal : message.signals()) {
            if (!message.isThere(signal, data)) {
                continue;
            }
            double value = signal.value(data);
            if (Double.isFinite(value)) { // JSON has no other
                node.putObject(signal.name()).put("value", value).put("unit", signal.unit());
            }
        }
    }

    private String topic(int bus, String what) {
        return "bus/" + buses.get(bus).name() + "/" + what;
    }
}

package dev.bulkhead.telemetry;

import dev.bulkhead.board.display.Display;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.DeviceKind;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the twin is, and how its time passes: {@code info} and {@code clock}. */
final class InfoTopics implements TwinPublisher.Topics {
    private final Telemetry telemetry;

    InfoTopics(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    void began(News.Began began) {
        SystemDescription system = began.system().description();
        ObjectNode info = Telemetry.at(0);
        info.put("system", system.name());
        info.put("scenario", began.scenario().name());
        info.put("profile", system.profile().name());
        info.put("seed", began.seed());
        ArrayNode without = info.putArray("without");
        began.without().forEach(without::add);
        info.put("durationS", began.scenario().duration().seconds());
        info.put("majorFrameUs", system.schedule().majorFrameUs());
        ArrayNode windows = info.putArray("windows");
        for (SystemDescription.Window window : system.schedule().windows()) {
            ObjectNode node = windows.addObject();
            node.put("startUs", window.startUs());
            node.put("lengthUs", window.durationUs());
            ArrayNode members = node.putArray("partitions");
            window.partitions().forEach(members::add);
        }
        ArrayNode partitions = info.putArray("partitions");
        for (SystemDescription.Partition partition : system.partitions()) {
            partitions
                    .addObject()
                    .put("name", partition.name())
                    .put("level", partition.level().name())
                    .put("kernel", partition.placement() == dev.bulkhead.system.Placement.KERNEL);
        }
        ArrayNode buses = info.putArray("buses");
        for (SystemDescription.Bus bus : system.buses()) {
            ObjectNode node =
                    buses.addObject()
                            .put("name", bus.name())
                            .put("bitrateKbps", bus.bitrate() / 1e3);
            bus.dataBitrate().ifPresent(hz -> node.put("dataBitrateKbps", hz / 1e3));
        }
        boolean hasDisplay =
                system.board().devices().stream().anyMatch(d -> d.kind() == DeviceKind.DISPLAY);
        if (hasDisplay) {
            info.putObject("display").put("widthPx", Display.WIDTH).put("heightPx", Display.HEIGHT);
        }
        telemetry.lasting("info", info);
    }

    @Override
    public void sampled(TwinSample sample) {
        TwinSample.Clock clock = sample.clock();
        ObjectNode node = Telemetry.at(sample.atPs());
        clock.paceFactor().ifPresent(factor -> node.put("paceFactor", factor));
        node.put("state", clock.state().label());
        node.put("speedFactor", Telemetry.rounded(clock.speedFactor()));
        node.put("samplesLost", clock.samplesLost());
        telemetry.state("clock", node);
    }
}

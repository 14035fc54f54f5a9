package dev.bulkhead.telemetry;

import dev.bulkhead.telemetry.Message.Delivery;

import io.vertx.core.buffer.Buffer;

/** What the display shows. */
final class ScreenTopic implements TwinPublisher.Topics {
    private final Telemetry telemetry;

    ScreenTopic(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public void sampled(TwinSample sample) {
        sample.panel()
                .map(panel -> Buffer.buffer(ScreenPicture.png(panel.toBytes())))
                .ifPresent(png -> telemetry.send("screen", png, Delivery.AT_MOST_ONCE, true));
    }
}

package dev.bulkhead.telemetry;

import io.vertx.core.buffer.Buffer;

import java.util.List;

/** A message and its frames, each made when first asked for. */
final class SharedFrames {
    private static final Buffer NONE = Buffer.buffer();

    private final Message message;
    private final byte[][] frames = new byte[4][];

    SharedFrames(Message message) {
        this.message = message;
    }

    Message message() {
        return message;
    }

    /** For a client without subscription identifiers that does not acknowledge. */
    byte[] plain(boolean mqtt5, boolean retain) {
        int which = (mqtt5 ? 2 : 0) + (retain ? 1 : 0);
        if (frames[which] == null) {
            frames[which] = PublishFrame.of(message, mqtt5, retain, 0, List.of(), NONE);
        }
        return frames[which];
    }
}

package dev.bulkhead.isotp;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.util.Arrays;
import java.util.Optional;

/**
 * One end of a link, a tester's: it sends a message, then receives the answer. It touches no bus
 * and no queue of events: its owner hands it frames and asks for those to be sent. Each frame is
 * filled up to 8 bytes. A frame that makes no sense, or comes when it should not, is ignored.
 */
public final class IsoTpLink implements Stateful {
    /** The longest message that a first frame with 12 bits of length can announce. */
    public static final int MOST_BYTES = 4095;

    /** So long the other end may take for each frame, N_Bs and N_Cr: 1 s. */
    public static final long TIMEOUT_PS = 1_000_000_000_000L;

    private static final int FRAME_BYTES = 8;
    private static final int MOST_IN_SINGLE = 7;
    private static final int IN_FIRST = 6;
    private static final int IN_CONSECUTIVE = 7;
    private static final int PADDING = 0xcc;
    private static final int LOW_HALF = 0x0f;
    private static final int SINGLE = 0;
    private static final int FIRST = 1;
    private static final int CONSECUTIVE = 2;
    private static final int FLOW_CONTROL = 3;
    private static final int CONTINUE = 0;
    private static final int WAIT = 1;
    private static final long PS_PER_MS = 1_000_000_000L;
    private static final long PS_PER_100_US = 100_000_000L;

    private enum Does {
        NOTHING,
        BEGINS,
        WAITS_FOR_FLOW_CONTROL,
        SENDS,
        RECEIVES
    }

    private Does does = Does.NOTHING;
    private byte[] message = new byte[0];
    private int done;
    private int sequence;
    private int blockSize;
    private int block;
    private long separationPs;
    private long duePs;
    private boolean flowControl;

    /** Whether it neither sends nor receives a message. */
    public boolean idle() {
        return does == Does.NOTHING;
    }

    /**
     * Begins to send a message; one under way is given up.
     *
     * @param bytes 1..4095
     * @throws IllegalArgumentException if the message has another length
     */
    public void send(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "length=" + bytes.length + ", expected 1.." + MOST_BYTES);
        }
        message = bytes.clone();
        done = 0;
        flowControl = false;
        does = Does.BEGINS;
    }

    /** The frame to be sent now, 8 bytes; empty if there is none. */
    public Optional<byte[]> next(long nowPs) {
        giveUpIfLate(nowPs);
        if (flowControl) {
            flowControl = false;
            return Optional.of(filled(FLOW_CONTROL << 4 | CONTINUE, 0, 0));
        }
        return switch (does) {
            case BEGINS -> Optional.of(begin(nowPs));
            case SENDS -> nowPs < duePs ? Optional.empty() : Optional.of(goOn(nowPs));
            case NOTHING, WAITS_FOR_FLOW_CONTROL, RECEIVES -> Optional.empty();
        };
    }

    private byte[] begin(long nowPs) {
        if (message.length <= MOST_IN_SINGLE) {
            does = Does.NOTHING;
            return with(filled(SINGLE << 4 | message.length), 1, MOST_IN_SINGLE);
        }
        does = Does.WAITS_FOR_FLOW_CONTROL;
        duePs = nowPs + TIMEOUT_PS;
        sequence = 1;
        return with(filled(FIRST << 4 | message.length >> 8, message.length), 2, IN_FIRST);
    }

    private byte[] goOn(long nowPs) {
        byte[] frame = with(filled(CONSECUTIVE << 4 | sequence), 1, IN_CONSECUTIVE);
        sequence = sequence + 1 & LOW_HALF;
        duePs = nowPs + separationPs;
        if (done == message.length) {
            does = Does.NOTHING;
        } else if (blockSize > 0 && --block == 0) {
            does = Does.WAITS_FOR_FLOW_CONTROL;
            duePs = nowPs + TIMEOUT_PS;
        }
        return frame;
    }

    private static byte[] filled(int... head) {
        byte[] frame = new byte[FRAME_BYTES];
        Arrays.fill(frame, (byte) PADDING);
        for (int i = 0; i < head.length; i++) {
            frame[i] = (byte) head[i];
        }
        return frame;
    }

    /** The frame with the next bytes of the message. */
    private byte[] with(byte[] frame, int at, int most) {
        int count = Math.min(most, message.length - done);
        System.arraycopy(message, done, frame, at, count);
        done += count;
        return frame;
    }

    /**
     * Takes a frame of the other end.
     *
     * @return the message that it completes
     */
    public Optional<byte[]> take(byte[] frame, long nowPs) {
        giveUpIfLate(nowPs);
        if (frame.length == 0) {
            return Optional.empty();
        }
        int low = frame[0] & LOW_HALF;
        return switch (frame[0] >> 4 & LOW_HALF) {
            case SINGLE -> single(frame, low);
            case FIRST -> first(frame, low, nowPs);
            case CONSECUTIVE -> consecutive(frame, low, nowPs);
            case FLOW_CONTROL -> {
                flowControl(frame, low, nowPs);
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private boolean sends() {
        return does == Does.BEGINS || does == Does.WAITS_FOR_FLOW_CONTROL || does == Does.SENDS;
    }

    private Optional<byte[]> single(byte[] frame, int length) {
        if (sends() || length == 0 || length > MOST_IN_SINGLE || length >= frame.length) {
            return Optional.empty();
        }
        does = Does.NOTHING;
        flowControl = false;
        return Optional.of(Arrays.copyOfRange(frame, 1, 1 + length));
    }

    private Optional<byte[]> first(byte[] frame, int high, long nowPs) {
        int length = frame.length < FRAME_BYTES ? 0 : high << 8 | frame[1] & 0xff;
        if (!sends() && length > MOST_IN_SINGLE) {
            message = new byte[length];
            System.arraycopy(frame, 2, message, 0, IN_FIRST);
            done = IN_FIRST;
            sequence = 1;
            does = Does.RECEIVES;
            flowControl = true;
            duePs = nowPs + TIMEOUT_PS;
        }
        return Optional.empty();
    }

    private Optional<byte[]> consecutive(byte[] frame, int number, long nowPs) {
        if (does != Does.RECEIVES) {
            return Optional.empty();
        }
        int count = Math.min(IN_CONSECUTIVE, message.length - done);
        if (number != sequence || count >= frame.length) {
            does = Does.NOTHING;
            return Optional.empty();
        }
        System.arraycopy(frame, 1, message, done, count);
        done += count;
        sequence = sequence + 1 & LOW_HALF;
        duePs = nowPs + TIMEOUT_PS;
        if (done < message.length) {
            return Optional.empty();
        }
        does = Does.NOTHING;
        return Optional.of(message.clone());
    }

    private void flowControl(byte[] frame, int status, long nowPs) {
        if (does != Does.WAITS_FOR_FLOW_CONTROL || frame.length < 3) {
            return;
        }
        switch (status) {
            case CONTINUE -> {
                does = Does.SENDS;
                blockSize = frame[1] & 0xff;
                block = blockSize;
                separationPs = separationPs(frame[2] & 0xff);
                duePs = nowPs;
            }
            case WAIT -> duePs = nowPs + TIMEOUT_PS;
            default -> does = Does.NOTHING;
        }
    }

    /** Milliseconds up to 0x7f, 100 us each from 0xf1 to 0xf9; what is reserved is the longest. */
    private static long separationPs(int written) {
        return written >= 0xf1 && written <= 0xf9
                ? (written - 0xf0) * PS_PER_100_US
                : Math.min(written, 0x7f) * PS_PER_MS;
    }

    private void giveUpIfLate(long nowPs) {
        boolean waits = does == Does.RECEIVES || does == Does.WAITS_FOR_FLOW_CONTROL;
        if (waits && nowPs >= duePs) {
            does = Does.NOTHING;
            flowControl = false;
        }
    }

    @Override
    public void describe(Fields fields) {
        does = fields.constant("does", does, Does.values());
        int length = fields.i32("length", message.length);
        message = Arrays.copyOf(message, length);
        fields.bytes("message", message);
        done = fields.i32("done", done);
        sequence = fields.i32("sequence", sequence);
        blockSize = fields.i32("blockSize", blockSize);
        block = fields.i32("block", block);
        separationPs = fields.i64("separationPs", separationPs);
        duePs = fields.i64("duePs", duePs);
        flowControl = fields.bool("flowControl", flowControl);
    }
}

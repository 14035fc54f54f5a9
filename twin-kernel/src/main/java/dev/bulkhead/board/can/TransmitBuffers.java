package dev.bulkhead.board.can;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.util.Arrays;

/** The four TXT buffers: what is in them, in which state each is, and which is sent first. */
final class TransmitBuffers implements Stateful {
    static final int NUMBER_BITS = 2;
    static final int BUFFERS = 1 << NUMBER_BITS;
    static final int NONE = -1;

    /** The words of a frame of 64 data bytes. */
    private static final int WORDS = 20;

    private static final int DATA_WORD = 4;

    /** State of a buffer; the code stands in TX_STATUS. */
    enum State {
        READY(1),
        IN_PROGRESS(2),
        ABORT_IN_PROGRESS(3),
        OK(4),
        FAILED(6),
        ABORTED(7),
        EMPTY(8);

        private final int code;

        State(int code) {
            this.code = code;
        }

        boolean isDone() {
            return this == OK || this == FAILED || this == ABORTED;
        }
    }

    private final int[] words = new int[BUFFERS * WORDS];
    private final State[] states = new State[BUFFERS];
    private int priority;

    TransmitBuffers() {
        reset();
    }

    State state(int buffer) {
        return states[buffer];
    }

    void state(int buffer, State state) {
        states[buffer] = state;
    }

    boolean anyIsEmpty() {
        return Arrays.asList(states).contains(State.EMPTY);
    }

    int statusRegister() {
        int status = 0;
        for (int buffer = 0; buffer < BUFFERS; buffer++) {
            status |= states[buffer].code << 4 * buffer;
        }
        return status;
    }

    int priorityRegister() {
        return priority;
    }

    void priorityRegister(int value) {
        priority = value & 0x7777;
    }

    /** Writes to a buffer's memory; a buffer that is ready or on the bus is locked. */
    void write(int buffer, int word, int value, int mask) {
        if (word < WORDS && (states[buffer].isDone() || states[buffer] == State.EMPTY)) {
            int at = buffer * WORDS + word;
            words[at] = words[at] & ~mask | value;
        }
    }

    /** Applies a command of TX_COMMAND to one buffer: abort, then ready, then empty. */
    void command(int buffer, int commands) {
        if ((commands & Registers.TX_COMMAND_TXCA) != 0) {
            if (states[buffer] == State.READY) {
                states[buffer] = State.ABORTED;
            } else if (states[buffer] == State.IN_PROGRESS) {
                states[buffer] = State.ABORT_IN_PROGRESS;
            }
        }
        if ((commands & Registers.TX_COMMAND_TXCR) != 0
                && (states[buffer].isDone() || states[buffer] == State.EMPTY)) {
            states[buffer] = State.READY;
        }
        if ((commands & Registers.TX_COMMAND_TXCE) != 0 && states[buffer].isDone()) {
            states[buffer] = State.EMPTY;
        }
    }

    /** The ready buffer of the highest priority, the lowest of equals; {@link #NONE} if none is. */
    int next() {
        int best = NONE;
        int bestPriority = -1;
        for (int buffer = 0; buffer < BUFFERS; buffer++) {
            int own = priority >>> 4 * buffer & 7;
            if (states[buffer] == State.READY && own > bestPriority) {
                best = buffer;
                bestPriority = own;
            }
        }
        return best;
    }

    boolean holdsFdFrame(int buffer) {
        return (words[buffer * WORDS] & Registers.FRAME_FDF) != 0;
    }

    /** The frame in a buffer; whether its sender is error passive is for the bus to say. */
    CanFrame frame(int buffer) {
        int word = words[buffer * WORDS];
        int identifier = words[buffer * WORDS + 1];
        boolean extended = (word & Registers.FRAME_IDE) != 0;
        FrameFormat format = format(word);
        int dlc = word & 0xf;
        byte[] data = new byte[CanFrame.dataBytes(format, dlc)];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (words[buffer * WORDS + DATA_WORD + i / 4] >>> 8 * (i % 4));
        }
        return new CanFrame(
                extended
                        ? identifier & CanFrame.MAX_EXTENDED_IDENTIFIER
                        : identifier >>> Registers.IDENTIFIER_BASE_SHIFT
                                & CanFrame.MAX_BASE_IDENTIFIER,
                extended,
                format,
                false,
                dlc,
                CanData.of(data));
    }

    private static FrameFormat format(int word) {
        if ((word & Registers.FRAME_FDF) != 0) {
            return (word & Registers.FRAME_BRS) != 0
                    ? FrameFormat.FD_BIT_RATE_SWITCH
                    : FrameFormat.FD;
        }
        return (word & Registers.FRAME_RTR) != 0 ? FrameFormat.REMOTE : FrameFormat.DATA;
    }

    void reset() {
        Arrays.fill(words, 0);
        Arrays.fill(states, State.EMPTY);
        priority = Registers.TX_PRIORITY_RESET;
    }

    @Override
    public void describe(Fields fields) {
        fields.i32s("words", words);
        for (int buffer = 0; buffer < BUFFERS; buffer++) {
            states[buffer] = fields.constant("state" + buffer, states[buffer], State.values());
        }
        priority = fields.i32("priority", priority);
    }
}

package dev.bulkhead.board.can;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/** The RX buffer: received frames as the words that RX_DATA hands out. */
final class ReceiveFifo implements Stateful {
    static final int WORDS = 128;
    private static final int POINTER_BITS = Integer.numberOfTrailingZeros(WORDS);

    private static final int HEADER_WORDS = 4;

    private final int[] words = new int[WORDS];
    private int first;
    private int count;
    private int frames;

    /** Words of the frame at the head that have not been read, 0 between frames. */
    private int wordsLeftOfFrame;

    /** Frame format and identifier word of a frame, as a TXT buffer holds them too. */
    static int frameFormat(CanFrame frame) {
        int dataWords = (frame.data().length() + 3) / 4;
        return frame.dlc()
                | (frame.remote() ? Registers.FRAME_RTR : 0)
                | (frame.extended() ? Registers.FRAME_IDE : 0)
                | (frame.fd() ? Registers.FRAME_FDF : 0)
                | (frame.bitRateSwitch() ? Registers.FRAME_BRS : 0)
                | (frame.errorPassive() ? Registers.FRAME_ESI_RSV : 0)
                | HEADER_WORDS - 1 + dataWords << Registers.FRAME_RWCNT_SHIFT;
    }

    static int identifier(CanFrame frame) {
        return frame.extended()
                ? frame.identifier()
                : frame.identifier() << Registers.IDENTIFIER_BASE_SHIFT;
    }

    /**
     * Stores a frame.
     *
     * @return false if there is no room for all of it; nothing is stored then
     */
    boolean offer(CanFrame frame, long timestamp) {
        int dataWords = (frame.data().length() + 3) / 4;
        if (count + HEADER_WORDS + dataWords > WORDS) {
            return false;
        }
        add(frameFormat(frame));
        add(identifier(frame));
        add((int) timestamp);
        add((int) (timestamp >>> 32));
        byte[] data = new byte[4 * dataWords];
        frame.data().copyTo(data, 0);
        for (int i = 0; i < data.length; i += 4) {
            add(
                    data[i] & 0xff
                            | (data[i + 1] & 0xff) << 8
                            | (data[i + 2] & 0xff) << 16
                            | data[i + 3] << 24);
        }
        frames++;
        return true;
    }

    private void add(int word) {
        words[(first + count) % WORDS] = word;
        count++;
    }

    boolean isEmpty() {
        return frames == 0;
    }

    boolean isFull() {
        return count == WORDS;
    }

    int frames() {
        return frames;
    }

    int freeWords() {
        return WORDS - count;
    }

    boolean inMiddleOfFrame() {
        return wordsLeftOfFrame > 0;
    }

    int readPointer() {
        return first;
    }

    int writePointer() {
        return (first + count) % WORDS;
    }

    /** The word that is read next, 0 if there is none. */
    int head() {
        return count == 0 ? 0 : words[first];
    }

    /** Goes on to the next word, if there is one. */
    void advance() {
        if (count == 0) {
            return;
        }
        if (wordsLeftOfFrame == 0) {
            wordsLeftOfFrame = 1 + (words[first] >>> Registers.FRAME_RWCNT_SHIFT & 0x1f);
        }
        first = (first + 1) % WORDS;
        count--;
        wordsLeftOfFrame--;
        if (wordsLeftOfFrame == 0) {
            frames--;
        }
    }

    void clear() {
        first = 0;
        count = 0;
        frames = 0;
        wordsLeftOfFrame = 0;
    }

    @Override
    public void describe(Fields fields) {
        fields.i32s("words", words);
        first = fields.bits("first", first, POINTER_BITS);
        count = fields.bits("count", count, POINTER_BITS + 1);
        frames = fields.i32("frames", frames);
        wordsLeftOfFrame = fields.i32("wordsLeftOfFrame", wordsLeftOfFrame);
    }
}

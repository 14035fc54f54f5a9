package dev.bulkhead.can.wire;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.ErrorPlace;
import dev.bulkhead.can.FdSupport;
import dev.bulkhead.can.FrameBits;
import dev.bulkhead.can.FrameCrc;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.util.Arrays;

/**
 * Takes a frame apart, bit by bit, as each node does that takes part in it, its transmitter too.
 *
 * @see "Bosch, CAN with Flexible Data-Rate, Specification 1.0 (2012), chapters 3 and 5; stuff count
 *     as the CTU CAN FD core has it"
 */
final class FrameReceiver implements Stateful {

    /** What a bit meant. */
    enum Outcome {
        CONTINUE,
        /** The bit that decides about the bit rate was recessive. */
        RATE_SWITCHED,
        /** The frame is of a kind that does not exist yet. */
        PROTOCOL_EXCEPTION,
        STUFF_ERROR,
        FORM_ERROR,
        /** Nobody acknowledged. */
        NOT_ACKNOWLEDGED,
        /** A dominant bit in the acknowledge slot. */
        ACKNOWLEDGED,
        /** The acknowledge field is over. */
        ACKNOWLEDGE_DELIMITER,
        /** The checksum is complete and followed by its delimiter. */
        CRC_DELIMITER,
        /** Last but one bit of EOF. */
        VALID,
        /** Last bit of EOF, recessive. */
        END,
        /** Last bit of EOF, dominant. */
        END_OVERRIDDEN
    }

    private enum Stage {
        HEAD,
        DATA,
        CRC,
        CRC_DELIMITER,
        ACKNOWLEDGE,
        ACKNOWLEDGE_DELIMITER,
        END
    }

    private static final int STUFF_AFTER = 5;
    private static final int IDE = 13;
    private static final int FDF_OF_BASE = 14;
    private static final int FDF_OF_EXTENDED = 33;
    private static final int STUFF_COUNT_BITS = 4;
    private static final int LAST_OF_EOF = 7;

    private FdSupport support;
    private final byte[] data = new byte[CanFrame.MAX_FD_DATA_BYTES];

    private Stage stage = Stage.HEAD;

    /** Place of the next bit in its stage, stuff bits not counted in head and data. */
    private int index;

    private int run;
    private int last;
    private int stuffBits;
    private int crc15;
    private int crc17;
    private int crc21;
    private int identifier;
    private boolean extended;
    private boolean remote;
    private boolean fd;
    private boolean fast;
    private boolean errorPassive;
    private int dlc;
    private int dataBits;

    /** Stuff count and checksum as received. */
    private long receivedCrc;

    private boolean crcRight;
    private int slotBits;

    FrameReceiver(FdSupport support) {
        this.support = support;
    }

    FdSupport support() {
        return support;
    }

    void support(FdSupport next) {
        support = next;
    }

    /** Begins a frame; its SOF is yet to be taken. */
    void start() {
        stage = Stage.HEAD;
        index = 0;
        run = 0;
        last = 1;
        stuffBits = 0;
        crc15 = FrameCrc.CRC_15.start();
        crc17 = FrameCrc.CRC_17.start();
        crc21 = FrameCrc.CRC_21.start();
        identifier = 0;
        extended = false;
        remote = false;
        fd = false;
        fast = false;
        errorPassive = false;
        dlc = 0;
        dataBits = 0;
        receivedCrc = 0;
        crcRight = false;
        slotBits = 0;
    }

    /** Whether the next bit is one that stuffing inserts depending on the content. */
    boolean expectsStuffBit() {
        return run == STUFF_AFTER && isStuffed();
    }

    private boolean isStuffed() {
        return stage == Stage.HEAD || stage == Stage.DATA || stage == Stage.CRC && !fd;
    }

    /** Whether the next bit is the reserved one behind FDF, whose edge restarts the bit. */
    boolean expectsReservedBit() {
        return fd && stage == Stage.HEAD && index == fdf() + 1 && run < STUFF_AFTER;
    }

    /** Where the next bit lies, or the one that was wrong. */
    ErrorPlace place() {
        return switch (stage) {
            case HEAD -> {
                if (index == 0) {
                    yield ErrorPlace.START_OF_FRAME;
                }
                int last = extended ? FDF_OF_EXTENDED - 1 : IDE;
                yield index <= last ? ErrorPlace.ARBITRATION : ErrorPlace.CONTROL;
            }
            case DATA -> ErrorPlace.DATA;
            case CRC -> ErrorPlace.CRC;
            case CRC_DELIMITER, ACKNOWLEDGE, ACKNOWLEDGE_DELIMITER -> ErrorPlace.ACKNOWLEDGE;
            case END -> ErrorPlace.END_OF_FRAME;
        };
    }

    /** Whether the next bit is the acknowledge slot, at its earliest place. */
    boolean expectsAcknowledge() {
        return stage == Stage.ACKNOWLEDGE && slotBits == 0;
    }

    boolean expectsAcknowledgeDelimiter() {
        return stage == Stage.ACKNOWLEDGE_DELIMITER;
    }

    boolean isCrcRight() {
        return crcRight;
    }

    private int fdf() {
        return extended ? FDF_OF_EXTENDED : FDF_OF_BASE;
    }

    Outcome take(int level) {
        if (isStuffed()) {
            if (run == STUFF_AFTER) {
                return takeStuffBit(level);
            }
            run = level == last ? run + 1 : 1;
            last = level;
        }
        return switch (stage) {
            case HEAD -> takeHead(level);
            case DATA -> takeData(level);
            case CRC -> fd ? takeFdCrc(level) : takeCrc(level);
            case CRC_DELIMITER -> takeCrcDelimiter(level);
            case ACKNOWLEDGE -> takeAcknowledge(level);
            case ACKNOWLEDGE_DELIMITER -> takeAcknowledgeDelimiter(level);
            case END -> takeEnd(level);
        };
    }

    private Outcome takeStuffBit(int level) {
        if (level == last) {
            return Outcome.STUFF_ERROR;
        }
        run = 1;
        last = level;
        stuffBits++;
        if (stage == Stage.HEAD || fd) {
            coverStuffBit(level);
        }
        if (stage == Stage.CRC && index == FrameCrc.CRC_15.bits()) {
            next(Stage.CRC_DELIMITER);
        }
        return Outcome.CONTINUE;
    }

    private void next(Stage following) {
        stage = following;
        index = 0;
    }

    /** All checksums, until the frame has said which one it carries. */
    private void cover(int level) {
        boolean isUnknown = stage == Stage.HEAD;
        if (isUnknown || !fd) {
            crc15 = FrameCrc.CRC_15.next(crc15, level);
        }
        if (isUnknown || fd) {
            coverStuffBit(level);
        }
    }

    private void coverStuffBit(int level) {
        crc17 = FrameCrc.CRC_17.next(crc17, level);
        crc21 = FrameCrc.CRC_21.next(crc21, level);
    }

    private Outcome takeHead(int level) {
        cover(level);
        int place = index++;
        if (place == 0) {
            return Outcome.CONTINUE;
        }
        if (place < 12 || extended && place > IDE && place < 32) {
            identifier = identifier << 1 | level;
        } else if (place == 12 || extended && place == 32) {
            remote = level == 1;
        } else if (place == IDE) {
            extended = level == 1;
        } else {
            return takeControl(place - fdf(), level);
        }
        return Outcome.CONTINUE;
    }

    /**
     * @param place 0 is FDF, or the reserved bit that a classic frame has there
     */
    private Outcome takeControl(int place, int level) {
        if (place == 0) {
            if (level == 1 && support == FdSupport.TOLERANT) {
                return Outcome.PROTOCOL_EXCEPTION;
            }
            fd = level == 1 && support == FdSupport.ENABLED;
            return Outcome.CONTINUE;
        }
        int firstOfDlc = fd ? 4 : extended ? 2 : 1;
        if (place >= firstOfDlc) {
            dlc = dlc << 1 | level;
            if (place == firstOfDlc + 3) {
                endHead();
            }
            return Outcome.CONTINUE;
        }
        if (fd && place == 1 && level == 1) {
            return Outcome.PROTOCOL_EXCEPTION;
        }
        if (fd && place == 2) {
            fast = level == 1;
            return fast ? Outcome.RATE_SWITCHED : Outcome.CONTINUE;
        }
        if (fd && place == 3) {
            errorPassive = level == 1;
        }
        return Outcome.CONTINUE;
    }

    private void endHead() {
        dataBits = Byte.SIZE * CanFrame.dataBytes(format(), dlc);
        next(dataBits == 0 ? Stage.CRC : Stage.DATA);
    }

    private FrameFormat format() {
        if (fd) {
            return fast ? FrameFormat.FD_BIT_RATE_SWITCH : FrameFormat.FD;
        }
        return remote ? FrameFormat.REMOTE : FrameFormat.DATA;
    }

    private Outcome takeData(int level) {
        cover(level);
        int at = index / Byte.SIZE;
        data[at] = (byte) (data[at] << 1 | level);
        index++;
        if (index == dataBits) {
            next(Stage.CRC);
        }
        return Outcome.CONTINUE;
    }

    private Outcome takeCrc(int level) {
        receivedCrc = receivedCrc << 1 | level;
        index++;
        if (index == FrameCrc.CRC_15.bits()) {
            crcRight = receivedCrc == crc15;
            if (run < STUFF_AFTER) {
                next(Stage.CRC_DELIMITER);
            }
        }
        return Outcome.CONTINUE;
    }

    /** Each fifth bit, the first among them, is a fixed stuff bit. */
    private Outcome takeFdCrc(int level) {
        int place = index++;
        if (place % 5 == 0) {
            if (level == last) {
                return Outcome.FORM_ERROR;
            }
        } else {
            if (place < 5) {
                crc17 = FrameCrc.CRC_17.next(crc17, level);
                crc21 = FrameCrc.CRC_21.next(crc21, level);
            }
            receivedCrc = receivedCrc << 1 | level;
        }
        last = level;
        FrameCrc crc = FrameCrc.of(true, dataBits / Byte.SIZE);
        int bits = STUFF_COUNT_BITS + crc.bits();
        if (index == bits + (bits + 3) / 4) {
            long value = crc == FrameCrc.CRC_17 ? crc17 : crc21;
            long count = FrameBits.stuffCount(stuffBits);
            crcRight = receivedCrc == (count << crc.bits() | value);
            next(Stage.CRC_DELIMITER);
        }
        return Outcome.CONTINUE;
    }

    private Outcome takeCrcDelimiter(int level) {
        if (level == 0) {
            return Outcome.FORM_ERROR;
        }
        next(Stage.ACKNOWLEDGE);
        return Outcome.CRC_DELIMITER;
    }

    /** In an FD frame the slot may come a bit late, behind a second bit of CRC delimiter. */
    private Outcome takeAcknowledge(int level) {
        slotBits++;
        if (level == 0) {
            slotBits = 1;
            next(Stage.ACKNOWLEDGE_DELIMITER);
            return Outcome.ACKNOWLEDGED;
        }
        if (fd && slotBits == 1) {
            return Outcome.CONTINUE;
        }
        next(fd ? Stage.END : Stage.ACKNOWLEDGE_DELIMITER);
        return Outcome.NOT_ACKNOWLEDGED;
    }

    /** In an FD frame the slot may be two bits long. */
    private Outcome takeAcknowledgeDelimiter(int level) {
        if (level == 0) {
            slotBits++;
            return fd && slotBits == 2 ? Outcome.CONTINUE : Outcome.FORM_ERROR;
        }
        next(Stage.END);
        return Outcome.ACKNOWLEDGE_DELIMITER;
    }

    private Outcome takeEnd(int level) {
        index++;
        if (level == 0) {
            return index == LAST_OF_EOF ? Outcome.END_OVERRIDDEN : Outcome.FORM_ERROR;
        }
        return index == LAST_OF_EOF
                ? Outcome.END
                : index == LAST_OF_EOF - 1 ? Outcome.VALID : Outcome.CONTINUE;
    }

    /** The frame as received. */
    CanFrame frame() {
        CanData content = CanData.of(Arrays.copyOf(data, dataBits / Byte.SIZE));
        return new CanFrame(identifier, extended, format(), errorPassive, dlc, content);
    }

    @Override
    public void describe(Fields fields) {
        fields.bytes("data", data);
        stage = fields.constant("stage", stage, Stage.values());
        index = fields.i32("index", index);
        run = fields.i32("run", run);
        last = fields.i32("last", last);
        stuffBits = fields.i32("stuffBits", stuffBits);
        crc15 = fields.i32("crc15", crc15);
        crc17 = fields.i32("crc17", crc17);
        crc21 = fields.i32("crc21", crc21);
        identifier = fields.i32("identifier", identifier);
        extended = fields.bool("extended", extended);
        remote = fields.bool("remote", remote);
        fd = fields.bool("fd", fd);
        fast = fields.bool("fast", fast);
        errorPassive = fields.bool("errorPassive", errorPassive);
        dlc = fields.i32("dlc", dlc);
        dataBits = fields.i32("dataBits", dataBits);
        receivedCrc = fields.i64("receivedCrc", receivedCrc);
        crcRight = fields.bool("crcRight", crcRight);
        slotBits = fields.i32("slotBits", slotBits);
    }
}

package dev.bulkhead.can;

/** What kind of frame it is, apart from the length of its identifier. */
public enum FrameFormat {
    /** A classic frame that carries data. */
    DATA,
    /** A classic frame that asks for data and carries none. */
    REMOTE,
    /** An FD frame, all of it at the nominal bit rate. */
    FD,
    /** An FD frame that switches to the data bit rate: its BRS bit is recessive. */
    FD_BIT_RATE_SWITCH;

    /** Whether the frame's FDF bit is recessive. */
    public boolean isFd() {
        return this == FD || this == FD_BIT_RATE_SWITCH;
    }
}

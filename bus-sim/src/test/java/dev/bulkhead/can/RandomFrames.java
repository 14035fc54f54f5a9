package dev.bulkhead.can;

import java.util.SplittableRandom;

/** Frames of every kind, with bytes that often repeat. */
public final class RandomFrames {
    private RandomFrames() {}

    public static CanFrame next(SplittableRandom random) {
        boolean extended = random.nextBoolean();
        boolean remote = random.nextInt(4) == 0;
        int dlc = random.nextInt(16);
        int identifier =
                random.nextInt(extended ? 0x2000_0000 : 0x800)
                        & (random.nextBoolean() ? -1 : 0x1F0F00F0);
        byte[] bytes = new byte[remote ? 0 : Math.min(dlc, 8)];
        int repeated = random.nextInt(256);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextBoolean() ? repeated : random.nextInt(256));
        }
        return new CanFrame(identifier, extended, remote, dlc, CanData.of(bytes));
    }

    /** An FD frame of any length, with or without bit rate switch. */
    public static CanFrame nextFd(SplittableRandom random) {
        boolean extended = random.nextBoolean();
        int dlc = random.nextInt(16);
        int identifier =
                random.nextInt(extended ? 0x2000_0000 : 0x800)
                        & (random.nextBoolean() ? -1 : 0x1F0F00F0);
        FrameFormat format = random.nextBoolean() ? FrameFormat.FD : FrameFormat.FD_BIT_RATE_SWITCH;
        byte[] bytes = new byte[CanFrame.dataBytes(format, dlc)];
        int repeated = random.nextInt(256);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextBoolean() ? repeated : random.nextInt(256));
        }
        boolean errorPassive = random.nextInt(8) == 0;
        return new CanFrame(identifier, extended, format, errorPassive, dlc, CanData.of(bytes));
    }
}

package dev.bulkhead.architecture.offender;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

final class StaticState {
    static int badCount = 1;
    static final ArrayList<String> badList = new ArrayList<>();
    static final int[] badTable = {1, 2};
    static final AtomicLong badAtomic = new AtomicLong();
    static final ByteBuffer badBuffer = ByteBuffer.allocate(1);

    static final List<String> goodList = List.of("a");
    static final long goodConstant = badCount;
    private static final int[] goodTable = {1, 2};

    int goodLookUp(int i) {
        return goodTable[i];
    }
}

package dev.bulkhead.architecture.offender.kernel;

final class Kernel {
    private final int goodAddress;
    private int badValue;

    Kernel(int address) {
        this.goodAddress = address;
    }

    int next() {
        badValue += goodAddress;
        return badValue;
    }
}

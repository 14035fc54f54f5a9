package dev.bulkhead.e2e;

import java.util.List;

/** A profile with a header of its own place and size, whose counter begins with 0. */
sealed interface WideProfile extends E2eLaterProfile
        permits E2eProfile4, E2eProfile5, E2eProfile6, E2eProfile7 {
    int dataId();

    WideHeader header();

    @Override
    default List<Integer> dataIds() {
        return List.of(dataId());
    }

    @Override
    default int headerBits() {
        return Byte.SIZE * header().bytes();
    }

    @Override
    default Field checksumField() {
        return field(header().crcAt(), header().crc().bytes());
    }

    @Override
    default Field counterField() {
        return field(header().counterAt(), header().counterBytes());
    }

    private Field field(int at, int bytes) {
        return new Field(Byte.SIZE * (offset() + at), Byte.SIZE * bytes);
    }

    @Override
    default long firstCounter() {
        return 0;
    }

    @Override
    default long counter(byte[] data) {
        return header().counter(data, offset());
    }

    @Override
    default void protect(byte[] data, long counter) {
        header().protect(data, offset(), dataId(), counter);
    }

    @Override
    default boolean matches(byte[] data) {
        return header().matches(data, offset(), dataId());
    }
}

package dev.bulkhead.e2e;

/** A profile with a header of its own place and size, whose counter begins with 0. */
sealed interface WideProfile extends E2eLaterProfile
        permits E2eProfile4, E2eProfile5, E2eProfile6, E2eProfile7 {
    int dataId();

    /** Bytes before the header. */
    int offset();

    WideHeader header();

    @Override
    default long counterValues() {
        return header().counterValues();
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

package dev.bulkhead.e2e;

/** A profile for messages of one length, with a checksum and half a byte of counter. */
sealed interface NarrowProfile extends E2eProfile
        permits E2eProfile1, E2eProfile2, E2eProfile11, E2eProfile22 {
    NarrowHeader header();

    int length();

    @Override
    default int offset() {
        return header().at();
    }

    @Override
    default Field checksumField() {
        return header().checksumField();
    }

    @Override
    default Field counterField() {
        return header().counterField();
    }

    @Override
    default int minLength() {
        return length();
    }

    @Override
    default int maxLength() {
        return length();
    }

    @Override
    default long counter(byte[] data) {
        return header().counter(data);
    }
}

package dev.bulkhead.canlog;

/**
 * Numbers of Vector's binary logging format. Vector publishes none of them.
 *
 * @see "python-can 4.1.0, can/io/blf.py; Wireshark 4.0, wiretap/blf.h"
 */
final class Blf {
    static final int FILE_HEADER_BYTES = 144;

    /** Signature, header size, header version, object size, object type. */
    static final int BASE_HEADER_BYTES = 16;

    /** A base header, then flags, client index, object version and time. */
    static final int OBJECT_HEADER_BYTES = 32;

    /** Compression method, six bytes, uncompressed size, four bytes. */
    static final int CONTAINER_HEADER_BYTES = 16;

    static final int CAN_MESSAGE = 1;
    static final int CAN_ERROR = 2;
    static final int LOG_CONTAINER = 10;
    static final int CAN_ERROR_EXT = 73;
    static final int CAN_MESSAGE2 = 86;
    static final int CAN_FD_MESSAGE = 100;
    static final int CAN_FD_MESSAGE_64 = 101;
    static final int CAN_FD_ERROR_64 = 104;

    static final int UNCOMPRESSED = 0;
    static final int DEFLATED = 2;

    /** Times in units of 10 us; otherwise in nanoseconds. */
    static final int TEN_MICROSECONDS = 1;

    static final int NANOSECONDS = 2;

    static final int EXTENDED = 0x8000_0000;
    static final int FLAG_SENT = 0x01;
    static final int FLAG_REMOTE = 0x80;
    static final int DIRECTION = 0x0F;
    static final int REQUESTED = 2;
    static final int FD_FLAG_FD = 0x01;
    static final int FD_FLAG_BIT_RATE_SWITCH = 0x02;
    static final int FD_FLAG_ERROR_STATE = 0x04;
    static final int FD64_FLAG_REMOTE = 0x0010;
    static final int FD64_FLAG_FD = 0x1000;
    static final int FD64_FLAG_BIT_RATE_SWITCH = 0x2000;
    static final int FD64_FLAG_ERROR_STATE = 0x4000;

    static final long NS_PER_MS = 1_000_000;

    private Blf() {}
}

package dev.bulkhead.canlog;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Reads Vector's binary logging format: a file header and objects, most of them within containers
 * whose contents, put together, are a second stream of objects. After a damaged place it goes on at
 * the next object that it finds. Objects of other buses are passed over.
 */
final class BlfReader {
    private static final byte[] FILE_SIGNATURE = {'L', 'O', 'G', 'G'};

    private static final byte[] OBJECT_SIGNATURE = {'L', 'O', 'B', 'J'};

    /** Up to the times of start and end, which every version has. */
    private static final int FILE_HEADER_BYTES = 72;

    private static final int START_TIME = 40;
    private static final int START_TIME_WORDS = 8;
    private static final int MAX_FILE_HEADER_BYTES = 1 << 16;

    /** The longest object of a CAN channel is below 200 bytes; later versions may add some. */
    private static final int MAX_OBJECT_BYTES = 1 << 12;

    /** Behind an object stand at most so many bytes to fill up. */
    private static final int MAX_FILL = 8;

    /**
     * Vector's and python-can's containers hold 128 KiB; a larger one than this is none of theirs.
     */
    private static final int MAX_INFLATED_BYTES = 1 << 24;

    private static final int CHUNK = 1 << 16;
    private static final String CUT = "the file ends within an object";
    private static final String CUT_REMEDY = "record it again, or use what was read";
    private static final String NO_OBJECT = "no object where one should begin";
    private static final String NO_OBJECT_REMEDY =
            "use what was read; the file was damaged after it was written";

    private final ByteSource in;
    private final Damage damage;
    private final Consumer<LogEntry> sink;
    private BlfObjects objects;

    /** What of the containers' contents was not read yet, and where its container stands. */
    private byte[] rest = new byte[0];

    private long restOffset;
    private long toSkip;

    BlfReader(InputStream in, Damage damage, Consumer<LogEntry> sink) {
        this.in = new ByteSource(in);
        this.damage = damage;
        this.sink = sink;
    }

    static boolean isBeginning(byte[] bytes) {
        return Bytes.startsWith(bytes, FILE_SIGNATURE);
    }

    void read() throws IOException {
        byte[] bytes = in.readNBytes(FILE_HEADER_BYTES);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (header.limit() < FILE_HEADER_BYTES) {
            damage.atByte(in.offset(), "the file ends within its header", CUT_REMEDY);
            return;
        }
        if (!isBeginning(bytes)) {
            damage.atByte(0, "the file does not begin with LOGG", "name a BLF file");
            return;
        }
        int headerBytes = header.getInt(4);
        if (headerBytes < header.limit() || headerBytes > MAX_FILE_HEADER_BYTES) {
            damage.atByte(4, "a file header of " + headerBytes + " bytes", NO_OBJECT_REMEDY);
            headerBytes = header.limit();
        }
        objects = new BlfObjects(start(header));
        in.pass(headerBytes - header.limit());
        while (toObject()) {
            object();
        }
        boolean fill = rest.length < MAX_FILL && isZero(rest);
        if (toSkip > 0 || !fill) {
            damage.atByte(restOffset, "the last container ends within an object", CUT_REMEDY);
        }
    }

    private ByteBuffer take(int count) throws IOException {
        return ByteBuffer.wrap(in.readNBytes(count)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The start that the header tells, taken for UTC; 0 if it tells none. */
    private long start(ByteBuffer header) {
        int[] time = new int[START_TIME_WORDS]; // Windows: year, month, day of week, day, ...
        for (int i = 0; i < time.length; i++) {
            time[i] = header.getShort(START_TIME + 2 * i) & 0xFFFF;
        }
        if (Arrays.stream(time).allMatch(word -> word == 0)) {
            return 0;
        }
        try {
            var at = LocalDateTime.of(time[0], time[1], time[3], time[4], time[5], time[6]);
            long seconds = at.toEpochSecond(ZoneOffset.UTC);
            if (seconds >= 0 && time[0] < 2262) {
                return seconds * LogText.NS_PER_S + time[7] * Blf.NS_PER_MS;
            }
        } catch (DateTimeException _) {
            // told below
        }
        damage.atByte(START_TIME, "a start time that is no date", "use the times since the start");
        return 0;
    }

    /** Goes on to the next signature; what stands before it is fill, or damage. */
    private boolean toObject() throws IOException {
        long from = in.offset();
        int matched = 0;
        long passed = 0;
        boolean odd = false;
        while (matched < OBJECT_SIGNATURE.length) {
            int value = in.read();
            if (value < 0) {
                odd |= matched > 0 || passed >= MAX_FILL;
                if (odd) {
                    damage.atByte(from, NO_OBJECT, NO_OBJECT_REMEDY);
                }
                return false;
            }
            if (value == OBJECT_SIGNATURE[matched]) {
                matched++;
            } else {
                odd |= matched > 0 || value != 0;
                passed += matched + 1L;
                matched = value == OBJECT_SIGNATURE[0] ? 1 : 0;
                passed -= matched;
            }
        }
        if (odd || passed >= MAX_FILL) {
            damage.atByte(from, NO_OBJECT, NO_OBJECT_REMEDY);
        }
        return true;
    }

    /** Reads an object of the file, its signature having been read. */
    private void object() throws IOException {
        long offset = in.offset() - OBJECT_SIGNATURE.length;
        byte[] header = new byte[Blf.BASE_HEADER_BYTES];
        int count = in.readNBytes(header, 4, header.length - 4);
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        long size = fields.getInt(8) & 0xFFFF_FFFFL;
        int type = fields.getInt(12);
        if (count < header.length - 4) {
            damage.atByte(offset, CUT, CUT_REMEDY);
        } else if (size < header.length) {
            damage.atByte(offset, "an object of " + size + " bytes", NO_OBJECT_REMEDY);
        } else if (type == Blf.LOG_CONTAINER) {
            container(offset, size - header.length);
        } else if (BlfObjects.knows(type) && size <= MAX_OBJECT_BYTES) {
            byte[] whole = Arrays.copyOf(header, (int) size);
            System.arraycopy(OBJECT_SIGNATURE, 0, whole, 0, OBJECT_SIGNATURE.length);
            int body = in.readNBytes(whole, header.length, whole.length - header.length);
            if (body < whole.length - header.length) {
                damage.atByte(offset, CUT, CUT_REMEDY);
            } else {
                tell(type, whole, 0, whole.length, offset);
            }
        } else if (in.pass(size - header.length) < size - header.length) {
            damage.atByte(offset, CUT, CUT_REMEDY);
        }
    }

    private void container(long offset, long bytes) throws IOException {
        ByteBuffer header = take((int) Math.min(bytes, Blf.CONTAINER_HEADER_BYTES));
        if (header.limit() < Blf.CONTAINER_HEADER_BYTES) {
            damage.atByte(offset, CUT, CUT_REMEDY);
            return;
        }
        restOffset = offset;
        Part part = new Part(in, bytes - Blf.CONTAINER_HEADER_BYTES);
        int method = header.getShort(0) & 0xFFFF;
        try {
            switch (method) {
                case Blf.UNCOMPRESSED -> contents(part);
                case Blf.DEFLATED -> deflated(part, offset);
                default ->
                        damage.atByte(
                                offset,
                                "a container compressed by method " + method,
                                "save the file again with method 2, zlib");
            }
        } catch (ZipException _) {
            lose();
            damage.atByte(offset, "a container whose contents are damaged", NO_OBJECT_REMEDY);
        } catch (EOFException _) {
            lose(); // the inflater wanted more than its part has
            damage.atByte(offset, "a container that ends early", CUT_REMEDY);
        }
        in.pass(part.left());
        if (part.cut()) {
            lose();
            damage.atByte(offset, "the file ends within a container", CUT_REMEDY);
        }
    }

    /** What follows does not go on from what was read. */
    private void lose() {
        rest = new byte[0];
        toSkip = 0;
    }

    private void contents(InputStream stream) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
            feed(chunk, count);
        }
    }

    /**
     * Reads the objects of a compressed container once its checksum, which stands at the end, was
     * right: behind a damaged bit inflating goes on to bytes that nobody wrote. Where the file ends
     * first there is no checksum, and nothing that speaks against what came out so far.
     */
    private void deflated(Part part, long offset) throws IOException {
        InputStream stream = new InflaterInputStream(part);
        var inflated = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        try {
            for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
                inflated.write(chunk, 0, count);
                if (inflated.size() > MAX_INFLATED_BYTES) {
                    lose();
                    damage.atByte(
                            offset,
                            "a container of more than " + MAX_INFLATED_BYTES + " bytes",
                            "save the file again with containers of 128 KiB");
                    return;
                }
            }
        } catch (EOFException e) {
            if (!part.cut()) {
                throw e;
            }
        }
        feed(inflated.toByteArray(), inflated.size());
    }

    /** Reads the objects of some more bytes of the containers' contents. */
    private void feed(byte[] chunk, int count) {
        int from = (int) Math.min(toSkip, count);
        toSkip -= from;
        byte[] bytes = Arrays.copyOf(rest, rest.length + count - from);
        System.arraycopy(chunk, from, bytes, rest.length, count - from);
        int at = 0;
        while (true) {
            int next = nextObject(bytes, at);
            if (next < 0) {
                break;
            }
            at = next;
            int length = bytes.length - at;
            if (length < Blf.BASE_HEADER_BYTES) {
                break;
            }
            ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            long size = header.getInt(at + 8) & 0xFFFF_FFFFL;
            int type = header.getInt(at + 12);
            boolean known = BlfObjects.knows(type);
            if (size < Blf.BASE_HEADER_BYTES || known && size > MAX_OBJECT_BYTES) {
                damage.atByte(restOffset, "an object of " + size + " bytes", NO_OBJECT_REMEDY);
                at += OBJECT_SIGNATURE.length;
                continue;
            }
            if (size > length) {
                if (!known) {
                    toSkip = size - length;
                    at = bytes.length;
                }
                break;
            }
            if (known) {
                tell(type, bytes, at, (int) size, restOffset);
            }
            at += (int) size;
        }
        rest = Arrays.copyOfRange(bytes, at, bytes.length);
        if (rest.length > MAX_OBJECT_BYTES) {
            rest = Arrays.copyOfRange(rest, rest.length - OBJECT_SIGNATURE.length, rest.length);
        }
    }

    /** Place of the next object, -1 if it is not there yet. */
    private int nextObject(byte[] bytes, int at) {
        int place = at;
        while (place + OBJECT_SIGNATURE.length <= bytes.length
                && !Arrays.equals(
                        bytes,
                        place,
                        place + OBJECT_SIGNATURE.length,
                        OBJECT_SIGNATURE,
                        0,
                        OBJECT_SIGNATURE.length)) {
            place++;
        }
        boolean found = place + OBJECT_SIGNATURE.length <= bytes.length;
        byte[] passed = Arrays.copyOfRange(bytes, at, found ? place : Math.max(at, place));
        if (passed.length > MAX_FILL || !isZero(passed)) {
            damage.atByte(restOffset, NO_OBJECT + " in a container", NO_OBJECT_REMEDY);
        }
        return found ? place : -1;
    }

    private static boolean isZero(byte[] bytes) {
        for (byte each : bytes) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private void tell(int type, byte[] bytes, int from, int size, long offset) {
        try {
            ByteBuffer object =
                    ByteBuffer.wrap(bytes, from, size).slice().order(ByteOrder.LITTLE_ENDIAN);
            if (size < Blf.OBJECT_HEADER_BYTES) {
                throw new Malformed("an object of " + size + " bytes");
            }
            objects.entry(type, object).ifPresent(sink);
        } catch (Malformed wrong) {
            damage.atByte(offset, wrong.getMessage(), wrong.remedy());
        }
    }

    /** The bytes of one container. */
    private static final class Part extends FilterInputStream {
        private long left;
        private boolean cut;

        Part(InputStream in, long bytes) {
            super(in);
            left = bytes;
        }

        long left() {
            return left;
        }

        /** Whether the file ended first. */
        boolean cut() {
            return cut;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left == 0 || length == 0) {
                return left == 0 ? -1 : 0;
            }
            int count = in.read(bytes, from, (int) Math.min(left, length));
            if (count < 0) {
                cut = true;
                left = 0;
                return -1;
            }
            left -= count;
            return count;
        }
    }
}

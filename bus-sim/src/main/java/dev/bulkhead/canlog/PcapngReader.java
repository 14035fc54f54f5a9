package dev.bulkhead.canlog;

import dev.bulkhead.canlog.LogEntry.Direction;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads PCAPNG of either byte order: packets of SocketCAN, and what Wireshark makes of other tools'
 * CAN logs (exported protocol data). Packets of other links and other blocks are passed over.
 *
 * @see "IETF draft-ietf-opsawg-pcapng; tcpdump.org, link-layer header types"
 */
final class PcapngReader {
    private static final byte[] BLOCK_SIGNATURE = {0x0A, 0x0D, 0x0D, 0x0A};
    static final int LINK_SOCKETCAN = 227;

    private static final int LINK_EXPORTED = 252;
    private static final int SECTION = 0x0A0D_0D0A;
    private static final int BYTE_ORDER = 0x1A2B_3C4D;
    private static final int INTERFACE = 1;
    private static final int SIMPLE_PACKET = 3;
    private static final int PACKET = 6;
    private static final int OPTION_NAME = 2;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_OFFSET = 14;
    private static final int OPTION_FLAGS = 2;
    private static final int DIRECTION = 3;
    private static final int OUTBOUND = 2;
    private static final int MAX_BLOCK_BYTES = 1 << 16;
    private static final int MAX_INTERFACES = 1 << 12;
    private static final int MAX_NAME = 255;
    private static final int BLOCK_FRAME_BYTES = 12;
    private static final int PACKET_HEADER_BYTES = 20;
    private static final int TAG_PROTOCOL = 12;
    private static final String CUT_REMEDY = "record it again, or use what was read";
    private static final String REMEDY = "use what was read; the file was damaged later";

    /**
     * An interface of the section.
     *
     * @param resolution 10 or 2 to the negative power that is in its low seven bits
     */
    private record Link(int type, String name, int resolution, long offsetS) {}

    private final ByteSource in;
    private final Damage damage;
    private final Consumer<LogEntry> sink;
    private final List<Link> links = new ArrayList<>();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private long blockOffset;
    private long lastNs;
    private long otherPackets;
    private long canPackets;

    PcapngReader(InputStream in, Damage damage, Consumer<LogEntry> sink) {
        this.in = new ByteSource(in);
        this.damage = damage;
        this.sink = sink;
    }

    static boolean isBeginning(byte[] bytes) {
        return Bytes.startsWith(bytes, BLOCK_SIGNATURE);
    }

    void read() throws IOException {
        boolean goesOn = true;
        while (goesOn) {
            blockOffset = in.offset();
            byte[] head = in.readNBytes(8);
            if (head.length == 0) {
                break;
            }
            goesOn = head.length == 8 ? block(head) : cut();
        }
        if (damage.none() && canPackets == 0 && otherPackets > 0) {
            damage.atByte(
                    0,
                    "none of its " + otherPackets + " packets is of a CAN interface",
                    "capture on a SocketCAN interface");
        }
    }

    private boolean cut() {
        damage.atByte(blockOffset, "the file ends within a block", CUT_REMEDY);
        return false;
    }

    private boolean broken(String what) {
        damage.atByte(blockOffset, what, REMEDY);
        return false;
    }

    /** Returns whether the next block can be found. */
    private boolean block(byte[] head) throws IOException {
        boolean section = ByteBuffer.wrap(head).getInt() == SECTION;
        byte[] magic = section ? in.readNBytes(4) : new byte[0];
        if (section) {
            if (magic.length < 4) {
                return cut();
            }
            if (ByteBuffer.wrap(magic).getInt() == BYTE_ORDER) {
                order = ByteOrder.BIG_ENDIAN;
            } else if (ByteBuffer.wrap(magic).order(ByteOrder.LITTLE_ENDIAN).getInt()
                    == BYTE_ORDER) {
                order = ByteOrder.LITTLE_ENDIAN;
            } else {
                return broken("a section without its byte-order magic");
            }
            links.clear();
        }
        int type = ByteBuffer.wrap(head).order(order).getInt();
        long length = ByteBuffer.wrap(head).order(order).getInt(4) & 0xFFFF_FFFFL;
        if (length < BLOCK_FRAME_BYTES + magic.length || length % 4 != 0) {
            return broken("a block of " + length + " bytes");
        }
        long left = length - BLOCK_FRAME_BYTES - magic.length;
        boolean read = type == INTERFACE || type == PACKET || type == SIMPLE_PACKET;
        if (!read || left > MAX_BLOCK_BYTES) {
            if (in.pass(left) < left) {
                return cut();
            }
            if (type == INTERFACE) {
                damage.atByte(blockOffset, "an interface of " + length + " bytes", REMEDY);
                links.add(new Link(-1, "", 0, 0));
            } else if (type == PACKET || type == SIMPLE_PACKET) {
                otherPackets++;
            }
            return trailer(length);
        }
        byte[] body = in.readNBytes((int) left);
        if (body.length < left) {
            return cut();
        }
        if (!trailer(length)) {
            return false;
        }
        try {
            ByteBuffer fields = ByteBuffer.wrap(body).order(order);
            switch (type) {
                case INTERFACE -> describe(fields);
                case PACKET -> packet(fields);
                default -> simplePacket(fields);
            }
        } catch (Malformed wrong) {
            damage.atByte(blockOffset, wrong.getMessage(), wrong.remedy());
        }
        return links.size() <= MAX_INTERFACES || broken("more than 4096 interfaces");
    }

    private boolean trailer(long length) throws IOException {
        byte[] trailer = in.readNBytes(4);
        if (trailer.length < 4) {
            return cut();
        }
        long again = ByteBuffer.wrap(trailer).order(order).getInt() & 0xFFFF_FFFFL;
        return again == length
                || broken("a block of %d bytes that ends as one of %d".formatted(length, again));
    }

    private void describe(ByteBuffer body) throws Malformed {
        if (body.limit() < 8) {
            links.add(new Link(-1, "", 0, 0));
            throw new Malformed("an interface of " + body.limit() + " bytes", REMEDY);
        }
        String name = "can" + links.size();
        int resolution = 6;
        long offsetS = 0;
        int at = 8;
        while (at + 4 <= body.limit()) {
            int code = body.getShort(at) & 0xFFFF;
            int length = body.getShort(at + 2) & 0xFFFF;
            at += 4;
            if (code == 0 || at + length > body.limit()) {
                break;
            }
            if (code == OPTION_NAME) {
                byte[] bytes = bytes(body, at, length);
                String told = LogText.word(new String(bytes, StandardCharsets.UTF_8));
                name = told.isBlank() || told.length() > MAX_NAME ? name : told;
            } else if (code == OPTION_RESOLUTION && length > 0) {
                resolution = body.get(at) & 0xFF;
            } else if (code == OPTION_OFFSET && length >= 8) {
                offsetS = body.getLong(at);
            }
            at += length + 3 & ~3;
        }
        links.add(new Link(body.getShort(0) & 0xFFFF, name, resolution, offsetS));
    }

    private void packet(ByteBuffer body) throws Malformed {
        if (body.limit() < PACKET_HEADER_BYTES) {
            throw new Malformed("a packet block of " + body.limit() + " bytes", REMEDY);
        }
        int number = body.getInt(0);
        if (number < 0 || number >= links.size()) {
            throw new Malformed("a packet of interface " + number + ", which is not there", REMEDY);
        }
        Link link = links.get(number);
        long captured = body.getInt(12) & 0xFFFF_FFFFL;
        if (captured > body.limit() - PACKET_HEADER_BYTES) {
            throw new Malformed("a packet longer than its block", REMEDY);
        }
        int end = PACKET_HEADER_BYTES + (int) captured;
        byte[] bytes = bytes(body, PACKET_HEADER_BYTES, (int) captured);
        long ticks = (body.getInt(4) & 0xFFFF_FFFFL) << 32 | body.getInt(8) & 0xFFFF_FFFFL;
        long atNs = nanoseconds(link, ticks);
        lastNs = atNs;
        boolean sent = (flags(body, end + 3 & ~3) & DIRECTION) == OUTBOUND;
        tell(link, atNs, sent ? Direction.SENT : Direction.RECEIVED, bytes);
    }

    /** A packet of the first interface, without a time: it gets that of the one before. */
    private void simplePacket(ByteBuffer body) throws Malformed {
        if (body.limit() < 4 || links.isEmpty()) {
            throw new Malformed("a simple packet without length or interface", REMEDY);
        }
        int length = (int) Math.min(body.getInt(0) & 0xFFFF_FFFFL, body.limit() - 4L);
        byte[] bytes = bytes(body, 4, length);
        tell(links.getFirst(), lastNs, Direction.RECEIVED, bytes);
    }

    private static byte[] bytes(ByteBuffer body, int from, int count) {
        byte[] bytes = new byte[count];
        body.get(from, bytes);
        return bytes;
    }

    private int flags(ByteBuffer body, int options) {
        int at = options;
        while (at + 4 <= body.limit()) {
            int code = body.getShort(at) & 0xFFFF;
            int length = body.getShort(at + 2) & 0xFFFF;
            if (code == 0) {
                break;
            }
            if (code == OPTION_FLAGS && length == 4 && at + 8 <= body.limit()) {
                return body.getInt(at + 4);
            }
            at += 4 + (length + 3 & ~3);
        }
        return 0;
    }

    private static long nanoseconds(Link link, long ticks) throws Malformed {
        if (link.resolution() == 9 && ticks >= 0 && link.offsetS() == 0) {
            return ticks;
        }
        BigInteger whole = new BigInteger(Long.toUnsignedString(ticks));
        int power = link.resolution() & 0x7F;
        BigInteger perSecond =
                (link.resolution() & 0x80) == 0
                        ? BigInteger.TEN.pow(power)
                        : BigInteger.TWO.pow(power);
        BigInteger second = BigInteger.valueOf(LogText.NS_PER_S);
        BigInteger ns =
                whole.multiply(second)
                        .divide(perSecond)
                        .add(BigInteger.valueOf(link.offsetS()).multiply(second));
        if (ns.signum() < 0 || ns.bitLength() > 63) {
            throw new Malformed("a time before 1970 or after 2262", "correct the clock's offset");
        }
        return ns.longValue();
    }

    private void tell(Link link, long atNs, Direction direction, byte[] bytes) throws Malformed {
        byte[] frame =
                switch (link.type()) {
                    case LINK_SOCKETCAN -> bytes;
                    case LINK_EXPORTED -> exported(bytes);
                    default -> new byte[0];
                };
        if (frame.length == 0 && link.type() != LINK_SOCKETCAN) {
            otherPackets++;
            return;
        }
        canPackets++;
        sink.accept(new LogEntry(atNs, link.name(), direction, SocketCan.content(frame)));
    }

    /** The frame behind Wireshark's tags, its identifier put into network order; else nothing. */
    private static byte[] exported(byte[] bytes) {
        ByteBuffer tags = ByteBuffer.wrap(bytes);
        String protocol = "";
        int at = 0;
        while (at + 4 <= bytes.length) {
            int tag = tags.getShort(at) & 0xFFFF;
            int length = tags.getShort(at + 2) & 0xFFFF;
            at += 4;
            if (tag == 0 || at + length > bytes.length) {
                break;
            }
            if (tag == TAG_PROTOCOL) {
                protocol =
                        new String(bytes, at, length, StandardCharsets.US_ASCII).replace("\0", "");
            }
            at += length;
        }
        boolean host = protocol.equals("can-hostendian") || protocol.equals("canfd");
        if (!host && !protocol.equals("can-bigendian") || at + 8 > bytes.length) {
            return new byte[0];
        }
        byte[] frame = Arrays.copyOfRange(bytes, at, bytes.length);
        if (host) {
            int identifier = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getInt();
            ByteBuffer.wrap(frame).putInt(identifier);
        }
        return frame;
    }
}

package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Packets that were right once, on raw sockets: no crash, no hang, no growth, and a good client
 * notices nothing. {@code -Dbulkhead.fuzz.seed=N} tries others; a failure names its own seed.
 */
class MqttFuzzTest {
    private static final int PORTS_OF_AN_ADDRESS = 5000;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CHECK_EVERY = 100;
    private static final long GROWTH_BYTES = 24L << 20;

    private static final List<String> CONNECTS =
            List.of(
                    "10 0e 0004 'MQTT' 05 02 003c 00 0001 'f'",
                    "10 0d 0004 'MQTT' 04 02 003c 0001 'f'",
                    "10 1b 0004 'MQTT' 05 c2 0000 05 11 ffffffff 0001 'f' 0002 'me' 0002 'pw'",
                    "10 1c 0004 'MQTT' 04 0e 0001 0002 'fw' 0006 'a/will' 0004 'gone'");
    private static final List<String> PACKETS =
            List.of(
                    "82 07 0001 00 0001 '#' 01",
                    "82 06 0001 0001 '#' 02",
                    "82 0f 0002 02 0b 05 0003 'a/+' 2c 0001 '+' 05",
                    "a2 06 0003 00 0001 '#'",
                    "a2 05 0003 0001 '#'",
                    "30 05 0001 't' 00 'x'",
                    "32 25 001b 'bulkhead/twin/command/pedal' 0001 00 '{\"a\"}'",
                    "32 2c 001a 'bulkhead/twin/command/step' 0002 0b 08 0001 'r' 09 0004 'corr'"
                            + " '{}'",
                    "34 07 0001 't' 0003 00 'x'",
                    "3d 07 0001 't' 0003 00 'x'",
                    "30 08 0001 't' 03 23 0001 'x'",
                    "40 02 0001",
                    "40 04 0001 10 00",
                    "50 02 0001",
                    "62 02 0001",
                    "70 02 0001",
                    "c0 00",
                    "d0 00",
                    "e0 00",
                    "e0 02 04 00",
                    "f0 02 18 00",
                    "20 02 00 00",
                    "90 03 0001 00",
                    "30 ff ff ff 7f",
                    "00 00");

    private final LiveEndpoint twin = new LiveEndpoint();
    private final Queue<Throwable> mistakesOfOurs = new ConcurrentLinkedQueue<>();
    private final Thread.UncaughtExceptionHandler before =
            Thread.getDefaultUncaughtExceptionHandler();

    @BeforeEach
    void listenForMistakes() {
        Thread.setDefaultUncaughtExceptionHandler((_, mistake) -> mistakesOfOurs.add(mistake));
    }

    @AfterEach
    void end() {
        Thread.setDefaultUncaughtExceptionHandler(before);
        twin.close();
    }

    @Test
    void aMistakeOfOursWouldBeHeardOf() {
        twin.desk =
                (_, _) -> {
                    throw new IllegalStateException("ours");
                };
        RawClient client = twin.raw().in5("a");
        client.sends("30 23 001b 'bulkhead/twin/command/pedal' 00 '{\"a\"}'");

        assertEquals("d000", client.sends("c0 00").receives());
        assertEquals("ours", mistakesOfOurs.remove().getMessage());
    }

    @Test
    void fourThousandConnectionsDoNoHarm() throws InterruptedException {
        attack(Long.getLong("bulkhead.fuzz.seed", 1), 4000);
    }

    @Test
    @Tag("full")
    void fortyThousandConnectionsDoNoHarm() throws InterruptedException {
        attack(Long.getLong("bulkhead.fuzz.seed", 2), 40_000);
    }

    private void attack(long seed, int connections) throws InterruptedException {
        twin.retains("info", "{}");
        PahoClient good = twin.paho("the-good-client").connects().subscribes("bulkhead/twin/#");
        assertEquals("{}", good.next().text());
        attack(seed, 0, connections / 4, good);
        long before = usedBytes();

        attack(seed, connections / 4, connections, good);

        assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    while (twin.endpoint.clients() > 1) {
                        assertServed(good, "still there");
                    }
                },
                "seed " + seed);
        assertEquals(List.of(), List.copyOf(mistakesOfOurs), "seed " + seed);
        twin.commands.clear();
        long growth = usedBytes() - before;
        assertTrue(growth < GROWTH_BYTES, () -> "seed " + seed + ": grew by " + growth);
    }

    private void attack(long seed, int from, int to, PahoClient good) throws InterruptedException {
        for (int at = from; at < to; at++) {
            var random = new SplittableRandom(seed * 1_000_003 + at);
            byte[] bytes = conversation(random);
            try (RawClient client = new RawClient(twin.port(), address(at))) {
                client.sends(bytes).ends().drains();
            } catch (RuntimeException e) {
                String hex = HexFormat.of().formatHex(bytes);
                fail("seed " + seed + ", connection " + at + ": " + hex, e);
            }
            if (at % CHECK_EVERY == 0) {
                assertServed(good, "seed " + seed + ", connection " + at);
            }
        }
    }

    /** A closed connection keeps its port for a minute, and an address has not enough of them. */
    private static String address(int connection) {
        return "127.0.0." + (1 + connection / PORTS_OF_AN_ADDRESS);
    }

    private void assertServed(PahoClient good, String where) throws InterruptedException {
        twin.publishes("clock", where);
        assertEquals(where, good.next().text(), where);
    }

    /** What a client sends that once was a right one. */
    static byte[] conversation(SplittableRandom random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean rightConnect = random.nextInt(4) != 0;
        byte[] connect = RawClient.bytes(CONNECTS.get(random.nextInt(CONNECTS.size())));
        out.writeBytes(rightConnect ? connect : mutated(connect, random));
        for (int at = random.nextInt(5); at > 0; at--) {
            byte[] packet = RawClient.bytes(PACKETS.get(random.nextInt(PACKETS.size())));
            out.writeBytes(random.nextInt(3) == 0 ? packet : mutated(packet, random));
        }
        return out.toByteArray();
    }

    private static byte[] mutated(byte[] packet, SplittableRandom random) {
        byte[] bytes = packet.clone();
        for (int at = random.nextInt(3); at >= 0; at--) {
            int place = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[place] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                case 1 -> bytes[place] = (byte) random.nextInt(256);
                case 2 -> bytes[place] = (byte) (random.nextBoolean() ? 0xff : 0x00);
                case 3 -> bytes = Arrays.copyOf(bytes, Math.max(1, place));
                case 4 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20));
                default -> bytes = without(bytes, place);
            }
        }
        return bytes;
    }

    private static byte[] without(byte[] bytes, int place) {
        if (bytes.length == 1) {
            return bytes;
        }
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, place + 1, shorter, place, shorter.length - place);
        return shorter;
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}

package dev.bulkhead.bench;

import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcReader;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.dbc.MessageDecoder;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Frames of every message of the chassis bus and of a multiplexed one, decoded to the double
 * nearest to each value.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx256m", "-XX:+UseSerialGC"})
public class DbcDecodeBenchmark {
    private static final String CHASSIS = "/dev/bulkhead/partitions/reference/chassis.dbc";
    private static final int FRAMES = 256;
    private static final String MULTIPLEXED =
            """
            BU_: A
            BO_ 1 M: 8 A
             SG_ Page M : 7|3@0+ (1,0) [0|0] "" A
             SG_ One m1 : 15|16@0- (0.1,-40) [0|0] "" A
             SG_ Two m2 : 11|29@1+ (0.05,0) [0|0] "" A
             SG_ Rate : 40|24@1- (0.001,0) [0|0] "" A
            """;

    private static final class Frame {
        final MessageDecoder decoder;
        final MessageDecoder.Values values;
        final byte[] data;

        Frame(MessageDecoder decoder, byte[] data) {
            this.decoder = decoder;
            this.values = decoder.values();
            this.data = data;
        }
    }

    private final List<Frame> frames = new ArrayList<>();

    /** Values that were told. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Decoded {
        public long signals;
    }

    @Setup
    public void read() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        List<DbcMessage> messages = new ArrayList<>();
        messages.addAll(DbcReader.read("multiplexed.dbc", MULTIPLEXED).messages());
        try (InputStream in = getClass().getResourceAsStream(CHASSIS)) {
            Dbc chassis = DbcReader.read("chassis.dbc", in.readAllBytes());
            messages.addAll(chassis.messages());
        }
        List<MessageDecoder> decoders = messages.stream().map(MessageDecoder::new).toList();
        for (int i = 0; i < FRAMES; i++) {
            MessageDecoder decoder = decoders.get(random.nextInt(decoders.size()));
            byte[] data = new byte[decoder.message().length()];
            random.nextBytes(data);
            frames.add(new Frame(decoder, data));
        }
    }

    /** As who watches a bus does it: all signals of each frame. */
    @Benchmark
    public void compiled(Decoded decoded, Blackhole blackhole) {
        for (Frame frame : frames) {
            MessageDecoder.Values values = frame.values;
            frame.decoder.decode(frame.data, values);
            int count = frame.decoder.message().signals().size();
            for (int i = 0; i < count; i++) {
                if (values.isThere(i)) {
                    blackhole.consume(values.value(i));
                    decoded.signals++;
                }
            }
        }
    }

    /** The same by way of exact decimals. */
    @Benchmark
    public void exact(Decoded decoded, Blackhole blackhole) {
        for (Frame frame : frames) {
            DbcMessage message = frame.decoder.message();
            for (DbcSignal signal : message.signals()) {
                if (message.isThere(signal, frame.data)) {
                    blackhole.consume(signal.physical(frame.data));
                    decoded.signals++;
                }
            }
        }
    }
}

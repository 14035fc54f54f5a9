package dev.bulkhead.bench;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.BusLevel;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameBus;
import dev.bulkhead.can.wire.WireBus;
import dev.bulkhead.can.wire.WireNodeParameters;
import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.LogEntry.Direction;
import dev.bulkhead.canlog.LogFormat;
import dev.bulkhead.canlog.LogWriter;
import dev.bulkhead.canlog.Recording;
import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.MessageDecoder;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Measures buses, message databases and recordings by the processor time of one thread, taking
 * turns with python-can, whose processor time counts too: what else runs on the machine then moves
 * neither much.
 */
public final class TrafficBench {
    private static final int BIT_RATE = 500_000;
    private static final long CHUNK_PS = SimTime.ofMs(100).ps();
    private static final int VIRTUAL_MESSAGES = 20_000;
    private static final int FRAMES = 20_000;
    private static final long FRAME_NS = 250_000;
    private static final double WARM_UP = 0.5;

    private final double seconds;
    private final int runs;
    private final Optional<PythonCan> python;
    private final Path scratch;
    private final Consumer<String> progress;
    private final List<TrafficSpeed.Row> rows = new ArrayList<>();

    /**
     * @param seconds of processor time that one measurement takes about
     * @param runs how often each is measured, at least 1
     * @param scratch a folder for files that nobody needs afterwards
     * @param progress hears what is being measured
     */
    public TrafficBench(
            double seconds,
            int runs,
            Optional<PythonCan> python,
            Path scratch,
            Consumer<String> progress) {
        this.seconds = seconds;
        this.runs = runs;
        this.python = python;
        this.scratch = scratch;
        this.progress = progress;
    }

    /** All that was measured so far. */
    public TrafficSpeed speed() {
        return new TrafficSpeed(rows, python.map(PythonCan::version));
    }

    /** Two nodes keep a bus full with frames of 8 bytes. */
    public void bus() {
        Optional<DoubleSupplier> virtual =
                python.map(can -> () -> can.virtualBus(VIRTUAL_MESSAGES));
        for (BusLevel level : BusLevel.values()) {
            FullBus bus = new FullBus(level);
            measure("bus", level.name().toLowerCase(Locale.ROOT), "frames", bus, virtual);
        }
    }

    /** All signals of random frames of each message, to the nearest double. */
    public void dbc(Dbc database) {
        SplittableRandom random = new SplittableRandom(1);
        List<MessageDecoder> decoders =
                database.messages().stream().map(MessageDecoder::new).toList();
        byte[][] frames = new byte[256][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new byte[decoders.get(i % decoders.size()).message().length()];
            random.nextBytes(frames[i]);
        }
        List<MessageDecoder.Values> values = decoders.stream().map(MessageDecoder::values).toList();
        measure(
                "dbc",
                "decode",
                "signals",
                () -> decode(decoders, values, frames),
                Optional.empty());
    }

    private static long decode(
            List<MessageDecoder> decoders, List<MessageDecoder.Values> values, byte[][] frames) {
        long signals = 0;
        double sum = 0;
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < frames.length; i++) {
                MessageDecoder decoder = decoders.get(i % decoders.size());
                MessageDecoder.Values decoded = values.get(i % decoders.size());
                decoder.decode(frames[i], decoded);
                int count = decoder.message().signals().size();
                for (int k = 0; k < count; k++) {
                    if (decoded.isThere(k)) {
                        sum += decoded.value(k);
                        signals++;
                    }
                }
            }
        }
        if (sum == Double.MAX_VALUE) { // so that no value can be left out
            throw new IllegalStateException("sum=" + sum);
        }
        return signals;
    }

    /** Classic frames of 8 bytes, written to a file and read from it in each form. */
    public void logs() {
        List<LogEntry> entries = entries();
        for (LogFormat format : LogFormat.values()) {
            Path file = scratch.resolve("bench-" + format.label() + "." + format.extension());
            measure(
                    "logs",
                    format.label() + " write",
                    "frames",
                    () -> write(format, file, entries),
                    Optional.empty());
            measure(
                    "logs",
                    format.label() + " read",
                    "frames",
                    () -> read(format, file),
                    python.filter(_ -> pythonReads(format)).map(can -> () -> can.reads(file)));
        }
    }

    /** python-can chooses by the end of a name, and its CSV is another than ours. */
    private static boolean pythonReads(LogFormat format) {
        return switch (format) {
            case CANDUMP, ASC, BLF, CSV_PYTHON_CAN -> true;
            case CANDUMP_X, CANDUMP_TA, PCAPNG, CSV -> false;
        };
    }

    private static List<LogEntry> entries() {
        SplittableRandom random = new SplittableRandom(1);
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            byte[] data = new byte[8];
            random.nextBytes(data);
            entries.add(
                    new LogEntry(
                            i * FRAME_NS,
                            "can0",
                            Direction.RECEIVED,
                            new LogEntry.Frame(
                                    CanFrame.base(random.nextInt(0x7FF), CanData.of(data)))));
        }
        return entries;
    }

    private static long write(LogFormat format, Path file, List<LogEntry> entries) {
        try (SeekableByteChannel channel =
                        Files.newByteChannel(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING);
                LogWriter writer = LogWriter.of(format, channel)) {
            for (LogEntry entry : entries) {
                writer.write(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries.size();
    }

    private static long read(LogFormat format, Path file) {
        long[] frames = new long[1];
        try (InputStream in = Files.newInputStream(file)) {
            Recording.of(format, file.toString(), in).read(_ -> frames[0]++);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (frames[0] != FRAMES) {
            throw new IllegalStateException(file + ": " + frames[0] + " frames read");
        }
        return frames[0];
    }

    private void measure(
            String subject,
            String name,
            String unit,
            LongSupplier work,
            Optional<DoubleSupplier> theirs) {
        progress.accept(subject + " " + name + ": warming up");
        perSecond(work, seconds * WARM_UP);
        List<Double> ours = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            progress.accept("%s %s: run %d of %d".formatted(subject, name, run, runs));
            ours.add(perSecond(work, seconds));
            if (theirs.isPresent()) {
                others.add(theirs.get().getAsDouble());
                ratios.add(ours.getLast() / others.getLast());
            }
        }
        rows.add(
                new TrafficSpeed.Row(
                        subject,
                        name,
                        unit,
                        HartSpeed.median(ours),
                        median(others),
                        median(ratios)));
    }

    private static OptionalDouble median(List<Double> values) {
        return values.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(HartSpeed.median(values));
    }

    private static double perSecond(LongSupplier work, double seconds) {
        var threads = ManagementFactory.getThreadMXBean();
        long startNs = threads.getCurrentThreadCpuTime();
        long spentNs = 0;
        long done = 0;
        while (done == 0 || spentNs < seconds * 1e9) {
            done += work.getAsLong();
            spentNs = threads.getCurrentThreadCpuTime() - startNs;
        }
        return done / (Math.max(spentNs, 1) / 1e9);
    }

    /** Counts the frames of another tenth of a second of simulated time. */
    private static final class FullBus implements LongSupplier {
        private final Scheduler scheduler = new Scheduler();
        private final CanBus bus;
        private long untilPs;

        FullBus(BusLevel level) {
            bus =
                    switch (level) {
                        case FRAME ->
                                new FrameBus("bench", scheduler, 0, Clock.ofHz(BIT_RATE), 800);
                        case BIT ->
                                new WireBus(
                                        "bench",
                                        scheduler,
                                        0,
                                        WireNodeParameters.ideal(
                                                BitTiming.of(BIT_RATE, OptionalLong.empty(), 800)));
                    };
            for (int i = 0; i < 2; i++) {
                CanFrame frame = CanFrame.base(0x100 + i, CanData.ofHex("0123456789ABCDEF"));
                Sender sender = new Sender(frame);
                sender.port = bus.attach("node" + i, i, sender::on);
                sender.port.offer(frame);
            }
        }

        @Override
        public long getAsLong() {
            long before = bus.statistics().frames();
            untilPs += CHUNK_PS;
            scheduler.runUntil(untilPs);
            return bus.statistics().frames() - before;
        }
    }

    private static final class Sender {
        private final CanFrame frame;
        private CanPort port;

        Sender(CanFrame frame) {
            this.frame = frame;
        }

        void on(BusEvent event) {
            if (event instanceof BusEvent.Transmitted) {
                port.offer(frame);
            }
        }
    }
}

package dev.bulkhead.cluster;

import dev.bulkhead.campaign.Phase;
import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.results.TrialRow.Challenged;
import dev.bulkhead.trace.Payload;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Orders and answers as bytes. A double goes as its bits, so that a row is the same on both sides.
 * Only two of the same build talk to each other, so that it has no versions.
 */
final class Wire {
    private static final int RUN = 1;
    private static final int KEEP = 2;
    private static final int ROWS = 3;
    private static final int MISSING = 4;
    private static final int KEPT = 5;
    private static final int BUSY = 6;
    private static final int REFUSED = 7;
    private static final int FAILED = 8;

    private Wire() {}

    static byte[] of(Order order) {
        return written(
                to -> {
                    switch (order) {
                        case Order.Run run -> run(to, run);
                        case Order.Keep(String number, Payload content) -> {
                            to.writeByte(KEEP);
                            text(to, number);
                            bytes(to, content.toBytes());
                        }
                    }
                });
    }

    private static void run(DataOutputStream to, Order.Run run) throws IOException {
        to.writeByte(RUN);
        text(to, run.number());
        text(to, run.campaign());
        map(to, run.order());
        map(to, run.identity());
        map(to, run.manifest());
        to.writeInt(run.trials().size());
        for (PlannedTrial trial : run.trials()) {
            to.writeInt(trial.index());
            text(to, trial.stratum());
            text(to, trial.phase().name());
            text(to, trial.attacker());
            to.writeLong(trial.weight());
            texts(to, trial.faults().stream().map(Fault::text).toList());
        }
    }

    static byte[] of(Answer answer) {
        return written(
                to -> {
                    switch (answer) {
                        case Answer.Rows(List<TrialRow> rows) -> {
                            to.writeByte(ROWS);
                            to.writeInt(rows.size());
                            for (TrialRow row : rows) {
                                row(to, row);
                            }
                        }
                        case Answer.Missing(List<String> hashes) -> {
                            to.writeByte(MISSING);
                            texts(to, hashes);
                        }
                        case Answer.Kept() -> to.writeByte(KEPT);
                        case Answer.Busy() -> to.writeByte(BUSY);
                        case Answer.Refused(String why) -> {
                            to.writeByte(REFUSED);
                            text(to, why);
                        }
                        case Answer.Failed(int index, String told) -> {
                            to.writeByte(FAILED);
                            to.writeInt(index);
                            text(to, told);
                        }
                    }
                });
    }

    /**
     * @throws IllegalArgumentException if the bytes are no order
     */
    static Order order(byte[] bytes) {
        return read(
                bytes,
                from -> {
                    int kind = from.readByte();
                    String number = text(from);
                    return switch (kind) {
                        case RUN ->
                                new Order.Run(
                                        number,
                                        text(from),
                                        map(from),
                                        map(from),
                                        map(from),
                                        trials(from));
                        case KEEP -> new Order.Keep(number, Payload.of(bytes(from)));
                        default -> throw new IOException("kind=" + kind + ", no order's");
                    };
                });
    }

    /**
     * @throws IllegalArgumentException if the bytes are no answer
     */
    static Answer answer(byte[] bytes) {
        return read(
                bytes,
                from -> {
                    int kind = from.readByte();
                    return switch (kind) {
                        case ROWS -> {
                            List<TrialRow> rows = new ArrayList<>();
                            for (int n = from.readInt(); n > 0; n--) {
                                rows.add(row(from));
                            }
                            yield new Answer.Rows(rows);
                        }
                        case MISSING -> new Answer.Missing(texts(from));
                        case KEPT -> new Answer.Kept();
                        case BUSY -> new Answer.Busy();
                        case REFUSED -> new Answer.Refused(text(from));
                        case FAILED -> new Answer.Failed(from.readInt(), text(from));
                        default -> throw new IOException("kind=" + kind + ", no answer's");
                    };
                });
    }

    private static List<PlannedTrial> trials(DataInputStream from) throws IOException {
        List<PlannedTrial> trials = new ArrayList<>();
        for (int n = from.readInt(); n > 0; n--) {
            int index = from.readInt();
            String stratum = text(from);
            Phase phase = Phase.valueOf(text(from));
            String attacker = text(from);
            long weight = from.readLong();
            List<Fault> faults =
                    texts(from).stream().map(text -> Fault.parse("fault " + index, text)).toList();
            trials.add(new PlannedTrial(index, stratum, phase, attacker, faults, weight));
        }
        return trials;
    }

    private static void row(DataOutputStream to, TrialRow row) throws IOException {
        to.writeInt(row.index());
        text(to, row.stratum());
        text(to, row.phase());
        text(to, row.attacker());
        text(to, row.faults());
        to.writeLong(row.weight());
        optional(to, row.activatedAtUs());
        text(to, row.verdict());
        to.writeBoolean(row.latent());
        to.writeBoolean(row.dormant());
        text(to, row.end());
        to.writeDouble(row.horizonUs());
        to.writeDouble(row.simulatedUs());
        to.writeBoolean(row.firstDifference().isPresent());
        text(to, row.firstDifference().orElse(""));
        optional(to, row.differenceAtUs());
        to.writeBoolean(row.safetyJudged());
        optional(to, row.stoppingDistanceM());
        text(to, row.checksFailed());
        to.writeLong(row.deadlinesMissed());
        optional(to, row.recoveryMs());
        to.writeLong(row.messagesLost());
        to.writeDouble(row.coreMs());
        to.writeInt(row.challenged().size());
        for (Challenged each : row.challenged()) {
            text(to, each.barrier());
            text(to, each.target());
        }
    }

    private static TrialRow row(DataInputStream from) throws IOException {
        return new TrialRow(
                from.readInt(),
                text(from),
                text(from),
                text(from),
                text(from),
                from.readLong(),
                optional(from),
                text(from),
                from.readBoolean(),
                from.readBoolean(),
                text(from),
                from.readDouble(),
                from.readDouble(),
                optionalText(from),
                optional(from),
                from.readBoolean(),
                optional(from),
                text(from),
                from.readLong(),
                optional(from),
                from.readLong(),
                from.readDouble(),
                challenged(from));
    }

    private static List<Challenged> challenged(DataInputStream from) throws IOException {
        List<Challenged> challenged = new ArrayList<>();
        for (int n = from.readInt(); n > 0; n--) {
            challenged.add(new Challenged(text(from), text(from)));
        }
        return challenged;
    }

    private static void optional(DataOutputStream to, OptionalDouble value) throws IOException {
        to.writeBoolean(value.isPresent());
        to.writeDouble(value.orElse(0));
    }

    private static OptionalDouble optional(DataInputStream from) throws IOException {
        boolean present = from.readBoolean();
        double value = from.readDouble();
        return present ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static Optional<String> optionalText(DataInputStream from) throws IOException {
        boolean present = from.readBoolean();
        String value = text(from);
        return present ? Optional.of(value) : Optional.empty();
    }

    private static void map(DataOutputStream to, SortedMap<String, String> map) throws IOException {
        to.writeInt(map.size());
        for (var each : map.entrySet()) {
            text(to, each.getKey());
            text(to, each.getValue());
        }
    }

    private static SortedMap<String, String> map(DataInputStream from) throws IOException {
        SortedMap<String, String> map = new TreeMap<>();
        for (int n = from.readInt(); n > 0; n--) {
            String key = text(from);
            map.put(key, text(from));
        }
        return map;
    }

    private static void texts(DataOutputStream to, List<String> texts) throws IOException {
        to.writeInt(texts.size());
        for (String text : texts) {
            text(to, text);
        }
    }

    private static List<String> texts(DataInputStream from) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int n = from.readInt(); n > 0; n--) {
            texts.add(text(from));
        }
        return texts;
    }

    private static void text(DataOutputStream to, String text) throws IOException {
        bytes(to, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataInputStream from) throws IOException {
        return new String(bytes(from), StandardCharsets.UTF_8);
    }

    private static void bytes(DataOutputStream to, byte[] bytes) throws IOException {
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    private static byte[] bytes(DataInputStream from) throws IOException {
        int length = from.readInt();
        byte[] bytes = from.readNBytes(length);
        if (bytes.length != length) {
            throw new IOException("length=" + length + ", only " + bytes.length + " came");
        }
        return bytes;
    }

    /** Something that writes. */
    @FunctionalInterface
    private interface Writer {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] written(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writer.to(out);
        } catch (IOException e) {
            throw new IllegalStateException("memory takes any bytes", e);
        }
        return bytes.toByteArray();
    }

    /** Something that reads. */
    @FunctionalInterface
    private interface Reader<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static <T> T read(byte[] bytes, Reader<T> reader) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            T read = reader.from(in);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes too many");
            }
            return read;
        } catch (IOException e) {
            throw new IllegalArgumentException("no message of this build: " + e.getMessage(), e);
        }
    }
}

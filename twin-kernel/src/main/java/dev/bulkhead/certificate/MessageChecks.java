package dev.bulkhead.certificate;

import dev.bulkhead.certificate.ExecutionTimes.MessageCheck;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.hart.InstructionWatch;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.trace.Payload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sees, while a system runs, by what its partitions check messages: what they hand to the SDK's
 * {@code e2e_check} and {@code e2e_later_check}, and the port that held it when they last read it.
 */
final class MessageChecks implements InstructionWatch {
    private static final String CHECK = "e2e_check";
    private static final String LATER = "e2e_later_check";

    private static final int PROFILE = 11;
    private static final int LIMITS = 12;
    private static final int MESSAGE = 13;
    private static final int LATER_MESSAGE = 12;
    private static final int LATER_LENGTH = 13;

    /** {@code e2e_profile} of e2e.h. */
    private static final int MODE = 0;

    private static final int LENGTH = 4;
    private static final int DATA_ID = 4;
    private static final int DATA_IDS = 8;
    private static final int MODE_P02 = 4;

    /** {@code e2e_later_profile} of e2e_later.h. */
    private static final int LATER_DATA_ID = 16;

    private static final int LATER_DATA_IDS = 20;
    private static final int LATER_MAX_DELTA = 24;
    private static final int KIND_P22 = 6;

    private static final int LIST = 16;

    private final List<Partition> partitions;
    private final List<SamplingPort> ports;
    private final Hart hart;
    private final Ram ram;

    /** By address: who checks there. */
    private final SortedMap<Integer, Place> places = new TreeMap<>();

    /** By partition: what it read last from each of its ports, by their ids, the newest first. */
    private final List<SequencedMap<Integer, Payload>> read = new ArrayList<>();

    private final SortedMap<String, MessageCheck> seen = new TreeMap<>();

    private record Place(int partition, boolean later) {}

    MessageChecks(LoadedSystem system, Hart hart, Ram ram) {
        partitions = system.description().partitions();
        ports = system.description().ports();
        this.hart = hart;
        this.ram = ram;
        for (int i = 0; i < partitions.size(); i++) {
            read.add(new LinkedHashMap<>());
            ElfFile image = system.images().get(partitions.get(i).name());
            int partition = i;
            image.symbol(CHECK)
                    .ifPresent(s -> places.put(s.address(), new Place(partition, false)));
            image.symbol(LATER).ifPresent(s -> places.put(s.address(), new Place(partition, true)));
        }
        hart.watch(this);
    }

    void portRead(int partition, int port, Payload message) {
        read.get(partition).putFirst(port, message);
    }

    @Override
    public boolean concerns(int pc, Instruction instruction) {
        return places.containsKey(pc);
    }

    @Override
    public Instruction before(int pc, Instruction instruction) {
        Place place = places.get(pc);
        int message = hart.x(place.later() ? LATER_MESSAGE : MESSAGE);
        if (message == 0) {
            return instruction; // nothing came
        }
        int profile = hart.x(PROFILE);
        int length = place.later() ? hart.x(LATER_LENGTH) : octet(profile + LENGTH);
        String port = port(place.partition(), message, length);
        MessageCheck check =
                place.later()
                        ? new MessageCheck(
                                partitions.get(place.partition()).name(),
                                port,
                                word(profile) == KIND_P22
                                        ? list(word(profile + LATER_DATA_IDS))
                                        : List.of(word(profile + LATER_DATA_ID)),
                                Integer.toUnsignedLong(word(profile + LATER_MAX_DELTA)))
                        : new MessageCheck(
                                partitions.get(place.partition()).name(),
                                port,
                                word(profile + MODE) == MODE_P02
                                        ? list(word(profile + DATA_IDS))
                                        : List.of(word(profile + DATA_ID) >>> 16),
                                octet(hart.x(LIMITS)));
        String key = check.partition() + ' ' + check.port() + ' ' + check.dataIds();
        seen.merge(key, check, (a, b) -> a.maxDelta() < b.maxDelta() ? b : a);
        return instruction;
    }

    /** The port by which a message came; empty if none that was read holds it. */
    private String port(int partition, int message, int length) {
        for (Map.Entry<Integer, Payload> each : read.get(partition).entrySet()) {
            if (holds(each.getValue(), message, length)) {
                return port(partition, each.getKey());
            }
        }
        return "";
    }

    private String port(int partition, int id) {
        String name = partitions.get(partition).name();
        for (SamplingPort port : ports) {
            for (End reader : port.readers()) {
                if (reader.partition().equals(name) && reader.id() == id) {
                    return port.name();
                }
            }
        }
        return "";
    }

    /** Whether the bytes at an address are somewhere in what was read. */
    private boolean holds(Payload read, int at, int length) {
        for (int from = 0; length > 0 && length <= read.length() - from; from++) {
            int same = 0;
            while (same < length && read.at(from + same) == octet(at + same)) {
                same++;
            }
            if (same == length) {
                return true;
            }
        }
        return false;
    }

    private List<Integer> list(int at) {
        List<Integer> list = new ArrayList<>();
        for (int i = 0; i < LIST; i++) {
            list.add(octet(at + i));
        }
        return List.copyOf(list);
    }

    /** Limits and lists need not stand on a word's address. */
    private int octet(int at) {
        return word(at & ~3) >>> 8 * (at & 3) & 0xff;
    }

    /** Of a program that hands over no address of RAM nothing is known. */
    private int word(int at) {
        return (at & 3) == 0 && ram.contains(at, Integer.BYTES) ? ram.load(at, Integer.BYTES) : 0;
    }

    List<MessageCheck> checks() {
        return List.copyOf(seen.values());
    }
}

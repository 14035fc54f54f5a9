package dev.bulkhead.shadow;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.shadow.ShadowMap.MappedBus;
import dev.bulkhead.shadow.ShadowMap.Output;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds what the map says of a frame. */
final class MappedFrames {
    private final SortedMap<Long, Mapped> byIdentifier = new TreeMap<>();
    private final SortedMap<String, Integer> busOfChannel = new TreeMap<>();
    private final List<Mapped> all = new ArrayList<>();

    /**
     * A message of the map.
     *
     * @param bus its place in the description
     * @param place of this message in {@link #all}
     * @param player who sends it if it is an input
     * @param output what is said of it if it is none
     */
    record Mapped(
            int bus,
            String busName,
            int place,
            DbcMessage message,
            Optional<String> player,
            Optional<Output> output) {
        String name() {
            return busName + "." + message.name();
        }
    }

    MappedFrames(ShadowSetting setting) {
        for (MappedBus mapped : setting.map().buses()) {
            busOfChannel.put(mapped.channel(), setting.place(mapped.name()));
            for (String input : mapped.inputs()) {
                add(
                        setting,
                        mapped,
                        input,
                        Optional.of(setting.player(mapped, input)),
                        Optional.empty());
            }
            for (Output output : mapped.outputs()) {
                add(setting, mapped, output.name(), Optional.empty(), Optional.of(output));
            }
        }
    }

    private void add(
            ShadowSetting setting,
            MappedBus mapped,
            String name,
            Optional<String> player,
            Optional<Output> output) {
        DbcMessage message = setting.bus(mapped.name()).database().message(name);
        int bus = setting.place(mapped.name());
        Mapped entry = new Mapped(bus, mapped.name(), all.size(), message, player, output);
        all.add(entry);
        byIdentifier.put(key(bus, message.extended(), message.identifier()), entry);
    }

    private static long key(int bus, boolean extended, int identifier) {
        return (long) bus << 32 | (extended ? 1L << 31 : 0) | identifier;
    }

    List<Mapped> all() {
        return List.copyOf(all);
    }

    List<String> channels() {
        return List.copyOf(busOfChannel.keySet());
    }

    /** Whether a recording's entry is on a channel that is mapped. */
    boolean isMapped(LogEntry entry) {
        return busOfChannel.containsKey(entry.channel());
    }

    /** What a recorded frame is; empty if the map does not say. */
    Optional<Mapped> of(String channel, CanFrame frame) {
        return of(busOfChannel.get(channel), frame);
    }

    /** What a frame on a bus of the twin is; empty if the map does not say. */
    Optional<Mapped> of(int bus, CanFrame frame) {
        return frame.remote()
                ? Optional.empty()
                : Optional.ofNullable(
                        byIdentifier.get(key(bus, frame.extended(), frame.identifier())));
    }
}

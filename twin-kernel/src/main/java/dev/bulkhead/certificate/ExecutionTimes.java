package dev.bulkhead.certificate;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The longest that each partition held the hart, measured in one run. Measurements, not bounds:
 * another scenario may take longer, which is what the margin is for.
 *
 * @param scenario that ran
 * @param simulatedMs of it
 * @param marginPercent that is put on top of each maximum wherever a rule uses one
 */
public record ExecutionTimes(
        String scenario,
        long simulatedMs,
        int marginPercent,
        List<EntryTime> entries,
        List<FrameTime> frames,
        List<WindowTime> windows,
        List<PortTime> ports,
        List<CallTimes> calls,
        List<MessageCheck> checks,
        List<RefusedCalls> refused) {

    /** What starts an entry. */
    public enum Entry {
        INIT,
        NOTIFIED,
        PROTECTED
    }

    /**
     * From an event that a partition takes to its next one, of a call to its reply, without what
     * others ran meanwhile.
     *
     * @param channels bit i: channel i was notified, or called
     */
    public record EntryTime(
            String partition, Entry entry, long channels, long count, long longestCycles) {}

    /**
     * In a major frame, all entries together.
     *
     * @param mostSwitches how often it was given the hart
     */
    public record FrameTime(String partition, long longestCycles, long mostSwitches) {}

    /**
     * In a window of the time table, all entries together.
     *
     * @param window its place in the table; 0 where there are no windows
     */
    public record WindowTime(String partition, int window, long longestCycles, long mostSwitches) {}

    /**
     * Of a port that was written more than once.
     *
     * @param longestGapUs between two writes, rounded up
     */
    public record PortTime(String port, long longestGapUs) {}

    /**
     * Protected calls for which a partition paid: its own, and those that who it calls makes
     * meanwhile.
     *
     * @param channel the callee's id of it
     * @param mostInPeriod the most that were taken in any stretch as long as the payer's period
     */
    public record CallTimes(String payer, String callee, int channel, long mostInPeriod) {}

    /**
     * By what a partition checks a message that is protected from end to end.
     *
     * @param port whose content held the message; empty if none did
     * @param dataIds one, or a list of 16
     * @param maxDelta the most by which it lets the counter rise
     */
    public record MessageCheck(
            String partition, String port, List<Integer> dataIds, long maxDelta) {
        public MessageCheck {
            dataIds = List.copyOf(dataIds);
        }
    }

    /**
     * Kernel calls that were refused: the image is of another description.
     *
     * @param call such as {@code port_write}
     */
    public record RefusedCalls(String partition, String call, long count) {}

    public ExecutionTimes {
        entries = List.copyOf(entries);
        frames = List.copyOf(frames);
        windows = List.copyOf(windows);
        ports = List.copyOf(ports);
        calls = List.copyOf(calls);
        checks = List.copyOf(checks);
        refused = List.copyOf(refused);
    }

    /** Whether a partition took an event by a channel: a notification, an interrupt or a call. */
    boolean measured(String partition, int channel) {
        return entries.stream()
                .filter(e -> e.partition().equals(partition) && e.entry() != Entry.INIT)
                .anyMatch(e -> (e.channels() >>> channel & 1) != 0);
    }

    /** The longest entry in which a channel was notified, margin included, in cycles. */
    Optional<Long> longestCycles(String partition, int channel) {
        return longestCycles(partition, Entry.NOTIFIED, channel);
    }

    /** The longest entry in which a call came by a channel, margin included, in cycles. */
    Optional<Long> calledCycles(String partition, int channel) {
        return longestCycles(partition, Entry.PROTECTED, channel);
    }

    private Optional<Long> longestCycles(String partition, Entry entry, int channel) {
        return entries.stream()
                .filter(e -> e.partition().equals(partition) && e.entry() == entry)
                .filter(e -> (e.channels() >>> channel & 1) != 0)
                .map(e -> withMargin(e.longestCycles()))
                .max(Long::compare);
    }

    /** The longest from a start to the first event, margin included, in cycles. */
    Optional<Long> initCycles(String partition) {
        return entries.stream()
                .filter(e -> e.partition().equals(partition) && e.entry() == Entry.INIT)
                .map(e -> withMargin(e.longestCycles()))
                .max(Long::compare);
    }

    /** Between two writes of a port, microseconds; empty if it was not written twice. */
    OptionalLong longestGapUs(String port) {
        return ports.stream()
                .filter(p -> p.port().equals(port))
                .mapToLong(PortTime::longestGapUs)
                .findFirst();
    }

    /** The most in a major frame, margin included, in cycles. */
    Optional<Long> cyclesPerFrame(String partition) {
        return frames.stream()
                .filter(f -> f.partition().equals(partition))
                .map(f -> withMargin(f.longestCycles()))
                .max(Long::compare);
    }

    /** The most in some windows of a frame together, margin included, in cycles. */
    long cyclesIn(String partition, List<Integer> someWindows) {
        return in(partition, someWindows).mapToLong(w -> withMargin(w.longestCycles())).sum();
    }

    /** How often it was given the hart in some windows of a frame together; no margin. */
    long switchesIn(String partition, List<Integer> someWindows) {
        return in(partition, someWindows).mapToLong(WindowTime::mostSwitches).sum();
    }

    private Stream<WindowTime> in(String partition, List<Integer> someWindows) {
        return windows.stream()
                .filter(w -> w.partition().equals(partition) && someWindows.contains(w.window()));
    }

    private long withMargin(long cycles) {
        return Math.ceilDiv(cycles * (100 + marginPercent), 100);
    }
}

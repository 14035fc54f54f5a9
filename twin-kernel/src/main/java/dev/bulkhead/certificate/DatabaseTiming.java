package dev.bulkhead.certificate;

import static dev.bulkhead.can.CanFrame.MAX_DATA_BYTES;
import static dev.bulkhead.can.CanFrame.MAX_FD_DATA_BYTES;

import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.rta.CanMessage;
import dev.bulkhead.rta.CanResponseTime;
import dev.bulkhead.rta.CanResponseTime.Bound;
import dev.bulkhead.rta.CanTraffic;
import dev.bulkhead.rta.SendQueue;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Response times of what a message database alone says: each message comes from each of its senders
 * with its cycle time, without jitter and errors. Clocks of nodes are taken to be exact.
 *
 * @param utilisation part of the bus that frames with a known period take at most
 * @param frames by descending priority
 * @param tooLong messages that no one frame carries, as groups of J1939, which are left out
 */
public record DatabaseTiming(double utilisation, List<Frame> frames, List<String> tooLong) {
    /** When a message is first sent, on the clock of its sender; milliseconds. */
    private static final String OFFSET_MS = "GenMsgStartDelayTime";

    private static final String NOBODY = "";

    public DatabaseTiming {
        frames = List.copyOf(frames);
        tooLong = List.copyOf(tooLong);
    }

    /**
     * @param sender empty if the database names none
     * @param inOrder if each node always offers its most urgent frame
     * @param anyOrderPs from the request, if nodes offer theirs in any order; empty: no bound
     */
    public record Frame(DbcMessage message, String sender, Bound inOrder, OptionalLong anyOrderPs) {
        /** Whether it may still be under way when it comes again. */
        public boolean late() {
            OptionalLong due = inOrder.message().periodPs();
            OptionalLong bound = inOrder.fromRequestPs();
            return due.isPresent() && bound.isPresent() && bound.getAsLong() > due.getAsLong();
        }

        /** Whether it comes again after a known time, and nothing says that it is through then. */
        public boolean unbounded() {
            return inOrder.message().periodPs().isPresent() && inOrder.fromRequestPs().isEmpty();
        }
    }

    /**
     * @param offsets whether messages of one sender keep the places of {@code GenMsgStartDelayTime}
     */
    public static DatabaseTiming of(
            Dbc dbc, int bitRate, OptionalInt dataBitRate, boolean offsets) {
        List<DbcMessage> layouts = new ArrayList<>();
        List<CanMessage> messages = new ArrayList<>();
        List<String> tooLong = new ArrayList<>();
        SortedMap<String, SendQueue> unordered = new TreeMap<>();
        for (DbcMessage message : dbc.messages()) {
            int most = message.j1939().isPresent() ? MAX_DATA_BYTES : MAX_FD_DATA_BYTES;
            if (message.length() > most) {
                tooLong.add(message.name());
                continue;
            }
            List<String> senders = message.senders();
            for (String sender : senders.isEmpty() ? List.of(NOBODY) : senders) {
                layouts.add(message);
                unordered.put(sender, SendQueue.ANY);
                messages.add(
                        new CanMessage(
                                messages.size() + " " + message.name(),
                                sender,
                                CanMessage.arbitration(message.identifier(), message.extended()),
                                BusTraffic.longestPs(message, bitRate, dataBitRate),
                                ps(message.intAttribute(EndToEnd.CYCLE_MS), 1),
                                0,
                                sender.equals(NOBODY)
                                        ? OptionalLong.empty()
                                        : ps(message.intAttribute(OFFSET_MS), 0)));
            }
        }
        CanTraffic plain = new CanTraffic(SimTime.PS_PER_S / bitRate, messages);
        CanTraffic traffic = offsets ? plain.withOffsets() : plain;
        List<Bound> inOrder = CanResponseTime.of(traffic);
        List<Bound> anyOrder = CanResponseTime.of(traffic.with(unordered));
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            frames.add(
                    new Frame(
                            layouts.get(i),
                            messages.get(i).sender(),
                            inOrder.get(i),
                            anyOrder.get(i).fromRequestPs()));
        }
        frames.sort(
                (a, b) ->
                        Long.compare(
                                a.inOrder().message().priority(),
                                b.inOrder().message().priority()));
        return new DatabaseTiming(plain.utilisation(), frames, tooLong);
    }

    /** Whether all messages whose cycle is known are through before they come again. */
    public boolean fits() {
        return frames.stream().noneMatch(frame -> frame.late() || frame.unbounded());
    }

    private static OptionalLong ps(OptionalInt ms, int least) {
        return ms.isPresent() && ms.getAsInt() >= least
                ? OptionalLong.of(ms.getAsInt() * SimTime.PS_PER_MS)
                : OptionalLong.empty();
    }
}

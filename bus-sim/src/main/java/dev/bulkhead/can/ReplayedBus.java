package dev.bulkhead.can;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import java.util.List;
import java.util.OptionalLong;

/**
 * A bus for one node on which the frames of all others come as they came in another run: the loop
 * through the world is cut. What the node sends reaches nobody; its i-th frame ends when the i-th
 * frame of that run ended, but never before it could have been sent.
 *
 * <p>Deviation: the node learns of no start of another's frame and loses no arbitration.
 */
public final class ReplayedBus implements CanMedium, Stateful {
    private static final int ARRIVAL = 0;
    private static final int START = 1;
    private static final int END = 2;

    private final String name;
    private final long bitRate;
    private final OptionalLong dataBitRate;
    private final Script script;
    private final EventSource events;
    private Port port;
    private int nextArrival;
    private int sent;

    /**
     * What another run had on the bus.
     *
     * @param arrivals frames that the node received, in their order
     * @param ownEndsPs when the node's own frames were valid for it, in their order
     */
    public record Script(List<Arrival> arrivals, List<Long> ownEndsPs) {
        public Script {
            arrivals = List.copyOf(arrivals);
            ownEndsPs = List.copyOf(ownEndsPs);
        }
    }

    /** A frame that the node received. */
    public record Arrival(SimTime at, CanFrame frame) {}

    /**
     * @param replayed the bus that it stands for, whose name and bit rates it has
     * @param rank among the owners of events of class {@code BUS}
     */
    public ReplayedBus(CanMedium replayed, Scheduler scheduler, int rank, Script script) {
        this.name = replayed.name();
        this.bitRate = replayed.bitRate();
        this.dataBitRate = replayed.dataBitRate();
        this.script = script;
        events = scheduler.register(EventClass.BUS, rank, (kind, _, at) -> handle(kind, at));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long bitRate() {
        return bitRate;
    }

    @Override
    public OptionalLong dataBitRate() {
        return dataBitRate;
    }

    @Override
    public CanPort attach(String node, int rank, CanNode listener) {
        if (port != null) {
            throw new IllegalArgumentException(node + " is a second node, expected one");
        }
        port = new Port(listener);
        scheduleArrival();
        return port;
    }

    private void scheduleArrival() {
        if (nextArrival < script.arrivals.size()) {
            events.schedule(script.arrivals.get(nextArrival).at.ps(), ARRIVAL, 0);
        }
    }

    private void handle(int kind, long nowPs) {
        SimTime now = new SimTime(nowPs);
        switch (kind) {
            case ARRIVAL -> {
                CanFrame frame = script.arrivals.get(nextArrival++).frame;
                scheduleArrival();
                if (port.mode != CanPort.Mode.OFF) {
                    port.listener.on(new BusEvent.Received(now, frame));
                }
            }
            case START -> {
                port.offer = CanPort.Offer.ON_BUS;
                port.listener.on(new BusEvent.FrameStarted(now, true));
            }
            default -> {
                CanFrame frame = port.frame;
                port.clear();
                sent++;
                if (port.mode != CanPort.Mode.OFF) {
                    port.listener.on(new BusEvent.Transmitted(now, frame));
                }
            }
        }
    }

    private long durationPs(CanFrame frame) {
        FrameBits bits = FrameBits.of(frame);
        int fast = bits.fastBits(bits.length());
        return (bits.length() - fast) * (SimTime.PS_PER_S / bitRate)
                + fast * (SimTime.PS_PER_S / dataBitRate.orElse(bitRate));
    }

    private final class Port implements CanPort, Stateful {
        private final CanNode listener;
        private Mode mode = Mode.ACTIVE;
        private FdSettings fdSettings = FdSettings.usual(dataBitRate.isPresent());
        private Offer offer = Offer.NONE;
        private CanFrame frame;

        Port(CanNode listener) {
            this.listener = listener;
        }

        @Override
        public void offer(CanFrame next) {
            if (offer == Offer.ON_BUS) {
                throw new IllegalStateException("offers " + next + " while a frame is on the bus");
            }
            withdraw();
            frame = next;
            offer = Offer.WAITING;
            plan();
        }

        private void plan() {
            if (offer == Offer.WAITING && mode == Mode.ACTIVE) {
                long duration = durationPs(frame);
                long end = events.nowPs() + duration;
                if (sent < script.ownEndsPs.size()) {
                    end = StrictMath.max(end, script.ownEndsPs.get(sent));
                }
                events.schedule(end - duration, START, 0);
                events.schedule(end, END, 0);
            }
        }

        @Override
        public boolean withdraw() {
            if (offer == Offer.ON_BUS) {
                return false;
            }
            events.cancel(START);
            events.cancel(END);
            clear();
            return true;
        }

        @Override
        public Offer offered() {
            return offer;
        }

        @Override
        public Mode mode() {
            return mode;
        }

        @Override
        public void mode(Mode next) {
            mode = next;
            if (next == Mode.OFF) {
                events.cancel(START);
                if (offer != Offer.ON_BUS) {
                    events.cancel(END);
                    clear();
                }
            } else if (!events.isScheduled(END)) {
                plan();
            }
        }

        /** Whatever it is: all that the node learns is written down. */
        @Override
        public void acknowledging(Acknowledging next) {}

        @Override
        public FdSettings fdSettings() {
            return fdSettings;
        }

        /** What the other run's node did not get, this one does not get either. */
        @Override
        public void fdSettings(FdSettings next, long nowPs) {
            fdSettings = next;
        }

        /** Of no account here, as the times of the frames are those of the other run. */
        @Override
        public void bitTiming(BitTiming timing, long nowPs) {}

        void clear() {
            offer = Offer.NONE;
            frame = null;
        }

        @Override
        public void describe(Fields fields) {
            mode = fields.constant("mode", mode, Mode.values());
            if (dataBitRate.isPresent()) {
                fdSettings = fdSettings.describe(fields);
            }
            offer = fields.constant("offer", offer, Offer.values());
            frame = CanFrame.describe(fields, "frame", frame);
        }
    }

    @Override
    public void describe(Fields fields) {
        nextArrival = fields.i32("nextArrival", nextArrival);
        sent = fields.i32("sent", sent);
        fields.child("port", port);
    }
}

package dev.bulkhead.kernel;

import dev.bulkhead.board.display.Display;
import dev.bulkhead.board.wireless.Wireless;
import dev.bulkhead.system.KernelProfile.HangLimits;
import dev.bulkhead.system.Placement;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Window;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** The longest that partitions of a system may hold each other up, by what the kernel takes. */
public record KernelDelays(SystemDescription system, KernelCosts costs) {
    /** Longest that an instruction may take, accesses to the slowest device included. */
    private static final int LONGEST_INSTRUCTION = 100;

    private static final int TICKS_HZ = 10_000_000;

    /**
     * Microseconds of padding that a system needs at least: one tick of the timer, the longest
     * instruction and its wait for the memory bus, the longest kernel operation and the switch
     * itself.
     */
    public int leastPaddingUs() {
        long hz = system.board().clockHz();
        long cycles =
                Math.ceilDiv(hz, TICKS_HZ)
                        + LONGEST_INSTRUCTION
                        + longestBusWait()
                        + longestOperation()
                        + costs.longestSwitch(timers());
        return (int) Math.ceilDiv(cycles * 1_000_000, hz);
    }

    private int longestOperation() {
        int timers = timers();
        int usual = costs.longestOperation(timers);
        return system.profile().hangs().equals(HangLimits.NONE)
                ? usual
                : Math.max(usual, costs.restartOfHanging(timers));
    }

    /**
     * The longest that one instruction may have to wait for the memory bus, in cycles: a line of
     * scan-out and a burst of each other device, one behind the other.
     */
    public int longestBusWait() {
        return system.board().devices().stream()
                .mapToInt(
                        device ->
                                switch (device.kind()) {
                                    case DISPLAY -> Display.BURST_BEATS;
                                    case WIRELESS -> Wireless.MAX_BURST_BEATS;
                                    case CTU_CAN_FD, DISPLAY_OVERLAY, WINDOW_WATCHDOG -> 0;
                                })
                .sum();
    }

    /**
     * Cycles by which what others do in a window may delay its highest priority at most: the
     * longest kernel operation, the longest instruction with its slowest access, one interrupt
     * entry and the switch.
     */
    public long longestDelayInSharedWindow() {
        return longestOperation()
                + (long) LONGEST_INSTRUCTION
                + longestBusWait()
                + costs.interrupt()
                + costs.contextSwitch()
                + costs.timerReprogramming();
    }

    /**
     * Cycles that others which do not run behind {@code members} may take from them at most in a
     * window: their budgets, and those of their callers, as often as these come back, and what no
     * budget pays for. That is waking its owner at each refill, at each timer, at each interrupt
     * and behind a restart, and what the owner overruns a refill by; to let go of the hart between
     * two interrupts costs it a wait. No more than the window.
     *
     * @param members partitions, bit i for partition i
     */
    public long longestTakenByBudgets(Window window, long members) {
        List<Partition> inside = new ArrayList<>();
        List<Partition> outside = new ArrayList<>();
        for (int i = 0; i < system.partitions().size(); i++) {
            Partition partition = system.partitions().get(i);
            if (window.partitions().contains(partition.name())) {
                ((members >>> i & 1) != 0 ? inside : outside).add(partition);
            }
        }
        if (inside.isEmpty()) {
            return 0;
        }
        int least = inside.stream().mapToInt(Partition::priority).min().getAsInt();
        outside.sort(Comparator.comparingInt(Partition::priority).reversed());
        List<Partition> before = new ArrayList<>(inside);
        long taken = 0;
        for (Partition other : outside) {
            boolean runs = other.priority() >= least;
            if (other.placement() == Placement.USER && (runs || mayCall(other, before))) {
                before.add(other);
                taken += takenByBudget(other, window.durationUs(), runs);
            }
        }
        return Math.min(taken, cycles(window.durationUs()));
    }

    /** Whether a partition may call one of others; who is called has the higher priority. */
    private boolean mayCall(Partition caller, List<Partition> others) {
        List<String> names = others.stream().map(Partition::name).toList();
        return system.channels().stream()
                .anyMatch(
                        channel ->
                                channel.call()
                                        && channel.a().partition().equals(caller.name())
                                        && names.contains(channel.b().partition()));
    }

    /**
     * @param runs whether it runs itself before members, so that it can serve its interrupts
     */
    private long takenByBudget(Partition other, long us, boolean runs) {
        long overrun =
                Math.ceilDiv(system.board().clockHz(), TICKS_HZ)
                        + LONGEST_INSTRUCTION
                        + longestBusWait()
                        + longestOperation()
                        + costs.timerOperation(timers());
        long periods = Math.ceilDiv(us, other.periodUs());
        long refills = periods * KernelLayout.MAX_REFILLS;
        long charged = periods * cycles(other.budgetUs()) + refills * overrun;
        long wakes = refills + 1;
        for (var timer : other.timers()) {
            wakes += 1 + us / timer.periodUs();
        }
        long interrupts = other.interrupts().size();
        if (runs && interrupts > 0) {
            interrupts += charged / costs.receive();
        }
        return charged
                + wakes * costs.timerOperation(timers())
                + interrupts * costs.interruptOperation();
    }

    private long cycles(long us) {
        return Machine.cycles(us, system.board().clockHz());
    }

    /**
     * Cycles by which others may delay partitions of higher priorities at most where there is no
     * time table: the longest operation and instruction that are under way, and what comes while
     * those partitions are busy. While they are, no other runs, so that each line of another
     * interrupts once (it stays masked until its owner has served it), each timer of another when
     * it is due, and each other is looked for once when its budget or its restart's wait ends; on
     * the memory bus devices take all that they can.
     *
     * @param members those partitions, bit i for partition i
     * @return empty if another has a priority that is not below all of theirs, or if they ask for
     *     more time than there is
     */
    public OptionalLong longestDelayByLowerPriorities(long members) {
        List<Partition> higher = new ArrayList<>();
        List<Partition> lower = new ArrayList<>();
        for (int i = 0; i < system.partitions().size(); i++) {
            ((members >>> i & 1) != 0 ? higher : lower).add(system.partitions().get(i));
        }
        int least = higher.stream().mapToInt(Partition::priority).min().orElse(0);
        if (lower.stream().anyMatch(partition -> partition.priority() >= least)) {
            return OptionalLong.empty();
        }
        int timers = timers();
        long blocking = longestOperation() + (long) LONGEST_INSTRUCTION + longestBusWait();
        long lines = lower.stream().mapToInt(p -> p.interrupts().size()).sum();
        long once =
                lines * costs.interruptOperation()
                        + 2L * lower.size() * costs.timerOperation(timers);
        long frame = cycles(1_000_000);
        long busy = 0;
        long delay = blocking + once;
        while (busy < frame) {
            long next = delay;
            for (Partition partition : higher) {
                next +=
                        Math.max(1, Math.ceilDiv(busy, cycles(partition.periodUs())))
                                * cycles(partition.budgetUs());
            }
            if (next <= busy) {
                return OptionalLong.of(delay);
            }
            busy = next;
            delay = blocking + once + onBus(busy);
            for (Partition partition : lower) {
                for (var timer : partition.timers()) {
                    delay += (1 + busy / cycles(timer.periodUs())) * costs.timerOperation(timers);
                }
            }
        }
        return OptionalLong.empty();
    }

    /** Cycles of a stretch that the bus may be held by devices. */
    private long onBus(long cycles) {
        long held = 0;
        for (var device : system.board().devices()) {
            held +=
                    switch (device.kind()) {
                        case DISPLAY ->
                                (1 + cycles * Display.BURSTS_PER_S / system.board().clockHz())
                                        * Display.BURST_BEATS;
                        case WIRELESS ->
                                (1 + cycles / (Wireless.MAX_BURST_BEATS + Wireless.GAP_CYCLES))
                                        * Wireless.MAX_BURST_BEATS;
                        case CTU_CAN_FD, DISPLAY_OVERLAY, WINDOW_WATCHDOG -> 0;
                    };
        }
        return held;
    }

    /**
     * Cycles that the kernel takes from a partition to note a release of another's timer, or
     * another's interrupt, and to give that one the hart. What comes after is that one's own.
     */
    public long entryOfAnother() {
        return (long) costs.trapInOut()
                + Math.max((long) timers() * costs.timerRow(), costs.interrupt())
                + (KernelLayout.INTERRUPT_WORDS + 2L) * costs.deviceAccess()
                + costs.contextSwitch()
                + costs.timerReprogramming();
    }

    private int timers() {
        return system.partitions().stream().mapToInt(p -> p.timers().size()).sum();
    }
}

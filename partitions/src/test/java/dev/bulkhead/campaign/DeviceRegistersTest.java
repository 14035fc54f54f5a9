package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.DeviceRegisters;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.input.InputError;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.FrameSent;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Whatever bit of whatever device is hit, the simulator goes on: at random moments, and in the
 * middle of a frame of the ECU's own on each bus.
 */
@Tag("full")
class DeviceRegistersTest {
    private static final int BITS = 32;
    private static final Pattern OF_MANY = Pattern.compile(".*\\.([2-9]|\\d\\d+)");
    private static final SimTime FROM = SimTime.ofMs(400);
    private static final SimTime UNTIL = SimTime.ofMs(440);
    private static final SimTime IN_FRAME = SimTime.ofUs(100);
    private static final SimTime BEFORE = SimTime.ofUs(10);

    /** A picture at least. */
    private static final SimTime WATCHED = SimTime.ofMs(20);

    private static final int RANDOM_MOMENTS = 2;

    private final Golden golden = Golden.dense(CampaignFixture.subject(), Watch.NONE);
    private final List<String> failed = new ArrayList<>();
    private long tried;

    @Test
    void noFlipOfAnyOfThemEndsTheSimulator() {
        List<SimTime> moments = moments();
        assertEquals(RANDOM_MOMENTS + 2, moments.size());

        for (SimTime moment : moments) {
            Twin before = golden.twinBefore(FROM);
            before.runUntil(new SimTime(moment.ps() - BEFORE.ps()));
            for (String device :
                    List.of(
                            "chassis-controller",
                            "body-controller",
                            "display0",
                            "overlay0",
                            "wireless0",
                            "watchdog0",
                            "plic",
                            "aclint")) {
                flipEachBitOf(device, before, moment);
            }
        }

        assertTrue(tried > (long) moments.size() * BITS, "nothing was tried");
        assertEquals(List.of(), failed);
    }

    /** Random ones, and for each bus one at which a frame of the ECU's own is on it. */
    private List<SimTime> moments() {
        List<SimTime> moments = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < RANDOM_MOMENTS; i++) {
            moments.add(new SimTime(random.nextLong(FROM.ps() + BEFORE.ps(), UNTIL.ps())));
        }
        List<FrameSent> own = new ArrayList<>();
        Twin twin = golden.assembly().twin(golden.subject(), record -> keepOwn(own, record));
        twin.runUntil(UNTIL);
        own.stream()
                .mapToInt(FrameSent::bus)
                .distinct()
                .forEach(
                        bus -> {
                            long end =
                                    own.stream()
                                            .filter(frame -> frame.bus() == bus)
                                            .toList()
                                            .getLast()
                                            .atPs();
                            moments.add(new SimTime(end - IN_FRAME.ps()));
                        });
        return moments;
    }

    private static void keepOwn(List<FrameSent> own, TraceRecord record) {
        if (record instanceof FrameSent frame
                && frame.partition() >= 0
                && frame.atPs() > FROM.plus(IN_FRAME).plus(BEFORE).ps()) {
            own.add(frame);
        }
    }

    private void flipEachBitOf(String device, Twin before, SimTime moment) {
        var start = before.snapshot();
        for (String register : DeviceRegisters.of(before, device)) {
            if (OF_MANY.matcher(register).matches()) {
                continue; // one like the first two
            }
            for (int bit = 0; bit < BITS; bit++) {
                String text = "%s:flip=%s.%d@%s".formatted(device, register, bit, seconds(moment));
                Twin twin = golden.assembly().twin(golden.subject(), _ -> {});
                twin.restore(start);
                tried++;
                try {
                    Injection.arm(twin, Fault.parse("test", text), "test");
                    twin.runUntil(moment.plus(WATCHED));
                } catch (InputError _) {
                    break; // it has fewer bits
                } catch (RuntimeException e) {
                    failed.add(text + ": " + e);
                }
            }
        }
    }

    private static String seconds(SimTime at) {
        return java.math.BigDecimal.valueOf(at.ps(), 12).stripTrailingZeros().toPlainString() + "s";
    }
}

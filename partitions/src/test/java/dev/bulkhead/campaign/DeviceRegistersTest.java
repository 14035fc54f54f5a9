package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.bulkhead.fault.DeviceRegisters;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.input.InputError;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Whatever bit of whatever device is hit, the simulator goes on. */
@Tag("full")
class DeviceRegistersTest {
    private static final int BITS = 32;
    private static final Pattern OF_MANY = Pattern.compile(".*\\.([2-9]|\\d\\d+)");

    @Test
    void noFlipOfAnyOfThemEndsTheSimulator() {
        Golden golden = Golden.dense(CampaignFixture.subject(), Watch.NONE);
        List<String> failed = new ArrayList<>();
        long count = 0;
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
            for (String register :
                    DeviceRegisters.of(golden.twinBefore(SimTime.ofMs(400)), device)) {
                if (OF_MANY.matcher(register).matches()) {
                    continue; // one like the first two
                }
                for (int bit = 0; bit < BITS; bit++) {
                    count++;
                    String text = "%s:flip=%s.%d@401ms".formatted(device, register, bit);
                    Twin twin = golden.twinBefore(SimTime.ofMs(400));
                    try {
                        Injection.arm(twin, Fault.parse("test", text), "test");
                        twin.runUntil(SimTime.ofMs(420)); // a picture at least
                    } catch (InputError _) {
                        // it has fewer bits
                    } catch (RuntimeException e) {
                        failed.add(text + ": " + e);
                    }
                }
            }
        }
        assertFalse(count < BITS, "nothing was tried");
        assertFalse(!failed.isEmpty(), failed.size() + " failed: " + failed);
    }
}

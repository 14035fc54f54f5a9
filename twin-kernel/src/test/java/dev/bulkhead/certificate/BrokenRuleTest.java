package dev.bulkhead.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.certificate.Judgement.Judged;
import dev.bulkhead.certificate.Judgement.Result;
import dev.bulkhead.system.Rule;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Each file in {@code bad} breaks a rule: the first thing found, and the other rules that the same
 * mistake breaks. Of T8 by hand: at 125 kbit/s a frame lasts 1080 us, Brake waits for six (SpeedFL
 * twice) and is asked for 120 us late; beside Noise at 250 kbit/s it waits for twelve. Of T7 by
 * hand: 450000 us of back-off, 3316.5 us until screen's image is copied and its init done, 50000 us
 * to its timer, 3204.7 us until its window of 3000 us has come and panel has had 120 us of it. S8
 * is a property of the hart, which no description can change (docs/decisions/0025).
 */
class BrokenRuleTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            maxCharsPerColumn = 1000,
            textBlock =
                    """
                    S1 | read-above | C3 | pixels: 'control' of level D reads what 'screen' of level QM writes; hand it over by a port with the key 'advisory'
                    S1 | two-writers | - | pixels: written by 'screen' and 'panel'; give it one writer: map it with access r in the others
                    S1 | without-pmp | S2 S3 S6 S10 | control: can write memory of 'driver', 'screen', 'panel', 'bridge', 'gate', 'radio', 'pixels' and 'packets'; close it: its PMP entries open more than its own
                    S2 | memory-over-kernel | S10 | memory-over-kernel.yaml:3: partition 'control': memory 0x80020000..0x8003ffff overlaps that of the kernel, 0x80000000..0x8003ffff; move one of them
                    S2 | region-over-partition | S5 | region-over-partition.yaml:3: region 'packets': memory 0x80180000..0x8018ffff overlaps that of partition 'radio', 0x80180000..0x8019ffff; move one of them
                    S3 | device-opened | S2 | can0: the device belongs to 'driver' and is open to 'control', 'screen', 'panel', 'bridge', 'gate' and 'radio'; map it in one partition, and let that one serve the others
                    S3 | device-with-two-owners | - | device-with-two-owners.yaml:4: partition 'gate': map 1: device 'can1' already belongs to 'bridge'; give it to one of them
                    S3 | interrupt-with-two-owners | - | interrupt-with-two-owners.yaml:4: partition 'gate': interrupt 1: the interrupt of 'can1' belongs to 'bridge', which has its registers; remove it
                    S4 | memory-of-half-a-page | - | memory-of-half-a-page.yaml:3: partition 'gate': memory: size 0x1f800 is not a multiple of 0x1000; write a multiple of 0x1000
                    S4 | region-between-pages | - | region-between-pages.yaml:3: region 'packets': base 0x80480800 is not a multiple of 0x1000; write a multiple of 0x1000
                    S5 | code-and-data-on-a-page | C4 | code-and-data-on-a-page.yaml:3: partition 'gate': image 'code-and-data-on-a-page': segments 0x80160000..0x801603ff and 0x80160800..0x80160bff share a page of 4096 bytes; align segments to pages
                    S5 | constants-and-data-on-a-page | C4 | constants-and-data-on-a-page.yaml:3: partition 'gate': image 'shared-page': segments 0x80162000..0x8016203f and 0x80162800..0x8016283f share a page of 4096 bytes; align segments to pages
                    S6 | entries-exhausted | - | entries-exhausted.yaml:13: partition 'control': needs 17 PMP entries (console 1, image 2, maps 14), a hart has 16; map fewer regions, or give them a power of two as size and an aligned base
                    S6 | writable-code | C4 | writable-code.yaml:3: partition 'gate': image 'w-and-x': segment 0x80164000..0x8016403f is writable and executable; link code and data apart
                    S7 | driver-in-the-kernel | S1 C6 | panel: runs in machine mode under profile 'microkernel': no PMP entry holds it; place it in user mode
                    S7 | radio-in-the-kernel | S1 C6 | radio: runs in machine mode under profile 'microkernel': no PMP entry holds it; place it in user mode
                    S9 | dma-at-any-time | - | radio0: is not held back outside its owner's windows: its bursts take the memory bus from others; leave dma-window on
                    S9 | dma-unchecked | S10 | display0: IOPMP entry 0 opens 0x00000000..0xffffffff, which is not its owner's; leave dma-check on
                    S10 | arguments-unchecked | S1 | kernel: mechanism 'argument-check' is off: the kernel reads and writes where the arguments of a call tell it to; leave it on
                    S10 | map-of-the-watchdog | - | map-of-the-watchdog.yaml:4: partition 'gate': map 1: device 'watchdog0' belongs to the kernel alone; remove the map
                    S10 | port-buffer-opened | S2 | control: reaches kernel RAM; close it: these are the kernel's alone
                    T1 | period-against-frame | - | period-against-frame.yaml:3: partition 'gate': period_us 7000 and major_frame_us 5000: neither is a multiple of the other; change one
                    T1 | windows-overlap | - | windows-overlap.yaml:5: window 2: start_us 1000 is before the end 1100 of the window before; sort the windows and keep them apart
                    T2 | padding-off | - | kernel: mechanism 'window-padding' is off: the switch begins at the window's cycle, and what was begun before runs into it; leave it on
                    T2 | padding-too-short | - | schedule: padding_us 20 is shorter than what may delay a window; set it to at least 40
                    T2 | window-shorter-than-padding | - | window-shorter-than-padding.yaml:6: window 3: duration_us 40 leaves nothing beside padding_us 40; lengthen the window
                    T3 | budget-above-period | - | budget-above-period.yaml:3: partition 'gate': budget_us 5001 exceeds period_us 5000; lower the budget or lengthen the period
                    T3 | budget-not-enforced | - | driver: its budget is not enforced: the kernel holds 4611686018427387904 cycles, 500 us are 50000; leave budget on
                    T3 | budgets-above-the-hart | - | screen: its budget brings the sum to 103.7 % of the hart; lower it, or accept that it gets only what the others leave
                    T3 | grown-above-what-is-accepted | - | screen: its budget brings the sum to 103.7 % of the hart; lower it, or accept that it gets only what the others leave
                    T3 | refused-and-accepted | - | refused-and-accepted.yaml:3: partition 'gate': budget_us 5001 exceeds period_us 5000; lower the budget or lengthen the period
                    T4 | deadline-too-near | - | control: channel 0 at 1000 us may take 360.0 us, its deadline is 350 us; lengthen its window or budget, or shorten what it does
                    T4 | event-never-measured | - | driver: no event came by channel 2 in scenario 'by hand': its execution time is unknown; measure with another --scenario, remove what nobody uses, or accept it with a reason
                    T4 | interrupt-never-measured | - | control: no event came by channel 5 in scenario 'by hand': its execution time is unknown; measure with another --scenario, remove what nobody uses, or accept it with a reason
                    S3 | first-of-two-owners-is-not-protected | C2 C3 C4 | first-of-two-owners-is-not-protected.yaml:3: partition 'control': map 1: device 'can0' already belongs to 'driver'; give it to one of them
                    C1 | written-by-nothing | - | shown: 'panel' has neither timer nor bus and did not write it twice in scenario 'by hand': how old a message may be is unknown; measure with another --scenario, or accept it with a reason
                    T4 | stranger-above | T7 T8 | control: channel 0 at 1000 us may take a time without bound, its deadline is 900 us; lengthen its window or budget, or shorten what it does
                    T4 | window-too-short | T7 T8 | control: channel 0 at 1000 us may take a time without bound, its deadline is 900 us; lengthen its window or budget, or shorten what it does
                    T5 | interrupt-beside-both | - | radio: in window 1 its interrupt is open beside 'driver' and 'radio': an entry takes 961 cycles, counted in T4; give it a window of its own
                    T5 | interrupt-beside-braking | - | radio: in window 1 its interrupt is open beside 'driver': an entry takes 961 cycles, counted in T4; give it a window of its own
                    T5 | interrupts-not-masked | - | kernel: mechanism 'interrupt-mask' is off: interrupts of every partition are taken in every window; leave it on
                    T6 | call-across-windows | C2 C3 | call-across-windows.yaml:3: channel 1: 'gate' would call 'driver', which is not in window 3 with it; add the callee to that window
                    T6 | call-to-a-lower-level | C2 C3 | control: 'control' of level D would wait for 'gate' of level QM; let it notify, and read the answer from a port
                    T6 | call-to-lower-priority | - | call-to-lower-priority.yaml:3: channel 1: 'bridge' of priority 130 would call 'gate' of priority 120; raise the callee's priority above the caller's
                    T6 | call-never-made | - | gate: its call of 'bridge' by channel 8 never came to an end in scenario 'by hand': what it costs is unknown; measure with another --scenario, or remove what nobody uses
                    T6 | calls-above-the-budget | - | screen: its calls take 240.0 us of its budget of 230 us (in 5000 us: 2 of 'panel' by its channel 1, 120.0 us each); raise its budget, call less often, or shorten what the callee does
                    T6 | calls-of-a-small-budget | - | radio: its calls take 288.0 us of its budget of 280 us (in 5000 us: 3 of 'gate' by its channel 9, 96.0 us each); raise its budget, call less often, or shorten what the callee does
                    T6 | capabilities-off | - | kernel: mechanism 'capability' is off: a caller's channel id indexes the kernel's table of all channel ends; leave it on
                    T7 | back-off-too-long | - | feel: a restart of 'screen' takes 506521.2 us until it writes again, readers wait 500000 us; shorten the back-off, raise refresh_us, or make the image smaller
                    T7 | driver-stopped | - | bridge: is never started again after memory, misaligned, and 'gate' uses it; write restart with a limit, or accept it with a reason
                    T7 | init-never-measured | C1 | radio: did not get from its start to an event in scenario 'by hand': how long its init takes is unknown; measure for longer, or with another --scenario
                    T7 | never-restarted | - | kernel: mechanism 'restart' is off: a partition that fails is stopped for good; leave it on
                    T7 | no-watchdog | - | kernel: no watchdog ends a hang of the kernel; name one under schedule: watchdog
                    T7 | watchdog-off | - | kernel: mechanism 'watchdog' is off: the ECU's watchdog is never enabled; leave it on
                    T8 | clocks-apart | - | chassis: clocks of 'Pedal' and the other nodes are further apart than their bits bear: no frame has a bound; bring oscillator_ppm of both closer, or sample earlier
                    T8 | line-too-long | - | chassis: from the other nodes to 'Pedal' and back an edge takes until the sample point: no frame has a bound; lower line_ns of both, or sample later
                    T8 | babbler | - | Noise: its frame on bus 'chassis' may take a time without bound, it is due again after 1000.0 us; frames ask for 179.3 % of the bus; send less above it, give it a more urgent identifier, or raise the bit rate
                    T8 | bus-too-slow | - | Brake: its frame on bus 'chassis' may take 7680.0 us, it is due again after 5000.0 us; send less above it, give it a more urgent identifier, or raise the bit rate
                    T8 | period-unknown | C5 | Brake: on bus 'chassis' it has neither GenMsgCycleTime nor a port with min_period_us that asks for it: what waits for it has no bound; give the message the attribute GenMsgCycleTime
                    T8 | urgent-neighbour | - | Brake: its frame on bus 'chassis' may take 7140.0 us, it is due again after 5000.0 us; send less above it, give it a more urgent identifier, or raise the bit rate
                    C1 | id-of-a-port-twice | - | id-of-a-port-twice.yaml:6: port 'other': id 1 of 'gate' is already that of port 'request'; choose another id from 0 to 61
                    C1 | queue-too-shallow | T7 | events: holds 2 messages, but 5 may come before 'gate' looks again; raise depth to 5
                    C1 | stale-too-soon | T7 | heard: is stale after 24999 us, but 'bridge' may take 25000 us to write again; raise refresh_us to 25000
                    C1 | timer-beside-a-bus | T7 | heard: is stale after 24999 us, but 'bridge' may take 25000 us to write again; raise refresh_us to 25000
                    C2 | notification-upward | C3 | gate: notification from 'gate' of level QM to 'control' of level D; send it by a port with the key 'advisory'
                    C2 | another-than-is-accepted | - | request: its range 0 to 15 of the 4 bits from bit 0 excludes nothing; write what is legal
                    C2 | range-of-everything | - | feel: its range 0 to 255 of the 8 bits from bit 0 excludes nothing; write what is legal
                    C2 | reader-without-clamp | - | feel: the image of its reader 'control' has no constant 'mechanism_clamp', so nothing shows that it clamps; check there with the SDK's bulkhead_mechanism.h
                    C2 | upward-undeclared | C3 | upward-undeclared.yaml:7: port 'other': reader 1: 'control' of level D would read what 'gate' of level QM writes; give the port the key 'advisory' with what is legal
                    C3 | controller-on-the-chassis | C4 | bridge: a way to bus 'chassis' without advisory input: bridge -> registers 'can1' -> can1 -> frames -> chassis; cut it, or declare the input advisory
                    C3 | queue-upward | C2 | bridge: a way to bus 'chassis' without advisory input: bridge -> port 'heard' -> gate -> queue 'events' -> driver -> registers 'can0' -> can0 -> frames -> chassis; cut it, or declare the input advisory
                    C3 | queue-upward-protected | C2 | bridge: a way to bus 'chassis' without advisory input: bridge -> port 'heard' -> gate -> queue 'events' -> driver -> registers 'can0' -> can0 -> frames -> chassis; cut it, or declare the input advisory
                    C4 | gateway-without-list | - | gate: the image of 'gate' has no constant 'mechanism_gateway_allow_list', so nothing shows that it filters; filter there with the SDK's bulkhead_mechanism.h
                    C4 | listing-a-stranger | - | gate: its allow-list has 0x7ff, which no message of 'body' has; take it out
                    C4 | listing-at-any-rate | - | gate: its allow-list's entry for 0x700 'TesterRequest' has no least period; write how often it may pass
                    C4 | listing-each-ns | - | gate: its allow-list's entry for 0x700 'TesterRequest' has a least period of 1 ns, a frame of it alone may take 540000 ns; write how often it may pass
                    C4 | listing-half-an-entry | - | gate: its table 'bulkhead_allow_list' has 36 bytes, which are no whole entries of 24; write it by the SDK's bulkhead_allow_list.h
                    C4 | listing-no-length | - | gate: its allow-list's entry for 0x700 'TesterRequest' lets 0 bytes pass, the message has 8; write the message's length
                    C4 | listing-no-way | - | gate: its allow-list's entry for 0x700 'TesterRequest' has the unknown way 2; write BULKHEAD_FROM_BUS or BULKHEAD_TO_BUS
                    C4 | listing-nothing | - | gate: its image has no table 'bulkhead_allow_list', so nothing shows what it passes; write one by the SDK's bulkhead_allow_list.h, and filter by it
                    C4 | listing-what-a-node-sends | - | gate: its allow-list's entry for 0x700 'TesterRequest' lets the ECU send what 'Tester' sends; take it out
                    C4 | listing-what-nobody-sends | T8 | gate: its allow-list's entry for 0x210 'Hint' takes in what no node of bus 'body' sends; take it out
                    C4 | listing-what-has-29-bits | - | gate: its allow-list has 0x210, which no message of 'body' has; take it out
                    C4 | nodes-send-one-message | - | nodes-send-one-message.yaml:6: bus 'chassis': node 'Other': message 'PedalStatus' is already sent by 'Pedal'; name another one
                    C4 | request-at-any-rate | T8 | request: has no least period between requests; add min_period_us
                    C4 | request-for-safety | T8 | request: lets a lower level send 'Brake', which is a safety message; take its identifier out of the range
                    C5 | data-id-twice | - | SpeedFL: its data ID 0x10a0 is that of 'PedalStatus' too: one passes for the other; choose another
                    C5 | data-id-of-another-bus | - | relayed: has the data ID of 'PedalStatus' of bus 'chassis', which does not feed 'gate': one passes for the other; write the data ID of the message that it hands on
                    C5 | every-step-allowed | - | relayed: max_delta 14 excludes no step of a counter of 15 values; write how many messages may be missed
                    C5 | header-too-long | - | SpeedFL: cannot be protected: 8 bytes do not hold the 12 of the header of profile p04; lengthen the message
                    C5 | message-unprotected | - | SpeedFL: on protected bus 'chassis' without a data ID: not protected from end to end; give it the attribute E2EDataId, or accept it with a reason
                    C5 | port-too-short | - | relayed: its 4 bytes do not hold the 8 of 'Hint', which it hands on; raise its size
                    C5 | check-of-another-step | - | relayed: its reader 'control' checks with a max_delta of 1, not 2; write that of its image
                    C5 | sensor-any-step | - | SpeedFL: the max_delta 14 of 'control' excludes no step of a counter of 15 values; write how many messages may be missed
                    C5 | sensor-of-no-port | - | SpeedFL: 'control' takes it from no port, so nothing says when it is stale; hand it over by a port
                    C5 | sensor-stale-too-soon | T7 C1 | PedalStatus: port 'sensed', by which 'control' takes it, is stale after 10000 us, not above its period of 10000 us; raise refresh_us to two periods and more
                    C5 | sensor-unchecked | - | SpeedFL: no protected partition checked it in scenario 'by hand': neither its timeout nor a greatest rise of its counter is known; check it with the SDK's e2e.h, or measure with another --scenario
                    C5 | timeout-of-one-period | - | ActuatorFL: its timeout of 5000 us is not above the period 5000 us of 'Brake'; lengthen it to two periods and more
                    C6 | display-that-may-hang | S1 S7 | panel: hanging more than 5 times in 60000000 us it resets the ECU under profile 'microkernel'; place it in user mode
                    C6 | driver-in-the-kernel | S1 S7 | panel: an error of it is one of the kernel, which resets the ECU under profile 'microkernel'; place it in user mode, or write on_kernel_fault: oops
                    C6 | notify-upward | C3 | notify-upward.yaml:3: partition 'gate': an error at level QM would notify 'control' of level D; name a partition of the same or a lower level
                    C6 | qm-restarts-the-ecu | - | qm-restarts-the-ecu.yaml:3: partition 'radio': memory of a QM partition would restart the ECU; write restart or stop
                    C6 | restart-without-a-limit | - | restart-without-a-limit.yaml:11: partition 'unlimited': restart without a limit; add restart_limit and restart_within_us
                    """)
    void isFound(Rule rule, String name, String others, String message) {
        Certificate certificate = Judging.judge("bad/" + name);

        assertEquals(message, first(certificate, rule));
        assertEquals(others, failing(certificate, rule));
    }

    @ParameterizedTest
    @EnumSource(value = Rule.class, mode = EnumSource.Mode.EXCLUDE, names = "S8")
    void isBrokenByTwoDescriptionsAtLeast(Rule rule) throws NoSuchMethodException {
        String rows =
                BrokenRuleTest.class
                        .getDeclaredMethod(
                                "isFound", Rule.class, String.class, String.class, String.class)
                        .getAnnotation(CsvSource.class)
                        .textBlock();

        assertTrue(rows.lines().filter(row -> row.startsWith(rule.name() + " |")).count() >= 2);
    }

    private static String first(Certificate certificate, Rule rule) {
        return certificate.judgements().get(rule.ordinal()).findings().stream()
                .filter(each -> each.accepted().isEmpty())
                .map(Judged::finding)
                .map(f -> "%s: %s; %s".formatted(f.subject(), f.what(), f.remedy()))
                .findFirst()
                .orElse("nothing found");
    }

    private static String failing(Certificate certificate, Rule but) {
        List<String> others =
                certificate.judgements().stream()
                        .filter(each -> each.result() == Result.FAIL)
                        .map(each -> each.rule().name())
                        .filter(name -> !name.equals(but.name()))
                        .toList();
        return others.isEmpty() ? "-" : others.stream().collect(Collectors.joining(" "));
    }
}

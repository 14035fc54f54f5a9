package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.trace.TraceRecord.InterruptTaken;
import dev.bulkhead.trace.TraceRecord.PartitionRestarted;
import dev.bulkhead.trace.TraceRecord.PartitionStopped;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

class MechanismsTest {
    @Nested
    class InFirmware {
        private static final int CONSTANT = 0x8010_c000;

        private static EcuBuilder withConstant() {
            EcuBuilder system = new EcuBuilder();
            system.partition("a")
                    .runs(
                            g -> {
                                g.constant("mechanism_gateway_allow_list", CONSTANT);
                                g.code.li(T0, CONSTANT).lw(T1, 0, T0);
                                g.keep(T1, 0).spin();
                            });
            system.partition("b").runs(Guest::spin);
            return system;
        }

        @Test
        void theConstantOfTheImageIsOneAsLinked() {
            assertEquals(1, withConstant().build().runFrames(1).word("a", 0));
        }

        /** Mechanism gateway-allow-list. */
        @Test
        void theConstantOfTheImageIsZeroWhenItIsOff() {
            EcuBuilder system = withConstant().without(Mechanism.GATEWAY_ALLOW_LIST);
            assertEquals(0, system.build().runFrames(1).word("a", 0));
            assertNotEquals(
                    withConstant().image().imageHashes().getFirst(),
                    system.image().imageHashes().getFirst());
        }

        @ParameterizedTest
        @EnumSource(names = {"TRANSMIT_FILTER", "E2E", "CLAMP"})
        void oneThatNoImageHasIsRefused(Mechanism mechanism) {
            EcuBuilder system = withConstant().without(mechanism);
            InputError error = assertThrows(InputError.class, system::image);
            assertEquals(
                    "without %s: no image has the constant '%s'; leave the mechanism out"
                            .formatted(mechanism.label(), mechanism.symbol().orElseThrow()),
                    error.getMessage());
        }
    }

    @Nested
    class RegionPermission {
        private static final int VICTIM_WORD = new Guest(0x8014_0000, 0).word(9);

        /** The attacker, first in the description, stores to an address and counts if it may. */
        private static EcuBuilder store(int address) {
            EcuBuilder system = new EcuBuilder();
            system.partition("attacker").runs(g -> g.poke(address, 0x666).count(0).spin());
            system.partition("victim").runs(g -> g.forever(() -> g.count(0)));
            system.partition("third").runs(Guest::spin);
            return system.port("state", 6, 1000, "victim", "third");
        }

        private static int portBuffer() {
            return store(0).image().layout().portBuffer(0);
        }

        private static boolean succeeds(int address, String... without) {
            EcuBuilder system = store(address);
            for (String each : without) {
                system.without(each);
            }
            return system.build().runFrames(1).word("attacker", 0) == 1;
        }

        @Test
        void keepsEachRegionToItself() {
            assertFalse(succeeds(VICTIM_WORD));
            assertFalse(succeeds(portBuffer()));
            assertFalse(succeeds(0x1200_0000));
        }

        /** Mechanism region-permission. */
        @Test
        void offOpensTheNamedRegionToEverybody() {
            assertTrue(succeeds(VICTIM_WORD, "region-permission=victim.data"));
            assertTrue(succeeds(portBuffer(), "region-permission=port.state"));
        }

        @Test
        void offOpensNothingElse() {
            assertFalse(succeeds(0x8014_0000, "region-permission=victim.data"), "its code");
            assertFalse(succeeds(VICTIM_WORD, "region-permission=third.data"));
            assertFalse(succeeds(VICTIM_WORD, "region-permission=port.state"));
            assertFalse(succeeds(portBuffer() + 8, "region-permission=port.state"));
            assertFalse(succeeds(portBuffer() - 4, "region-permission=port.state"));
            assertFalse(succeeds(KernelLayout.WINDOW, "region-permission=port.state"));
        }

        @Test
        void offLeavesTheOwnerAsItIs() {
            Ecu ecu = store(0).without("region-permission=victim.data").build().runFrames(1);
            assertTrue(ecu.word("victim", 0) > 1000);
        }

        /** can0's registers are the PMP range of the partition that maps them. */
        @Test
        void offOpensTheRegistersOfADevice() {
            KernelImage image = store(0).without("region-permission=can0").image();
            int config = image.layout().partition(2) + KernelLayout.PMPADDR;
            Ecu ecu = store(0).without("region-permission=can0").build().runFrames(1);
            List<Integer> entries = new ArrayList<>();
            for (int entry = 0; entry < 16; entry++) {
                entries.add(ecu.peek(config + 4 * entry));
            }
            assertTrue(entries.contains(0x1200_0000 >>> 2 | 0x1ff), "NAPOT of 4096 bytes");
        }
    }

    @Nested
    class ArgumentCheck {
        private static final int VICTIM_WORD = new Guest(0x8014_0000, 0).word(9);

        private static EcuBuilder reading() {
            EcuBuilder system = new EcuBuilder();
            system.partition("attacker")
                    .runs(g -> g.delay(20_000).readPort(0, VICTIM_WORD, 4).keep(A0, 0).spin());
            system.partition("victim")
                    .runs(g -> g.poke(g.buffer(), 0x0bad_beef).writePort(0, g.buffer(), 4).spin());
            return system.port("p", 4, 1000, "victim", "attacker");
        }

        @Test
        void keepsTheKernelFromWritingIntoAnother() {
            Ecu ecu = reading().build().runFrames(3);
            assertEquals(0, ecu.peek(VICTIM_WORD));
            assertEquals(SystemCalls.BAD_ARGUMENT, ecu.word("attacker", 0));
        }

        /** Mechanism argument-check. */
        @Test
        void offTheKernelWritesWhereItIsTold() {
            Ecu ecu = reading().without(Mechanism.ARGUMENT_CHECK).build().runFrames(3);
            assertEquals(0x0bad_beef, ecu.peek(VICTIM_WORD));
        }

        private static EcuBuilder overlong() {
            EcuBuilder system = new EcuBuilder();
            system.partition("attacker")
                    .runs(
                            g ->
                                    g.poke(g.buffer() + 4, 0x666)
                                            .writePort(0, g.buffer(), 8)
                                            .keep(A0, 0)
                                            .spin());
            system.partition("other").runs(Guest::spin);
            return system.port("p", 4, 1000, "attacker", "other")
                    .port("behind", 4, 1000, "other", "attacker");
        }

        @Test
        void keepsALongMessageOutOfTheNextPortsBuffer() {
            Ecu ecu = overlong().build().runFrames(1);
            assertEquals(0, ecu.peek(overlong().image().layout().portBuffer(1)));
        }

        @Test
        void offALongMessageRunsIntoTheNextPortsBuffer() {
            Ecu ecu = overlong().without(Mechanism.ARGUMENT_CHECK).build().runFrames(1);
            assertEquals(0x666, ecu.peek(overlong().image().layout().portBuffer(1)));
        }

        @Test
        void offAPointerToNowhereIsStillThePartitionsFault() {
            EcuBuilder system = new EcuBuilder().without(Mechanism.ARGUMENT_CHECK);
            system.partition("a").runs(g -> g.writePort(0, 0x4000_0000, 4).spin());
            system.partition("b").runs(Guest::spin);
            Ecu ecu = system.port("p", 4, 1000, "a", "b").build().runFrames(1);
            assertTrue(ecu.statistics.faults(0) > 0);
            assertEquals(0, ecu.resets);
        }
    }

    /** Two in one window; the greedy one has the higher priority and 300 of 1000 us. */
    @Nested
    class Budget {
        private static EcuBuilder shared() {
            EcuBuilder system = new EcuBuilder().window(0, 1000, "greedy", "modest");
            system.partition("greedy").priority(20).budget(300, 1000).runs(Guest::spin);
            system.partition("modest").priority(10).runs(g -> g.forever(() -> g.count(0)));
            return system;
        }

        @Test
        void leavesTimeToTheLowerPriority() {
            assertTrue(shared().build().runFrames(3).word("modest", 0) > 1000);
        }

        /** Mechanism budget. */
        @Test
        void offTheHigherPriorityTakesTheWholeWindow() {
            Ecu ecu = shared().without(Mechanism.BUDGET).build().runFrames(3);
            assertEquals(0, ecu.word("modest", 0));
            assertTrue(ecu.statistics.cycles(0) > 180_000, () -> "" + ecu.statistics.cycles(0));
        }
    }

    @Nested
    class InterruptMask {
        private static final int CAN_SOURCE = 40;

        /** An interrupt of the driver's in the window of the other, 600 us into the frame. */
        private static List<Long> takenUs(EcuBuilder system) {
            system.partition("driver").interrupt("can0", 3).runs(g -> g.forever(g::receive));
            system.partition("other").runs(g -> g.forever(() -> g.count(0)));
            Ecu ecu = system.build().runUntilUs(EcuBuilder.START_US + 600);
            ecu.plic.source(CAN_SOURCE).level(true, ecu.hart.nowPs());
            ecu.runFrames(2);
            return ecu.records(InterruptTaken.class).stream()
                    .map(r -> r.atPs() / 1_000_000 - EcuBuilder.START_US)
                    .toList();
        }

        @Test
        void holdsAnInterruptBackUntilItsOwnersWindow() {
            List<Long> us = takenUs(new EcuBuilder());
            assertTrue(us.getFirst() >= 1000, us::toString);
        }

        /** Mechanism interrupt-mask. */
        @Test
        void offAnInterruptIsTakenInTheWindowOfAnother() {
            List<Long> us = takenUs(new EcuBuilder().without(Mechanism.INTERRUPT_MASK));
            assertEquals(List.of(600L), us);
        }
    }

    @Nested
    class Recovery {
        private static EcuBuilder faulty() {
            EcuBuilder system = new EcuBuilder().watchdog();
            system.partition("faulty").restarts(2, 1_000_000).runs(g -> g.count(0).poke(0, 0));
            system.partition("other").runs(g -> g.forever(() -> g.count(0)));
            return system;
        }

        private static int restarts(Mechanism... off) {
            Ecu ecu = faulty().without(off).build().runFrames(6);
            return ecu.records(PartitionRestarted.class).size();
        }

        @Test
        void restartsUpToTheLimit() {
            assertEquals(2, restarts());
        }

        /** Mechanism restart. */
        @Test
        void withoutRestartAFaultStopsThePartitionForGood() {
            Ecu ecu = faulty().without(Mechanism.RESTART).build().runFrames(3);
            assertEquals(0, ecu.records(PartitionRestarted.class).size());
            assertEquals(1, ecu.records(PartitionStopped.class).size());
            assertEquals(1, ecu.word("faulty", 0));
        }

        /** Mechanism restart-limit. */
        @Test
        void withoutRestartLimitItIsRestartedHoweverOften() {
            int more = restarts(Mechanism.RESTART_LIMIT);
            assertTrue(more > 20, () -> more + " restarts");
        }

        /** Mechanism back-off. */
        @Test
        void withoutBackOffARestartIsNotPutOff() {
            EcuBuilder system = new EcuBuilder().without(Mechanism.BACK_OFF);
            system.partition("faulty").backOff(2000, 2000).runs(g -> g.poke(0, 0));
            Ecu ecu = system.build().runFrames(1);
            assertEquals(3, ecu.records(PartitionRestarted.class).size());
        }

        /** The server serves itself: the kernel hangs. */
        private static int resets(Mechanism... off) {
            Ecu ecu = faulty().without(off).build().runFrames(2);
            int other = ecu.partition("other");
            int at = faulty().image().layout().partition(other);
            ecu.ram.store(at + KernelLayout.SERVING, 4, other + 1);
            return ecu.runFrames(10).resets;
        }

        @Test
        void theWatchdogResetsAnEcuThatHangs() {
            assertEquals(1, resets());
        }

        /** Mechanism watchdog. */
        @Test
        void withoutWatchdogAnEcuThatHangsHangs() {
            assertEquals(0, resets(Mechanism.WATCHDOG));
        }
    }

    @Test
    void areInTheirOrderEachOnce() {
        Mechanisms some = Mechanisms.without(Mechanism.RESTART, Mechanism.PMP);
        Mechanisms more =
                new Mechanisms(
                        List.of(
                                Mechanisms.parse("test", "region-permission=port.b"),
                                Mechanisms.parse("test", "region-permission=a.data"),
                                Mechanisms.parse("test", "pmp")));
        assertEquals(
                List.of("pmp", "region-permission=a.data", "region-permission=port.b", "restart"),
                some.and(more).labels());
    }
}

package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.KernelProfile.KernelFault;
import dev.bulkhead.system.Placement;
import dev.bulkhead.trace.TraceRecord.DriverHung;
import dev.bulkhead.trace.TraceRecord.EcuReset;
import dev.bulkhead.trace.TraceRecord.KernelOops;
import dev.bulkhead.trace.TraceRecord.KernelPanic;
import dev.bulkhead.trace.TraceRecord.PartitionFault;
import dev.bulkhead.trace.TraceRecord.PartitionRestarted;
import dev.bulkhead.trace.TraceRecord.PartitionStopped;
import dev.bulkhead.trace.TraceRecord.ResetCause;
import dev.bulkhead.trace.TraceRecord.WatchdogServiced;
import dev.bulkhead.trace.TraceRecord.WindowStarted;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Partitions that a profile places in the kernel's own protection domain. */
class KernelComponentTest {
    private static final int MIE = 8;

    /** First word that a test's program of the second partition counts in. */
    private static final int OTHERS_WORD = 0x8014_4400;

    private static void counts(Guest g) {
        g.forever(() -> g.count(0));
    }

    private static EcuBuilder driverAndOther(Placement placement, Consumer<Guest> driver) {
        EcuBuilder system = new EcuBuilder();
        system.partition("driver").placement(placement).runs(driver);
        system.partition("other").runs(KernelComponentTest::counts);
        return system;
    }

    private static EcuBuilder driver(Consumer<Guest> program) {
        return driverAndOther(Placement.KERNEL, program);
    }

    private static void maskInterruptsForEver(Guest g) {
        g.count(0);
        g.code.csrrci(ZERO, Csr.MSTATUS, MIE);
        g.spin();
    }

    @Nested
    class Runs {
        @Test
        void theSameImageInMachineMode() {
            Ecu ecu =
                    driver(
                                    g -> {
                                        g.code.csrr(T0, Csr.MSTATUS);
                                        g.keep(T0, 1).count(0).spin();
                                    })
                            .build()
                            .runFrames(1);
            assertEquals(1, ecu.word("driver", 0));
            assertEquals(MIE, ecu.word("driver", 1) & MIE, "interrupts are enabled");
            assertEquals(0, ecu.records(PartitionFault.class).size());
        }

        @Test
        void itsKernelCallsAsEverywhereElse() {
            EcuBuilder system = new EcuBuilder().window(0, 1000, "client", "server");
            system.partition("client")
                    .priority(10)
                    .timer(1, 1000, 0, 0)
                    .runs(g -> g.messageRegister(0, 41).call(0, 1).keep(A0, 0).signal(2).spin());
            system.partition("server")
                    .priority(20)
                    .placement(Placement.KERNEL)
                    .runs(
                            g -> {
                                g.receive().keep(A0, 0);
                                g.code.li(S0, g.data()).lw(T0, 0, S0);
                                g.keep(T0, 1).replyAndReceive(0).keep(A1, 2).spin();
                            });
            system.channel("client", 0, "server", 0, true);
            system.channel("client", 2, "server", 5, false);
            Ecu ecu = system.build().runFrames(1);
            assertEquals(1, ecu.word("server", 0), "a call");
            assertEquals(41, ecu.word("server", 1), "with its word");
            assertEquals(0, ecu.word("client", 0), "that came back");
            assertEquals(1 << 5, ecu.word("server", 2), "and a notification");
        }

        @Test
        void atTheCostOfAProcedureCall() {
            Consumer<Guest> twoCalls = g -> g.time().keep(A0, 0).time().keep(A0, 1).spin();
            Ecu user = driverAndOther(Placement.USER, twoCalls).build().runFrames(1);
            Ecu kernel = driver(twoCalls).build().runFrames(1);
            int outside = user.word("driver", 1) - user.word("driver", 0);
            int inside = kernel.word("driver", 1) - kernel.word("driver", 0);
            assertEquals(10 * (114 - 32), outside - inside, "null call against procedure call, ns");
        }

        @Test
        void withoutChangingThePmp() {
            Ecu ecu = driver(g -> g.count(0).spin()).build();
            ecu.runUntilUs(EcuBuilder.START_US + 100);
            assertEquals(1, ecu.word("driver", 0));
            assertEquals(0, ecu.hart.csr(Csr.PMPCFG0), "none was loaded yet");
            ecu.runUntilUs(EcuBuilder.START_US + 600);
            assertTrue(ecu.hart.csr(Csr.PMPCFG0) != 0, "the other is behind its own");
        }
    }

    @Nested
    class AWildStore {
        @Test
        void reachesAnotherPartition() {
            Ecu ecu = driver(g -> g.poke(OTHERS_WORD + 4, 0xbad).spin()).build().runFrames(1);
            assertEquals(0xbad, ecu.word("other", 1));
            assertEquals(0, ecu.records(PartitionFault.class).size());
        }

        @Test
        void ofAnApplicationIsContainedUnderEveryProfile() {
            EcuBuilder system = new EcuBuilder().onKernelFault(KernelFault.PANIC);
            system.partition("application").runs(g -> g.poke(OTHERS_WORD + 4, 0xbad).spin());
            system.partition("driver")
                    .placement(Placement.KERNEL)
                    .runs(KernelComponentTest::counts);
            Ecu ecu = system.build().runFrames(2);
            assertEquals(0, ecu.word("driver", 1));
            assertEquals(Cause.STORE_ACCESS_FAULT, faults(ecu).getFirst().cause());
            assertEquals(0, ecu.resets);
        }

        @Test
        void intoTheKernelsDataRuinsTheKernel() {
            Ecu ecu =
                    driver(g -> g.poke(KernelLayout.LOADED, 0x0070_0000).receive().spin())
                            .onKernelFault(KernelFault.OOPS)
                            .build()
                            .runFrames(1);
            KernelPanic panic = ecu.records(KernelPanic.class).getFirst();
            assertEquals(KernelText.TRAP, panic.pc(), "in the kernel's own code");
            assertEquals(1, ecu.resets);
        }

        @Test
        void intoTheKernelsTextFaults() {
            Ecu ecu = driver(g -> g.poke(KernelText.TRAP, 0).spin()).build().runFrames(1);
            KernelPanic panic = ecu.records(KernelPanic.class).getFirst();
            assertEquals(Cause.STORE_ACCESS_FAULT, panic.cause());
            assertEquals(KernelText.TRAP, panic.address());
        }

        private List<PartitionFault> faults(Ecu ecu) {
            return ecu.records(PartitionFault.class);
        }
    }

    @Nested
    class AnArgument {
        @Test
        void thatIsTooLongOverflowsTheKernelsBuffer() {
            EcuBuilder system = driver(g -> g.writePort(0, 0x8014_4000, 24).keep(A0, 0).spin());
            system.port("small", 16, 1000, "driver", "other");
            system.port("next", 16, 1000, "other", "driver");
            Ecu ecu = system.build();
            int next = ecu.peek(portRow(ecu, 1) + KernelLayout.PORT_BUFFER);
            ecu.runUntilUs(EcuBuilder.START_US - 10);
            int next0 = ecu.peek(portRow(ecu, 1) + KernelLayout.PORT_BUFFER);
            assertEquals(0, next, "before boot");
            ecu.ram.store(0x8014_4000 + 16, 4, 0xfeed);
            ecu.runFrames(1);
            assertEquals(0, ecu.word("driver", 0), "nothing is refused");
            assertEquals(0xfeed, ecu.peek(next0), "into the next port's buffer");
        }

        private int portRow(Ecu ecu, int port) {
            return KernelLayout.of(ecu.guests.size(), 0, List.of(16, 16), 0, 0).port(port);
        }

        @Test
        void thatPointsNowhereIsAFaultOfTheKernel() {
            EcuBuilder system = driver(g -> g.writePort(0, 0x4000_0000, 16).spin());
            Ecu ecu = system.port("p", 16, 1000, "driver", "other").build().runFrames(1);
            KernelPanic panic = ecu.records(KernelPanic.class).getFirst();
            assertEquals(Cause.LOAD_ACCESS_FAULT, panic.cause());
            assertEquals(0x4000_0000, panic.address());
        }
    }

    @Nested
    class ATrap {
        @Test
        void panicsAndTheEcuBootsAgain() {
            Ecu ecu = driver(g -> g.poke(0, 0)).build().runFrames(1);
            KernelPanic panic = ecu.records(KernelPanic.class).getFirst();
            assertEquals(Cause.STORE_ACCESS_FAULT, panic.cause());
            assertEquals(0, panic.address());
            assertEquals(ResetCause.KERNEL_PANIC, ecu.records(EcuReset.class).getFirst().cause());
            assertEquals(1, ecu.resets);
            assertEquals(0, ecu.records(PartitionFault.class).size());
            int windows = ecu.records(WindowStarted.class).size();
            ecu.runUntilUs(2 * EcuBuilder.START_US + 800);
            assertTrue(ecu.records(WindowStarted.class).size() > windows, "it opens windows again");
        }

        @Test
        void oopsesAndTheRestGoesOn() {
            Ecu ecu = driver(g -> g.poke(0, 0)).onKernelFault(KernelFault.OOPS).build();
            ecu.runFrames(4);
            KernelOops oops = ecu.records(KernelOops.class).getFirst();
            assertEquals(Cause.STORE_ACCESS_FAULT, oops.cause());
            assertEquals(0, oops.address());
            assertEquals(1, ecu.records(PartitionStopped.class).size(), "it dies for good");
            assertEquals(0, ecu.resets);
            assertTrue(ecu.word("other", 0) > 1000);
        }

        @Test
        void whoWaitsForADeadComponentGetsAnError() {
            EcuBuilder system = new EcuBuilder().window(0, 1000, "client", "server");
            system.partition("client")
                    .priority(10)
                    .runs(g -> g.call(0, 0).keep(A0, 0).call(0, 0).keep(A0, 1).count(2).spin());
            system.partition("server")
                    .priority(20)
                    .placement(Placement.KERNEL)
                    .runs(g -> g.receive().poke(0, 0));
            system.channel("client", 0, "server", 0, true).onKernelFault(KernelFault.OOPS);
            Ecu ecu = system.build().runFrames(1);
            assertEquals(SystemCalls.PEER_GONE, ecu.word("client", 0), "while it served");
            assertEquals(SystemCalls.PEER_GONE, ecu.word("client", 1), "and afterwards");
            assertEquals(1, ecu.word("client", 2));
        }

        @Test
        void ofAnUnknownCallIsOneToo() {
            Ecu ecu = driver(g -> g.unknownCall().spin()).onKernelFault(KernelFault.OOPS).build();
            KernelOops oops = ecu.runFrames(1).records(KernelOops.class).getFirst();
            assertEquals(Cause.ECALL_FROM_MACHINE, oops.cause());
            assertEquals(77, oops.address());
        }

        @Test
        void ofAKernelEntryOutOfPlaceIsAnIllegalInstruction() {
            EcuBuilder system =
                    driver(
                            g -> {
                                g.code.kernelEntry(KernelText.Entry.RESET.ordinal());
                                g.spin();
                            });
            Ecu ecu = system.onKernelFault(KernelFault.OOPS).build().runFrames(1);
            KernelOops oops = ecu.records(KernelOops.class).getFirst();
            assertEquals(Cause.ILLEGAL_INSTRUCTION, oops.cause());
            assertEquals(0x0b, oops.address(), "the instruction");
            assertEquals(0x8010_0000, oops.pc());
        }
    }

    @Nested
    class MaskedInterrupts {
        @Test
        void areEndedByTheWatchdogAlone() {
            Ecu ecu = driver(KernelComponentTest::maskInterruptsForEver).watchdog().build();
            ecu.runUntilUs(EcuBuilder.START_US + 1490);
            assertEquals(0, ecu.resets);
            // served in the first frame, it bites after half a frame closed and a frame open
            ecu.runUntilUs(EcuBuilder.START_US + 1510);
            assertEquals(1, ecu.resets);
            assertEquals(0, ecu.records(KernelPanic.class).size());
            assertEquals(0, ecu.word("other", 0), "nobody else ever ran");
        }

        @Test
        void areIllegalInUserMode() {
            Ecu ecu =
                    driverAndOther(Placement.USER, KernelComponentTest::maskInterruptsForEver)
                            .watchdog()
                            .build()
                            .runFrames(5);
            assertEquals(
                    Cause.ILLEGAL_INSTRUCTION,
                    ecu.records(PartitionFault.class).getFirst().cause());
            assertEquals(0, ecu.resets);
            assertTrue(ecu.word("other", 0) > 1000);
        }

        @Test
        void stopTheWatchdogsServiceWithoutWindowsToo() {
            Ecu ecu =
                    driver(KernelComponentTest::maskInterruptsForEver)
                            .withoutWindows()
                            .watchdog()
                            .build()
                            .runUntilUs(EcuBuilder.START_US + 1510);
            assertEquals(1, ecu.resets);
        }
    }

    @Nested
    class AHang {
        private static final int TIMEOUT_US = 2500;

        private EcuBuilder hanging(int limit, int withinUs) {
            return driver(g -> g.count(0).spin()).hangs(TIMEOUT_US, limit, withinUs);
        }

        @Test
        void isEndedByARestart() {
            Ecu ecu = hanging(5, 1_000_000).build().runFrames(4);
            DriverHung hung = ecu.records(DriverHung.class).getFirst();
            long sinceStartUs = hung.atPs() / 1_000_000 - EcuBuilder.START_US;
            // the timeout falls behind its third window of 450 us, so it is noticed in the next
            assertEquals(3000, (double) sinceStartUs, 2.0);
            assertEquals(1, ecu.records(PartitionRestarted.class).size());
            assertEquals(1, ecu.word("driver", 0), "from the pristine image");
            assertEquals(0, ecu.resets);
        }

        @Test
        void thatComesTooOftenResetsTheEcu() {
            Ecu ecu = hanging(2, 1_000_000).build().runUntilUs(11_800);
            assertEquals(
                    List.of(1, 2, 3),
                    ecu.records(DriverHung.class).stream().map(DriverHung::count).toList());
            assertEquals(2, ecu.records(PartitionRestarted.class).size());
            assertEquals(ResetCause.DRIVER_HUNG, ecu.records(EcuReset.class).getFirst().cause());
        }

        @Test
        void thatComesSeldomEnoughDoesNot() {
            Ecu ecu = hanging(2, 4000).build().runFrames(20);
            assertTrue(ecu.records(DriverHung.class).size() >= 5);
            assertEquals(0, ecu.resets);
        }

        @Test
        void isNoneWhileItWaits() {
            EcuBuilder system =
                    driver(g -> g.forever(() -> g.receive().count(0)))
                            .hangs(TIMEOUT_US, 5, 1_000_000);
            Ecu ecu = system.build().runFrames(10);
            assertEquals(0, ecu.records(DriverHung.class).size());
        }

        @Test
        void ofAnApplicationIsItsOwnAffair() {
            EcuBuilder system =
                    driverAndOther(Placement.USER, Guest::spin).hangs(TIMEOUT_US, 5, 1_000_000);
            assertEquals(0, system.build().runFrames(10).records(DriverHung.class).size());
        }
    }

    @Nested
    class WithoutWindows {
        private EcuBuilder two() {
            EcuBuilder system = new EcuBuilder().withoutWindows();
            system.partition("high")
                    .priority(200)
                    .timer(1, 1000, 250, 0)
                    .runs(g -> g.forever(() -> g.receive().time().keep(A0, 1).count(0)));
            system.partition("low").runs(KernelComponentTest::counts);
            return system;
        }

        @Test
        void theHigherPriorityRunsWhenItIsReleased() {
            Ecu ecu = two().build().runFrames(5);
            assertEquals(5, ecu.word("high", 0));
            long lastNs = ecu.word("high", 1) & 0xffff_ffffL;
            assertEquals(1e3 * (EcuBuilder.START_US + 4250), (double) lastNs, 30_000.0);
            assertTrue(ecu.word("low", 0) > 10_000);
            assertEquals(0, ecu.records(WindowStarted.class).size());
        }

        @Test
        void budgetsHoldAllTheSame() {
            EcuBuilder system = new EcuBuilder().withoutWindows();
            system.partition("greedy").priority(200).budget(300, 1000).runs(Guest::spin);
            system.partition("low").runs(KernelComponentTest::counts);
            Ecu ecu = system.build().runFrames(10);
            long cyclesUsed = ecu.statistics.cycles(0);
            assertEquals(10 * 30_000, (double) cyclesUsed, 3_000.0);
            assertTrue(ecu.word("low", 0) > 10_000);
        }

        @Test
        void theWatchdogIsServedOnceAFrame() {
            Ecu ecu = two().watchdog().build().runFrames(5);
            assertEquals(
                    4, ecu.records(WatchdogServiced.class).size(), "the first frame starts it");
            assertEquals(0, ecu.resets);
        }
    }

    @Nested
    class ABoot {
        @Test
        void afterAResetTakesTheProfilesConstantMore() {
            EcuBuilder system = driver(g -> g.poke(0, 0)).bootConstant(7000);
            Ecu ecu = system.build().runUntilUs(2 * EcuBuilder.START_US + 8000);
            long resetPs = ecu.records(EcuReset.class).getFirst().atPs();
            List<WindowStarted> windows = ecu.records(WindowStarted.class);
            assertEquals(
                    EcuBuilder.START_US, windows.getFirst().atPs() / 1_000_000, "at power-on not");
            long firstAfterUs =
                    windows.stream()
                            .filter(w -> w.atPs() > resetPs)
                            .findFirst()
                            .map(w -> (w.atPs() - resetPs) / 1_000_000)
                            .orElseThrow();
            // the panic's own cycles pass before the reset
            assertEquals(EcuBuilder.START_US + 7000, (double) firstAfterUs, 20.0);
        }

        @Test
        void startsTimersWithTheNewFrame() {
            EcuBuilder system = new EcuBuilder().bootConstant(5000);
            system.partition("driver")
                    .placement(Placement.KERNEL)
                    .timer(1, 1000, 0, 0)
                    .runs(g -> g.receive().count(0).poke(0, 0));
            Ecu ecu = system.build().runUntilUs(EcuBuilder.START_US + 5000);
            assertEquals(1, ecu.resets);
            ecu.runUntilUs(2 * EcuBuilder.START_US + 5200);
            assertEquals(2, ecu.resets, "it ran, and failed, again");
        }
    }

    @Nested
    class ASystemWithComponentsInTheKernel {
        private EcuBuilder busy() {
            EcuBuilder system =
                    new EcuBuilder().window(0, 600, "client", "server").window(600, 400, "reader");
            system.partition("client")
                    .priority(10)
                    .timer(1, 1000, 0, 900)
                    .runs(
                            g ->
                                    g.forever(
                                            () ->
                                                    g.receive()
                                                            .messageRegister(0, 7)
                                                            .call(0, 3)
                                                            .writePort(0, g.buffer(), 16)
                                                            .delay(100)));
            system.partition("server")
                    .priority(20)
                    .placement(Placement.KERNEL)
                    .runs(g -> g.receive().forever(() -> g.count(0).replyAndReceive(2)));
            system.partition("reader")
                    .placement(Placement.KERNEL)
                    .timer(1, 500, 0, 0)
                    .runs(g -> g.forever(() -> g.receive().readPort(0, g.buffer(), 16).window()));
            system.channel("client", 0, "server", 0, true);
            return system.port("state", 16, 1500, "client", "reader")
                    .hangs(1700, 5, 60_000_000)
                    .watchdog();
        }

        @Test
        void continuesFromASnapshotWithTheSameTrace() {
            Ecu unbroken = busy().build().runFrames(8);
            for (int us = EcuBuilder.START_US; us < EcuBuilder.START_US + 2000; us += 171) {
                Snapshot snapshot = Snapshot.of(busy().build().runUntilUs(us));
                Ecu continued = busy().build();
                snapshot.restoreInto(continued);
                continued.runFrames(8);
                assertEquals(unbroken.trace.hash(), continued.trace.hash(), "taken at " + us);
            }
        }

        @Test
        void losesNothingWhenTheKernelsObjectsAreMadeAnew() {
            Ecu kept = busy().build().runFrames(8);
            Ecu rebuilt = busy().build().rebuildingTheKernelEachTime().runFrames(8);
            assertEquals(kept.trace.hash(), rebuilt.trace.hash());
        }

        @Test
        void neverStopsTheSimulatorWhateverItsComponentsWrite() {
            long seed = 20261124;
            Random random = new Random(seed);
            int ends = 0;
            for (int round = 0; round < 150; round++) {
                Ecu ecu = busy().build();
                ecu.runFrames(1);
                for (int frame = 2; frame < 12; frame++) {
                    for (int i = 1 << random.nextInt(8); i > 0; i--) {
                        int at = KernelLayout.BASE + random.nextInt(0x2600);
                        ecu.ram.store(at, 1, random.nextInt(256));
                    }
                    ecu.runFrames(frame);
                }
                ends += ecu.resets;
            }
            assertTrue(ends > 20, "the bytes had effects; seed " + seed);
        }
    }
}

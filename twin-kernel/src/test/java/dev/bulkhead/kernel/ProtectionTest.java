package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.hart.Cause;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.Health;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Permissions;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.trace.TraceRecord.CapabilityRefused;
import dev.bulkhead.trace.TraceRecord.NotificationsTaken;
import dev.bulkhead.trace.TraceRecord.PartitionFault;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProtectionTest {
    private static final int VICTIM_WORD = new Guest(0x8014_0000, 0).word(9);

    /** The attacker, first in the description, stores to the victim's data. */
    private static EcuBuilder wildStore(int address) {
        EcuBuilder system = new EcuBuilder();
        system.partition("attacker").runs(g -> g.poke(address, 0x666).count(0).spin());
        system.partition("victim").runs(Guest::spin);
        return system;
    }

    @Nested
    class AWildStore {
        @Test
        void intoAnotherPartitionIsStoppedAndCharged() {
            Ecu ecu = wildStore(VICTIM_WORD).build().runFrames(1);
            assertEquals(0, ecu.peek(VICTIM_WORD));
            PartitionFault fault = ecu.records(PartitionFault.class).getFirst();
            assertEquals(ecu.partition("attacker"), fault.partition());
            assertEquals(Cause.STORE_ACCESS_FAULT, fault.cause());
            assertEquals(VICTIM_WORD, fault.address());
        }

        /** Mechanism pmp. */
        @Test
        void reachesTheOtherPartitionWithoutPmp() {
            Ecu ecu = wildStore(VICTIM_WORD).without(Mechanism.PMP).build().runFrames(1);
            assertEquals(0x666, ecu.peek(VICTIM_WORD));
            assertEquals(0, ecu.records(PartitionFault.class).size());
        }

        @Test
        void intoKernelRamRomOrDevicesIsStopped() {
            for (int address :
                    new int[] {
                        KernelLayout.WINDOW,
                        0x2000_0000,
                        0x0200_4000,
                        0x0c00_2000,
                        0x1400_0000,
                        0x0010_0000,
                        0x1100_1000,
                        0
                    }) {
                Ecu ecu = wildStore(address).build().runFrames(1);
                assertEquals(0, ecu.word("attacker", 0), "store to 0x%08x".formatted(address));
                assertEquals(0, ecu.resets);
            }
        }

        @Test
        void intoItsOwnCodeIsStopped() {
            Ecu ecu = wildStore(0x8010_0000).build().runFrames(1);
            assertEquals(0, ecu.word("attacker", 0));
        }
    }

    @Test
    void executingDataIsStopped() {
        EcuBuilder system = new EcuBuilder();
        system.partition("a")
                .runs(
                        g -> {
                            g.code.li(T0, g.buffer()).jalr(ZERO, T0, 0);
                        });
        Ecu ecu = system.build().runFrames(1);
        assertEquals(
                Cause.FETCH_ACCESS_FAULT, ecu.records(PartitionFault.class).getFirst().cause());
    }

    @Test
    void aSharedRegionIsReachedWithTheMappingsRights() {
        EcuBuilder system = new EcuBuilder().region("shared", 0x8060_0000, 0x3000);
        system.partition("writer")
                .map(new Mapping("shared", Permissions.READ_WRITE, ""))
                .runs(g -> g.poke(0x8060_2ffc, 5).spin());
        system.partition("reader")
                .map(new Mapping("shared", Permissions.READ, ""))
                .restarts(0, 1)
                .runs(
                        g -> {
                            g.code.li(T0, 0x8060_2ffc).lw(A0, 0, T0);
                            g.keep(A0, 0).poke(0x8060_2ffc, 6).spin();
                        });
        Ecu ecu = system.build().runFrames(1);
        assertEquals(5, ecu.peek(0x8060_2ffc));
        assertEquals(5, ecu.word("reader", 0));
        assertEquals(1, ecu.records(PartitionFault.class).size());
    }

    @Nested
    class AForeignChannel {
        /**
         * The attacker has channel 5 alone; end 1 of the table is the reader's towards the victim.
         */
        private EcuBuilder system() {
            EcuBuilder system = new EcuBuilder();
            system.partition("attacker").runs(g -> g.signal(1).keep(A0, 0).spin());
            system.partition("friend").runs(Guest::spin);
            system.partition("victim").runs(g -> g.receive().count(0).spin());
            system.channel("victim", 8, "friend", 9, false);
            return system.channel("attacker", 5, "friend", 4, false);
        }

        @Test
        void isRefused() {
            Ecu ecu = system().build().runFrames(1);
            assertEquals(-1, ecu.word("attacker", 0));
            assertEquals(0, ecu.word("victim", 0));
            assertEquals(1, ecu.records(CapabilityRefused.class).size());
        }

        /** Mechanism capability. */
        @Test
        void reachesAStrangerWithoutCapabilities() {
            Ecu ecu = system().without(Mechanism.CAPABILITY).build().runFrames(2);
            assertEquals(0, ecu.word("attacker", 0));
            assertEquals(1, ecu.word("victim", 0));
            NotificationsTaken taken = ecu.records(NotificationsTaken.class).getFirst();
            assertEquals(ecu.partition("victim"), taken.partition());
            assertEquals(1L << 8, taken.bits());
        }
    }

    @Nested
    class Registers {
        @Test
        void ofAStartAreZero() {
            EcuBuilder system = new EcuBuilder();
            system.partition("a")
                    .runs(
                            g -> {
                                g.code.li(A7, 0);
                                for (int register = 1; register < 32; register++) {
                                    g.code.or(A7, A7, register);
                                }
                                g.keep(A7, 0).count(1).spin();
                            });
            Ecu ecu = system.build().runFrames(1);
            assertEquals(0, ecu.word("a", 0));
            assertEquals(1, ecu.word("a", 1));
        }

        @Test
        void xAndFSurviveOtherPartitions() {
            EcuBuilder system = new EcuBuilder();
            system.partition("a").runs(g -> keepsRegisters(g, 3));
            system.partition("b").runs(g -> keepsRegisters(g, 1000));
            Ecu ecu = system.build().runFrames(4);
            for (String partition : new String[] {"a", "b"}) {
                assertTrue(ecu.word(partition, 0) > 10, partition + " went round");
                assertEquals(0, ecu.word(partition, 1), partition + " found a register changed");
            }
        }

        /** Fills x1 to x25 and f0 to f31 with values of its own and checks them without end. */
        private void keepsRegisters(Guest g, int own) {
            for (int f = 0; f < 32; f++) {
                g.poke(g.buffer(), own + f).poke(g.buffer() + 4, own);
                g.code.li(T0, g.buffer()).fld(f, 0, T0);
            }
            for (int x = 1; x < 26; x++) {
                g.code.li(x, own + 100 + x);
            }
            int t = 28;
            int u = 29;
            g.forever(
                    () -> {
                        for (int x = 1; x < 26; x++) {
                            g.code.addi(t, x, -(100 + x)).li(u, own).sub(t, t, u);
                            g.code.li(30, g.word(2)).lw(31, 0, 30).or(31, 31, t).sw(31, 0, 30);
                        }
                        g.code.li(30, g.buffer() + 8);
                        for (int f = 0; f < 32; f++) {
                            g.code.fsd(f, 0, 30).lw(t, 0, 30).li(u, own + f).sub(t, t, u);
                            g.code.li(u, g.word(1)).lw(31, 0, u).or(31, 31, t).sw(31, 0, u);
                        }
                        g.code.li(30, g.word(2)).lw(31, 0, 30);
                        g.code.li(u, g.word(1)).lw(t, 0, u).or(31, 31, t).sw(31, 0, u);
                        g.code.li(30, g.word(0)).lw(31, 0, 30).addi(31, 31, 1).sw(31, 0, 30);
                    });
        }
    }

    @Nested
    class RefusedAtBuild {
        @Test
        void memoryOfTwoOwners() {
            EcuBuilder system = new EcuBuilder().region("shared", 0x8010_0000, 0x1000);
            system.partition("a");
            InputError error = assertThrows(InputError.class, system::image);
            assertTrue(error.getMessage().contains("0x80100000"), error::getMessage);
        }

        @Test
        void moreRangesThanPmpEntries() {
            EcuBuilder system = new EcuBuilder();
            var partition = system.partition("a");
            for (int i = 0; i < 8; i++) {
                system.region("r" + i, 0x8050_0000 + i * 0x1_0000, 0x3000);
                partition.map(new Mapping("r" + i, Permissions.READ, ""));
            }
            InputError error = assertThrows(InputError.class, system::image);
            assertEquals("partition a", error.place());
        }

        @Test
        void theWatchdogsRegisters() {
            EcuBuilder system = new EcuBuilder();
            system.partition("a").map(new Mapping("watchdog0", Permissions.READ_WRITE, ""));
            assertThrows(InputError.class, system::image);
        }
    }

    @Nested
    class ErrorsAreTold {
        private Health.Error errorOf(java.util.function.Consumer<Guest> program) {
            EcuBuilder system = new EcuBuilder();
            system.partition("a").runs(program);
            return system.build()
                    .runFrames(1)
                    .records(dev.bulkhead.trace.TraceRecord.HealthAction.class)
                    .getFirst()
                    .error();
        }

        @Test
        void byTheirKind() {
            assertEquals(Health.Error.MEMORY, errorOf(g -> g.poke(0, 0)));
            assertEquals(Health.Error.ILLEGAL_INSTRUCTION, errorOf(g -> g.code.word(0)));
            assertEquals(Health.Error.ILLEGAL_INSTRUCTION, errorOf(g -> g.code.mret()));
            assertEquals(Health.Error.BREAKPOINT, errorOf(g -> g.code.ebreak()));
            assertEquals(Health.Error.UNKNOWN_CALL, errorOf(Guest::unknownCall));
            assertEquals(Health.Error.APPLICATION, errorOf(g -> g.raise(3).spin()));
            assertEquals(
                    Health.Error.MISALIGNED, errorOf(g -> g.code.li(T0, g.data() + 2).lr(T1, T0)));
        }

        @Test
        void kernelEntryWordsAreIllegalInUserMode() {
            assertEquals(Health.Error.ILLEGAL_INSTRUCTION, errorOf(g -> g.code.kernelEntry(3)));
        }
    }
}

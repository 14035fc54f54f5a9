package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.FirmwareBuilder.Placement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Protection domains written for Microkit, each in the manual's manner, compile as they are. */
class MicrokitProgramsTest {
    private static final Placement PLACEMENT = new Placement(0x8010_0000, 0x1_0000, 0x1000);

    @TempDir private Path folder;

    private ElfFile built(String program) throws IOException {
        Files.writeString(folder.resolve("pd.c"), program);
        return ElfFile.read("pd", FirmwareBuilder.create().build(folder, PLACEMENT));
    }

    @Test
    void aServerOfProtectedCalls() throws IOException {
        built(
                """
                #include <stdint.h>
                #include <microkit.h>

                #define CLIENT 3
                #define OP_ADD 1
                #define OP_FAIL 0xff

                void init(void)
                {
                    microkit_dbg_puts(microkit_name);
                    microkit_dbg_puts(": ready\\n");
                }

                void notified(microkit_channel ch)
                {
                    (void)ch;
                }

                microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo)
                {
                    if (ch != CLIENT || microkit_msginfo_get_count(msginfo) != 2) {
                        return microkit_msginfo_new(OP_FAIL, 0);
                    }
                    switch (microkit_msginfo_get_label(msginfo)) {
                    case OP_ADD:
                        microkit_mr_set(0, microkit_mr_get(0) + microkit_mr_get(1));
                        return microkit_msginfo_new(0, 1);
                    default:
                        return microkit_msginfo_new(OP_FAIL, 0);
                    }
                }
                """);
    }

    @Test
    void aClientThatCallsAndReadsTheAnswer() throws IOException {
        built(
                """
                #include <microkit.h>

                static seL4_Word sum;

                void init(void)
                {
                    microkit_mr_set(0, 20);
                    microkit_mr_set(1, 22);
                    microkit_msginfo reply = microkit_ppcall(3, microkit_msginfo_new(1, 2));
                    if (microkit_msginfo_get_label(reply) == 0) {
                        sum = microkit_mr_get(0);
                        microkit_dbg_put32(sum);
                        microkit_dbg_putc('\\n');
                    }
                }

                void notified(microkit_channel ch)
                {
                    switch (ch) {
                    case 1:
                        init();
                        break;
                    default:
                        microkit_dbg_puts("unexpected channel ");
                        microkit_dbg_put8(ch);
                        break;
                    }
                }
                """);
    }

    @Test
    void aDriverWithRegistersASharedRegionAndAnInterrupt() throws IOException {
        ElfFile image =
                built(
                        """
                        #include <stdint.h>
                        #include <stddef.h>
                        #include <stdbool.h>
                        #include <microkit.h>

                        uintptr_t device_base_vaddr;
                        volatile uint32_t *ring_vaddr;

                        #define DEVICE_IRQ 0
                        #define CLIENT_CH 1
                        #define REG_STATUS 0x8
                        #define REG_PTR(off) ((volatile uint32_t *)(device_base_vaddr + (off)))

                        static size_t head;

                        void init(void)
                        {
                            *REG_PTR(REG_STATUS) = 1;
                            microkit_irq_ack(DEVICE_IRQ);
                        }

                        void notified(microkit_channel ch)
                        {
                            if (ch == DEVICE_IRQ) {
                                ring_vaddr[head++ % 16] = *REG_PTR(REG_STATUS);
                                microkit_deferred_irq_ack(ch);
                                microkit_notify(CLIENT_CH);
                            } else {
                                microkit_deferred_notify(CLIENT_CH);
                            }
                        }
                        """);

        assertTrue(image.symbol("device_base_vaddr").isPresent());
        assertTrue(image.symbol("ring_vaddr").isPresent());
    }

    @Test
    void oneThatHandlesFaultsOfChildrenAndCrashesOnPurpose() throws IOException {
        built(
                """
                #include <microkit.h>

                void init(void) {}
                void notified(microkit_channel ch) { microkit_internal_crash(ch); }

                seL4_Bool fault(microkit_child child, microkit_msginfo msginfo, microkit_msginfo *reply_msginfo)
                {
                    (void)child;
                    (void)msginfo;
                    *reply_msginfo = microkit_msginfo_new(0, 0);
                    return seL4_True;
                }
                """);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`microkit_vcpu_restart(1, 0x80000000)`, there are no virtual CPUs here",
                "`microkit_vcpu_arm_inject_irq(1, 2, 3, 4)`, there are no virtual CPUs here",
                "`microkit_arm_smc_call(0, 0)`, there are no secure monitor calls here",
                "`microkit_pd_stop(1)`, `there are no child domains here, the health monitor"
                        + " restarts and stops partitions`"
            })
    void aCallThatDoesNotExistHereStopsTheCompiler(String call, String why) {
        String program =
                "#include <microkit.h>\nvoid notified(microkit_channel ch) { (void)ch; }\n"
                        + "void init(void) { "
                        + call
                        + "; }\n";
        InputError error = assertThrows(InputError.class, () -> built(program));

        String name = call.substring(0, call.indexOf('('));
        assertEquals("'" + name + "' is unavailable: " + why, error.what());
        assertEquals(folder + "/pd.c:3", error.place());
    }
}

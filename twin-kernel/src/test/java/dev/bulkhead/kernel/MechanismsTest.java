package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.input.InputError;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

package dev.bulkhead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.e2e.E2eProfile1.DataIdMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What descriptions and databases say of a profile, and the profile that it becomes. */
class E2eParametersTest {
    private static final List<Integer> ONE_TO_16 = IntStream.rangeClosed(1, 16).boxed().toList();

    private static E2eParameters of(E2eKind kind, int offset, int length) {
        boolean list = kind.hasListOfDataIds();
        return new E2eParameters(
                kind,
                Optional.empty(),
                list ? 0 : 0x123,
                list ? ONE_TO_16 : List.of(),
                offset,
                length);
    }

    @ParameterizedTest
    @EnumSource
    void becomeTheProfileOfTheirName(E2eKind kind) {
        E2eProfile profile = of(kind, 0, 24).profile();

        assertEquals(kind, profile.kind());
        assertEquals(Optional.of(kind), E2eKind.of(kind.label()));
        assertEquals("E2eProfile" + kind.number(), profile.getClass().getSimpleName());
        assertEquals(24, profile.maxLength());
    }

    /** The shortest message is the header alone. */
    @ParameterizedTest
    @EnumSource
    void fitInTheirHeaderAndNotInLess(E2eKind kind) {
        E2eProfile least = of(kind, 0, kind.headerBytes()).profile();

        assertEquals(kind.headerBytes(), least.minLength());
        assertEquals(
                Optional.of(E2eParameters.Part.LENGTH),
                of(kind, 0, kind.headerBytes() - 1).misfit().map(E2eParameters.Misfit::part));
    }

    @ParameterizedTest
    @EnumSource
    void fitInTheirLongestMessageAndNotInMore(E2eKind kind) {
        assertEquals(kind.mostBytes(), of(kind, 0, kind.mostBytes()).profile().maxLength());
        assertEquals(
                Optional.of(E2eParameters.Part.LENGTH),
                of(kind, 0, kind.mostBytes() + 1).misfit().map(E2eParameters.Misfit::part));
    }

    @ParameterizedTest
    @EnumSource
    void haveAnOffsetIfTheProfileHas(E2eKind kind) {
        E2eParameters moved = of(kind, 3, 30);

        assertEquals(kind.isEarly(), moved.misfit().isPresent());
        if (!kind.isEarly()) {
            assertEquals(3, moved.profile().offset());
        }
    }

    /** What a field says of its place is where the profile reads and writes. */
    @ParameterizedTest
    @EnumSource
    void theFieldsAreWhereTheProfileHasThem(E2eKind kind) {
        E2eProfile profile = of(kind, kind.isEarly() ? 0 : 2, 24).profile();
        byte[] data = new byte[24];
        profile.protect(data, 1);

        flip(data, profile.checksumField());
        assertFalse(profile.matches(data));
        flip(data, profile.checksumField());
        assertTrue(profile.matches(data));
        long counter = profile.counter(data);
        flip(data, profile.counterField());
        assertEquals(1, counter);
        assertTrue(profile.counter(data) != counter);
    }

    private static void flip(byte[] data, E2eProfile.Field field) {
        for (int bit = field.bit(); bit < field.bit() + field.bits(); bit++) {
            data[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }
    }

    @Test
    void ofProfiles4And7HaveADataIdOf32Bits() {
        var great =
                new E2eParameters(E2eKind.P04, Optional.empty(), 0xFFFF_FFFEL, List.of(), 0, 12);

        assertEquals(List.of(-2), great.profile().dataIds());
    }

    @Test
    void ofProfile1MayNameAMode() {
        var nibble =
                new E2eParameters(
                        E2eKind.P01, Optional.of(DataIdMode.NIBBLE), 0x123, List.of(), 0, 8);

        assertEquals(new E2eProfile1(0x123, DataIdMode.NIBBLE, 8), nibble.profile());
        assertEquals(16, nibble.profile().headerBits(), "the sent half byte is no user's");
        assertEquals(12, of(E2eKind.P01, 0, 8).profile().headerBits());
    }
}

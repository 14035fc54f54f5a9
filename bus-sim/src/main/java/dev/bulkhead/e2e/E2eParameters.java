package dev.bulkhead.e2e;

import dev.bulkhead.e2e.E2eProfile1.DataIdMode;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a person says of a profile, which need not fit together.
 *
 * @param mode as profiles 1 and 11 have it; BOTH if it is not said
 * @param dataId 0 if it is not said
 * @param dataIds for profiles 2 and 22
 * @param offset bytes before the header
 * @param length bytes of the message
 */
public record E2eParameters(
        E2eKind kind,
        Optional<DataIdMode> mode,
        long dataId,
        List<Integer> dataIds,
        int offset,
        int length) {
    private static final int LISTED = 16;
    private static final int GREATEST_LISTED = 0xFF;
    private static final int GREATEST_NIBBLE = 0x0FFF;

    public E2eParameters {
        dataIds = List.copyOf(dataIds);
    }

    /** What is wrong with which of them, and what to do. */
    public record Misfit(Part part, String what, String remedy) {}

    /** What a misfit is about. */
    public enum Part {
        MODE,
        DATA_ID,
        DATA_IDS,
        OFFSET,
        LENGTH
    }

    /** The first that does not fit; if there is none, {@link #profile} makes the profile. */
    public Optional<Misfit> misfit() {
        return modeMisfit().or(this::dataIdMisfit).or(this::offsetMisfit).or(this::lengthMisfit);
    }

    private Optional<Misfit> modeMisfit() {
        if (mode.isEmpty() || kind.modes().contains(mode.get())) {
            return Optional.empty();
        }
        String modes =
                kind.modes().stream()
                        .map(it -> it.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" or "));
        String said = mode.get().name().toLowerCase(Locale.ROOT);
        return misfit(
                Part.MODE,
                "profile %s has no mode '%s'".formatted(kind.label(), said),
                modes.isEmpty() ? "remove it" : "write " + modes);
    }

    private Optional<Misfit> dataIdMisfit() {
        if (kind.hasListOfDataIds()) {
            if (dataId != 0) {
                return misfit(
                        Part.DATA_ID,
                        "profile %s has a list of data IDs".formatted(kind.label()),
                        "write the list in its place");
            }
            boolean listed =
                    dataIds.size() == LISTED
                            && dataIds.stream().allMatch(id -> id >= 0 && id <= GREATEST_LISTED);
            return listed
                    ? Optional.empty()
                    : misfit(
                            Part.DATA_IDS,
                            "profile %s needs a list of %d data IDs"
                                    .formatted(kind.label(), LISTED),
                            "write %d numbers from 0 to %d".formatted(LISTED, GREATEST_LISTED));
        }
        if (!dataIds.isEmpty()) {
            return misfit(
                    Part.DATA_IDS,
                    "profile %s has one data ID".formatted(kind.label()),
                    "write it in the list's place");
        }
        long greatest =
                mode.equals(Optional.of(DataIdMode.NIBBLE))
                        ? GREATEST_NIBBLE
                        : kind.greatestDataId();
        if (dataId < 1 || dataId > greatest) {
            return misfit(
                    Part.DATA_ID,
                    dataId == 0
                            ? "profile %s needs a data ID".formatted(kind.label())
                            : "%d is no data ID of profile %s".formatted(dataId, kind.label()),
                    "write one of 1 to " + greatest);
        }
        return Optional.empty();
    }

    private Optional<Misfit> offsetMisfit() {
        return offset != 0 && kind.isEarly()
                ? misfit(
                        Part.OFFSET,
                        "profile %s has its header at the message's start".formatted(kind.label()),
                        "remove the offset")
                : Optional.empty();
    }

    private Optional<Misfit> lengthMisfit() {
        if (offset < 0 || offset > length - kind.headerBytes()) {
            return misfit(
                    offset == 0 ? Part.LENGTH : Part.OFFSET,
                    "%d bytes do not hold the %d of the header of profile %s%s"
                            .formatted(
                                    length,
                                    kind.headerBytes(),
                                    kind.label(),
                                    offset == 0 ? "" : " at offset " + offset),
                    "lengthen the message" + (offset == 0 ? "" : " or lower the offset"));
        }
        if (length > kind.mostBytes()) {
            return misfit(
                    Part.LENGTH,
                    "profile %s protects at most %d bytes, not %d"
                            .formatted(kind.label(), kind.mostBytes(), length),
                    "shorten the message or choose another profile");
        }
        return Optional.empty();
    }

    private static Optional<Misfit> misfit(Part part, String what, String remedy) {
        return Optional.of(new Misfit(part, what, remedy));
    }

    /**
     * @throws IllegalArgumentException if {@link #misfit} says something
     */
    public E2eProfile profile() {
        DataIdMode inMode = mode.orElse(DataIdMode.BOTH);
        int id = (int) dataId;
        return switch (kind) {
            case P01 -> new E2eProfile1(id, inMode, length);
            case P02 -> new E2eProfile2(dataIds, length);
            case P04 -> new E2eProfile4(id, offset, length, length);
            case P05 -> new E2eProfile5(id, offset, length);
            case P06 -> new E2eProfile6(id, offset, length, length);
            case P07 -> new E2eProfile7(id, offset, length, length);
            case P11 -> new E2eProfile11(id, inMode, offset, length);
            case P22 -> new E2eProfile22(dataIds, offset, length);
        };
    }
}

package dev.bulkhead.restbus;

import dev.bulkhead.dbc.AttributeValue;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.e2e.E2eKind;
import dev.bulkhead.e2e.E2eParameters;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a message is protected from end to end, as its attributes in the database say: {@code
 * E2EProfile}, {@code E2EDataId} or {@code E2EDataIdList}, {@code E2EDataIdMode} and {@code
 * E2EOffset}. What is not said is profile 1, mode BOTH and no offset. They are our own; there is no
 * public convention.
 */
public sealed interface MessageProtection {
    String PROFILE = "E2EProfile";
    String DATA_ID = "E2EDataId";
    String DATA_ID_LIST = "E2EDataIdList";
    String MODE = "E2EDataIdMode";
    String OFFSET = "E2EOffset";

    /**
     * Not at all: it has no data ID; 0, the usual default, is none.
     *
     * @param attribute which would give it one
     */
    record None(String attribute) implements MessageProtection {}

    record By(E2eProfile profile) implements MessageProtection {}

    /**
     * Its attributes are no protection.
     *
     * @param what without the message's name
     */
    record Wrong(String what, String remedy) implements MessageProtection {}

    static MessageProtection of(DbcMessage message) {
        return of(message, message.length());
    }

    /**
     * Of a message that has another length than the database says.
     *
     * @param length bytes
     */
    static MessageProtection of(DbcMessage message, int length) {
        String label = message.attributes().text(PROFILE).orElse(E2eKind.P01.label());
        Optional<E2eKind> kind = E2eKind.of(label);
        String attribute = kind.map(MessageProtection::attributeOfDataId).orElse(DATA_ID);
        if (!isSaid(message, attribute)) {
            return new None(attribute);
        }
        if (kind.isEmpty()) {
            return new Wrong(
                    "has %s '%s'".formatted(PROFILE, label),
                    "write one of "
                            + Arrays.stream(E2eKind.values())
                                    .map(E2eKind::label)
                                    .collect(Collectors.joining(", ")));
        }
        return of(message, kind.get(), length);
    }

    private static MessageProtection of(DbcMessage message, E2eKind kind, int length) {
        Optional<DataIdMode> mode = Optional.empty();
        String modeLabel = message.attributes().text(MODE).orElse("");
        if (!modeLabel.isEmpty() && !kind.modes().isEmpty()) {
            mode =
                    kind.modes().stream()
                            .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(modeLabel))
                            .findFirst();
            if (mode.isEmpty()) {
                return new Wrong(
                        "has %s '%s'".formatted(MODE, modeLabel),
                        "write one of "
                                + kind.modes().stream()
                                        .map(it -> it.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", ")));
            }
        }
        Optional<Integer> offset =
                message.attributes().get(OFFSET).isEmpty() || kind.isEarly()
                        ? Optional.of(0)
                        : message.intAttribute(OFFSET).stream().boxed().findFirst();
        Optional<Long> dataId = kind.hasListOfDataIds() ? Optional.of(0L) : dataId(message);
        Optional<List<Integer>> dataIds =
                kind.hasListOfDataIds() ? dataIds(message) : Optional.of(List.of());
        if (offset.isEmpty() || dataId.isEmpty() || dataIds.isEmpty()) {
            String attribute = offset.isEmpty() ? OFFSET : attributeOfDataId(kind);
            return new Wrong(
                    "has an %s that cannot be read".formatted(attribute),
                    attribute.equals(DATA_ID_LIST)
                            ? "write 16 numbers from 0 to 255 with spaces between them"
                            : "write a whole number");
        }
        E2eParameters said =
                new E2eParameters(kind, mode, dataId.get(), dataIds.get(), offset.get(), length);
        return said.misfit()
                .<MessageProtection>map(
                        it -> new Wrong("cannot be protected: " + it.what(), it.remedy()))
                .orElseGet(() -> new By(said.profile()));
    }

    private static String attributeOfDataId(E2eKind kind) {
        return kind.hasListOfDataIds() ? DATA_ID_LIST : DATA_ID;
    }

    private static boolean isSaid(DbcMessage message, String attribute) {
        return message.attributes()
                .get(attribute)
                .filter(
                        value ->
                                switch (value) {
                                    case AttributeValue.Number(var number) -> number.signum() != 0;
                                    case AttributeValue.Text(var text) -> !text.isBlank();
                                })
                .isPresent();
    }

    private static Optional<Long> dataId(DbcMessage message) {
        return message.attributes()
                .get(DATA_ID)
                .flatMap(
                        value ->
                                value instanceof AttributeValue.Number(var number)
                                        ? whole(number)
                                        : Optional.empty());
    }

    private static Optional<Long> whole(BigDecimal number) {
        try {
            return Optional.of(number.longValueExact());
        } catch (ArithmeticException _) {
            return Optional.empty();
        }
    }

    /** Decimal or, behind {@code 0x}, hexadecimal. */
    private static Optional<List<Integer>> dataIds(DbcMessage message) {
        try {
            return message.attributes()
                    .text(DATA_ID_LIST)
                    .map(
                            text ->
                                    Arrays.stream(text.strip().split("[\\s,]+"))
                                            .map(Integer::decode)
                                            .toList());
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}

package dev.bulkhead.cli;

import dev.bulkhead.system.Mechanism;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Arrays;
import java.util.List;

/** Reads a mechanism's name from an option. */
final class MechanismConverter implements ITypeConverter<Mechanism> {
    @Override
    public Mechanism convert(String text) {
        for (Mechanism mechanism : Mechanism.values()) {
            if (mechanism.label().equals(text)) {
                return mechanism;
            }
        }
        List<String> labels = Arrays.stream(Mechanism.values()).map(Mechanism::label).toList();
        throw new TypeConversionException(
                "'" + text + "' is no mechanism: " + String.join(", ", labels));
    }
}

package dev.bulkhead.cli;

import dev.bulkhead.campaign.Phase;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Reads what the system does when a fault begins to act. */
final class PhaseConverter implements ITypeConverter<Phase> {
    @Override
    public Phase convert(String text) {
        return Arrays.stream(Phase.values())
                .filter(phase -> phase.label().equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'%s' is none of %s"
                                                .formatted(
                                                        text,
                                                        Arrays.stream(Phase.values())
                                                                .map(Phase::label)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }
}

package dev.bulkhead.cli;

import dev.bulkhead.campaign.Population;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a population's letter from an option. */
final class PopulationConverter implements ITypeConverter<Population> {
    @Override
    public Population convert(String text) {
        for (Population each : Population.values()) {
            if (each.label().equalsIgnoreCase(text)) {
                return each;
            }
        }
        throw new TypeConversionException("'" + text + "' is none of a, b, c");
    }
}

package dev.bulkhead.cli;

import dev.bulkhead.campaign.StratumWeight;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a stratum, and its weight if there is one, from an option. */
final class StratumConverter implements ITypeConverter<StratumWeight> {
    @Override
    public StratumWeight convert(String text) {
        return StratumWeight.parse(text)
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'"
                                                + text
                                                + "' is no stratum, such as registers or wild=5"));
    }
}

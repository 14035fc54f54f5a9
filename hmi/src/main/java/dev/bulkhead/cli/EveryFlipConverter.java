package dev.bulkhead.cli;

import dev.bulkhead.runner.CampaignOrder.EveryFlip;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a partition, and a time if there is one, from an option. */
final class EveryFlipConverter implements ITypeConverter<EveryFlip> {
    @Override
    public EveryFlip convert(String text) {
        return EveryFlip.parse(text)
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'"
                                                + text
                                                + "' is no partition with a time, such as"
                                                + " wireless@2s"));
    }
}

package dev.bulkhead.cli;

import dev.bulkhead.time.SimTime;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time with its unit from an option. */
final class TimeConverter implements ITypeConverter<SimTime> {
    @Override
    public SimTime convert(String text) {
        return SimTime.parse(text)
                .filter(time -> time.ps() > 0)
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'"
                                                + text
                                                + "' is no time above 0 with a unit, such as"
                                                + " 2.5s"));
    }
}

package dev.bulkhead.cli;

import dev.bulkhead.can.BusLevel;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code frame} or {@code bit}. */
final class BusLevelConverter implements ITypeConverter<BusLevel> {
    @Override
    public BusLevel convert(String text) {
        return switch (text) {
            case "frame" -> BusLevel.FRAME;
            case "bit" -> BusLevel.BIT;
            default -> throw new TypeConversionException("'" + text + "' is neither frame nor bit");
        };
    }
}

package dev.bulkhead.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a pace from an option. */
final class PaceConverter implements ITypeConverter<Double> {
    private static final double LEAST = 0.001;
    private static final double MOST = 1000;

    @Override
    public Double convert(String text) {
        try {
            double pace = Double.parseDouble(text);
            if (pace >= LEAST && pace <= MOST) {
                return pace;
            }
        } catch (NumberFormatException _) {
            // falls through to the one message
        }
        throw new TypeConversionException("'" + text + "' is no pace from 0.001 to 1000");
    }
}

package dev.bulkhead.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a pace from an option. */
final class PaceConverter implements ITypeConverter<Double> {
    private static final double LEAST = 0.001;
    private static final double MOST = 1000;

    @Override
    public Double convert(String text) {
        // parseDouble alone would take Java's own forms, such as 1d and 0x1p3
        if (text.matches("[0-9]+(\\.[0-9]+)?")) {
            double pace = Double.parseDouble(text);
            if (pace >= LEAST && pace <= MOST) {
                return pace;
            }
        }
        throw new TypeConversionException("'" + text + "' is no pace from 0.001 to 1000");
    }
}

package dev.bulkhead.cli;

import dev.bulkhead.input.InputError;
import dev.bulkhead.system.Mechanisms;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a mechanism's name, and its parameter if it has one, from an option. */
final class MechanismConverter implements ITypeConverter<Mechanisms.Off> {
    @Override
    public Mechanisms.Off convert(String text) {
        try {
            return Mechanisms.parse("--without", text);
        } catch (InputError e) {
            throw new TypeConversionException(e.what() + "; " + e.remedy());
        }
    }
}

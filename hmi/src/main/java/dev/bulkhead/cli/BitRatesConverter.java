package dev.bulkhead.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.OptionalInt;

/** Reads bit rates from an option: {@code 500000}, or {@code 500000/2000000} with CAN FD. */
final class BitRatesConverter implements ITypeConverter<BitRates> {
    private static final int LEAST = 5_000;
    private static final int MOST = 1_000_000;
    private static final int MOST_DATA = 20_000_000;

    @Override
    public BitRates convert(String text) {
        if (!text.matches("[0-9]{1,9}(/[0-9]{1,9})?")) {
            throw new TypeConversionException(
                    "'" + text + "' is no bit rate, such as 500000 or 500000/2000000");
        }
        String[] rates = text.split("/");
        int nominal = Integer.parseInt(rates[0]);
        if (nominal < LEAST || nominal > MOST) {
            throw new TypeConversionException(
                    "bit rate %d is not from %d to %d".formatted(nominal, LEAST, MOST));
        }
        if (rates.length == 1) {
            return new BitRates(nominal, OptionalInt.empty());
        }
        int data = Integer.parseInt(rates[1]);
        if (data < nominal || data > MOST_DATA) {
            throw new TypeConversionException(
                    "data bit rate %d is not from %d to %d".formatted(data, nominal, MOST_DATA));
        }
        return new BitRates(nominal, OptionalInt.of(data));
    }
}

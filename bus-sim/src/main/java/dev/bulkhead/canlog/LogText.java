package dev.bulkhead.canlog;

import dev.bulkhead.can.CanData;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers, times and bytes as texts have them. */
final class LogText {
    static final long NS_PER_S = 1_000_000_000L;

    private static final int NS_DIGITS = 9;
    private static final int MAX_DIGITS = 10;
    private static final int MAX_SHOWN = 40;
    private static final Pattern NO_WORD = Pattern.compile("[\\s\\p{Cntrl}]+");
    private static final HexFormat SPACED = HexFormat.ofDelimiter(" ").withUpperCase();

    private LogText() {}

    /** Seconds with up to nine decimals, to the nanosecond; more decimals are cut. */
    static long nanoseconds(String text) throws Malformed {
        int point = text.indexOf('.');
        String whole = point < 0 ? text : text.substring(0, point);
        String part = point < 0 ? "" : text.substring(point + 1);
        if (!isDigits(whole) || whole.length() > 10 || point >= 0 && !isDigits(part)) {
            throw new Malformed("time " + quote(text) + " is no number of seconds");
        }
        long fraction = 0;
        for (int i = 0; i < NS_DIGITS; i++) {
            fraction = fraction * 10 + (i < part.length() ? part.charAt(i) - '0' : 0);
        }
        long seconds = Long.parseLong(whole);
        if (seconds > Long.MAX_VALUE / NS_PER_S - 1) {
            throw new Malformed("time " + quote(text) + " is after the year 2262");
        }
        return seconds * NS_PER_S + fraction;
    }

    /** Seconds with so many decimals, cut. */
    static String seconds(long ns, int wholeDigits, int decimals) {
        StringBuilder text = new StringBuilder(wholeDigits + 1 + NS_DIGITS);
        padded(text, ns / NS_PER_S, wholeDigits);
        text.append('.');
        padded(text, ns % NS_PER_S, NS_DIGITS);
        text.setLength(text.length() - NS_DIGITS + decimals);
        return text.toString();
    }

    private static void padded(StringBuilder text, long value, int digits) {
        String number = Long.toString(value);
        text.repeat('0', Math.max(0, digits - number.length())).append(number);
    }

    static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * @param what as a message calls it
     * @param radix 10 or 16
     */
    static int number(String what, String text, int radix, int last) throws Malformed {
        long value = text.isEmpty() || text.length() > MAX_DIGITS ? -1 : 0;
        for (int i = 0; i < text.length() && value >= 0; i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
            value = digit < 0 ? -1 : value * radix + digit;
        }
        if (value < 0 || value > last) {
            String most = radix == 16 ? Integer.toHexString(last) : Integer.toString(last);
            throw new Malformed(
                    "%s %s is no %s number up to %s"
                            .formatted(
                                    what,
                                    quote(text),
                                    radix == 16 ? "hexadecimal" : "decimal",
                                    most.toUpperCase(Locale.ROOT)));
        }
        return (int) value;
    }

    /** Pairs of hexadecimal digits. */
    static byte[] bytes(String hex) throws Malformed {
        if (hex.length() % 2 != 0) {
            throw new Malformed("the data end within a byte");
        }
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) number("byte", hex.substring(2 * i, 2 * i + 2), 16, 0xFF);
        }
        return bytes;
    }

    /** Two digits a byte, a blank before each. */
    static String spaced(CanData data) {
        return data.length() == 0 ? "" : " " + SPACED.formatHex(data.toArray());
    }

    /** A word of a text: what stands in it for blanks and what ends a line is an underscore. */
    static String word(String name) {
        return NO_WORD.matcher(name.strip()).replaceAll("_");
    }

    /** In quotes, without what a terminal would act on, and not long. */
    static String quote(String text) {
        String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
        return "'" + shown.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]", "?") + "'";
    }
}

package dev.bulkhead.canlog;

import dev.bulkhead.input.InputError;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Channels by number, as Vector's forms have them, the first being 1. A name that ends with a
 * number keeps its place ({@code can0} is 1), if that is free; another gets the least that is.
 */
final class ChannelNumbers {
    private final Map<String, Integer> numbers = new TreeMap<>();
    private final TreeSet<Integer> taken = new TreeSet<>();
    private final int last;

    /**
     * @param last highest number that the form can write
     */
    ChannelNumbers(int last) {
        this.last = last;
    }

    int of(String name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        int number = wanted(name);
        if (number < 1 || taken.contains(number)) {
            number = 1;
            while (taken.contains(number)) {
                number++;
            }
        }
        if (number > last) {
            throw new InputError(
                    "channel " + LogText.quote(name),
                    "the form has numbers for " + last + " channels",
                    "leave channels out or write PCAPNG");
        }
        taken.add(number);
        numbers.put(name, number);
        return number;
    }

    private int wanted(String name) {
        int start = name.length();
        while (start > 0 && name.charAt(start - 1) >= '0' && name.charAt(start - 1) <= '9') {
            start--;
        }
        String digits = name.substring(start);
        boolean short4 = !digits.isEmpty() && digits.length() < 5;
        int number = short4 ? Integer.parseInt(digits) + 1 : 0;
        return number <= last ? number : 0;
    }

    /** The name of a number, 0 being taken for 1. */
    static String name(int number) {
        return "can" + Math.max(0, number - 1);
    }
}

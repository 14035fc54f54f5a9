package dev.bulkhead.document;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Spoils documents: bytes, lines, values and brackets, by a seeded generator. */
public final class Mutator {
    private static final List<String> VALUES =
            List.of(
                    "0",
                    "-1",
                    "1",
                    "5000",
                    "0x80000000",
                    "0xfffff000",
                    "4294967296",
                    "1e300",
                    "99999999999999999999999",
                    "''",
                    "~",
                    "[]",
                    "{}",
                    "true",
                    "text",
                    "'\\0'",
                    "\"\\u2028\"",
                    "\"./\\0\"",
                    "./x",
                    "../..",
                    "&a",
                    "*a",
                    "!!int 1",
                    "- ",
                    ": ",
                    "\t",
                    "|",
                    ">",
                    "%",
                    "@",
                    "`",
                    "..",
                    "\"",
                    "'",
                    "[[[[",
                    "{a: {a: {a: ",
                    "1 s",
                    "x".repeat(5000),
                    "control",
                    "screen",
                    "restart-ecu",
                    "kernel",
                    "D",
                    "\uFEFF");

    private final SplittableRandom random;

    public Mutator(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The text after one to four random changes. */
    public byte[] mutate(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            bytes =
                    random.nextInt(4) == 0
                            ? spoilByte(bytes)
                            : spoilLine(new String(bytes, StandardCharsets.UTF_8))
                                    .getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }

    private byte[] spoilByte(byte[] bytes) {
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private String spoilLine(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        switch (random.nextInt(6)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
            case 2 -> lines.set(at, " ".repeat(random.nextInt(6)) + line.strip());
            case 3 -> lines.set(at, line.substring(0, random.nextInt(line.length() + 1)));
            default -> lines.set(at, withOtherValue(line));
        }
        return String.join("\n", lines);
    }

    private String withOtherValue(String line) {
        String value = VALUES.get(random.nextInt(VALUES.size()));
        List<Integer> colons = new ArrayList<>();
        for (int i = line.indexOf(": "); i >= 0; i = line.indexOf(": ", i + 1)) {
            colons.add(i + 2);
        }
        if (colons.isEmpty()) {
            return line + value;
        }
        int from = colons.get(random.nextInt(colons.size()));
        int to = from;
        while (to < line.length() && ",}] ".indexOf(line.charAt(to)) < 0) {
            to++;
        }
        return line.substring(0, from) + value + line.substring(to);
    }
}

package dev.bulkhead.canlog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a recording begins with. */
final class Bytes {

    private Bytes() {}

    static boolean startsWith(byte[] bytes, byte[] signature) {
        return bytes.length >= signature.length
                && Arrays.equals(bytes, 0, signature.length, signature, 0, signature.length);
    }

    /** The first line that is not blank, without blanks around it; empty if there is none. */
    static String firstLine(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8).replace("\uFEFF", "");
        return text.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
    }
}

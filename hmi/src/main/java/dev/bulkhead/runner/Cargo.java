package dev.bulkhead.runner;

import dev.bulkhead.trace.Payload;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The user's files that a campaign is made of, and its images, by what asks for them: {@code file
 * PATH}, {@code image PARTITION} or {@code hostile PARTITION}. What ships with the program is not
 * among them.
 */
public record Cargo(SortedMap<String, Payload> contents) {
    public Cargo {
        contents = Collections.unmodifiableSortedMap(new TreeMap<>(contents));
    }

    /** SHA-256 of each by its name. */
    public SortedMap<String, String> manifest() {
        SortedMap<String, String> manifest = new TreeMap<>();
        contents.forEach((name, content) -> manifest.put(name, sha256(content.toBytes())));
        return manifest;
    }

    /** In hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

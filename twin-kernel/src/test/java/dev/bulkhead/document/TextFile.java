package dev.bulkhead.document;

import java.nio.charset.StandardCharsets;

/** A document in memory that lies in the folder of another file. */
public record TextFile(String display, byte[] content, SourceFile beside) implements SourceFile {
    public static TextFile of(String display, String text, SourceFile beside) {
        return new TextFile(display, text.getBytes(StandardCharsets.UTF_8), beside);
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public byte[] bytes() {
        return content.clone();
    }

    @Override
    public SourceFile sibling(String path) {
        return beside.sibling(path);
    }

    @Override
    public String path() {
        return display;
    }
}

package dev.bulkhead.document;

import java.nio.charset.StandardCharsets;

/** A document in memory that lies in the folder of another file. */
public final class TextFile implements SourceFile {
    private final String display;
    private final byte[] content;
    private final SourceFile beside;

    public TextFile(String display, byte[] content, SourceFile beside) {
        this.display = display;
        this.content = content.clone();
        this.beside = beside;
    }

    public static TextFile of(String display, String text, SourceFile beside) {
        return new TextFile(display, text.getBytes(StandardCharsets.UTF_8), beside);
    }

    @Override
    public String display() {
        return display;
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

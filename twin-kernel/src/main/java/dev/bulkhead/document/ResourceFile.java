package dev.bulkhead.document;

import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A shipped file: a resource beside a class.
 *
 * @param owner a class of the module that ships it
 * @param name absolute name of the resource, such as {@code /dev/bulkhead/partitions/x.yaml}
 */
public record ResourceFile(Class<?> owner, String name) implements SourceFile {

    @Override
    public String display() {
        return Text.plain(name.substring(name.lastIndexOf('/') + 1));
    }

    @Override
    public boolean exists() {
        return owner.getResource(name) != null;
    }

    @Override
    public byte[] bytes() {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new InputError(display(), "no such file ships", "correct the name");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new InputError(
                    display(),
                    "cannot be read (" + e.getClass().getSimpleName() + ")",
                    "install the program again");
        }
    }

    @Override
    public SourceFile sibling(String path) {
        try {
            Path sibling = Path.of(name).resolveSibling(path).normalize();
            return new ResourceFile(owner, sibling.toString().replace('\\', '/'));
        } catch (InvalidPathException _) {
            throw new InputError(Text.plain(path), "not a path", "correct the path");
        }
    }

    @Override
    public String path() {
        return name;
    }
}

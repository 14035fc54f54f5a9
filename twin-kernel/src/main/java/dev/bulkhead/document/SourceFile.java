package dev.bulkhead.document;

import dev.bulkhead.input.InputError;

/** A file that a document stands in or names; two that are equal hold the same bytes. */
public interface SourceFile {

    /** The greatest file that is read, in bytes. */
    int MAX_BYTES = 1 << 20;

    /** The name shown in messages. */
    String display();

    /** Whether there is something of that name, readable or not. */
    boolean exists();

    /**
     * All bytes of the file.
     *
     * @throws InputError if it is missing, no regular file, unreadable or above {@link #MAX_BYTES}
     */
    byte[] bytes();

    /**
     * A file named in this one.
     *
     * @param path absolute, or relative to the folder of this file
     */
    SourceFile sibling(String path);

    /** This file's path in the form an {@link dev.bulkhead.system.ImageSource} understands. */
    String path();
}

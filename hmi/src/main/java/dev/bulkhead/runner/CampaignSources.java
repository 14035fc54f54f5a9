package dev.bulkhead.runner;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.trace.Payload;

import java.util.SortedMap;
import java.util.TreeMap;

/** Where a campaign's documents and images come from. */
sealed interface CampaignSources {
    /** What ships of one kind of document, and the user's files from here. */
    DocumentSource of(DocumentSource shipped);

    byte[] image(Partition partition);

    byte[] hostile(Partition partition);

    /** All that was taken from here so far but what ships as a document. */
    Cargo cargo();

    /** This machine's disk and compiler. What was taken is remembered, to be shipped. */
    final class OfThisMachine implements CampaignSources, Shelf {
        private final Images images = Images.create();
        private final SortedMap<String, Payload> taken = new TreeMap<>();

        @Override
        public DocumentSource of(DocumentSource shipped) {
            return shipped.withUsersFiles(path -> new UsersFile(DiskFile.of(path), this));
        }

        @Override
        public boolean has(SourceFile named) {
            return named.exists();
        }

        @Override
        public byte[] bytes(SourceFile named) {
            return taken("file " + named.path(), named.bytes());
        }

        @Override
        public byte[] image(Partition partition) {
            return taken("image " + partition.name(), images.image(partition));
        }

        @Override
        public byte[] hostile(Partition partition) {
            return taken("hostile " + partition.name(), images.hostile(partition));
        }

        /** Trials on several threads may want hostile images. */
        private synchronized byte[] taken(String name, byte[] content) {
            taken.put(name, Payload.of(content));
            return content;
        }

        @Override
        public synchronized Cargo cargo() {
            return new Cargo(taken);
        }
    }

    /** What came from another machine. */
    record Shipped(Cargo cargo) implements CampaignSources, Shelf {
        @Override
        public DocumentSource of(DocumentSource shipped) {
            return shipped.withUsersFiles(path -> new UsersFile(DiskFile.of(path), this));
        }

        @Override
        public boolean has(SourceFile named) {
            return cargo.contents().containsKey("file " + named.path());
        }

        @Override
        public byte[] bytes(SourceFile named) {
            return named("file " + named.path());
        }

        @Override
        public byte[] image(Partition partition) {
            return named("image " + partition.name());
        }

        @Override
        public byte[] hostile(Partition partition) {
            return named("hostile " + partition.name());
        }

        private byte[] named(String name) {
            Payload content = cargo.contents().get(name);
            if (content == null) {
                throw new InputError(
                        "campaign",
                        "came without " + name,
                        "report this, as what is needed should have been shipped");
            }
            return content.toBytes();
        }
    }

    /** Where the bytes of the user's files are. */
    interface Shelf {
        boolean has(SourceFile named);

        byte[] bytes(SourceFile named);
    }

    /**
     * A file of the user's on a shelf.
     *
     * @param named gives it its name, and its siblings theirs
     */
    record UsersFile(SourceFile named, Shelf shelf) implements SourceFile {
        @Override
        public String display() {
            return named.display();
        }

        @Override
        public boolean exists() {
            return shelf.has(named);
        }

        @Override
        public byte[] bytes() {
            return shelf.bytes(named);
        }

        @Override
        public SourceFile sibling(String path) {
            return new UsersFile(named.sibling(path), shelf);
        }

        @Override
        public String path() {
            return named.path();
        }
    }
}

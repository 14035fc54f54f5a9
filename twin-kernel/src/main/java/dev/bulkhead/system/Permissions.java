package dev.bulkhead.system;

/** What a partition may do with a mapped region; write without read does not exist in PMP. */
public record Permissions(boolean read, boolean write, boolean execute) {
    public static final Permissions READ = new Permissions(true, false, false);
    public static final Permissions READ_WRITE = new Permissions(true, true, false);
    public static final Permissions READ_EXECUTE = new Permissions(true, false, true);

    public Permissions {
        if (write && !read) {
            throw new IllegalArgumentException("write without read is reserved in PMP");
        }
    }
}

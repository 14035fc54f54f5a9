package dev.bulkhead.system;

/** Where ELF images come from: a folder of C that gets compiled, or a file. */
@FunctionalInterface
public interface ImageSource {

    /**
     * @param partition whose image is asked for; its name, base, size and stack are the linker's
     *     input
     * @return the bytes of an ELF file
     * @throws dev.bulkhead.input.InputError if there is none or it does not compile
     */
    byte[] image(SystemDescription.Partition partition);
}

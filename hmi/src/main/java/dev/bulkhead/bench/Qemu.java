package dev.bulkhead.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * QEMU for 32-bit RISC-V, as found in the search path.
 *
 * @param program its file
 */
public record Qemu(Path program) {
    /** What to install, as Debian calls it. */
    public static final String PACKAGE = "qemu-system-misc";

    private static final String NAME = "qemu-system-riscv32";
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(20);

    /** Whether QEMU counts instructions, one nanosecond of virtual time each. */
    public enum Counting {
        ON,
        OFF
    }

    /**
     * The first one in a search path.
     *
     * @param path folders as in the environment variable PATH; null is none
     */
    public static Optional<Qemu> find(String path) {
        return SearchPath.find(path, NAME).map(Qemu::new);
    }

    /** The command that runs a bare-metal program on the {@code virt} machine. */
    List<String> command(Path elf, Counting counting) {
        List<String> machine = List.of(program.toString(), "-M", "virt", "-bios", "none");
        List<String> rest = List.of("-nographic", "-kernel", elf.toString());
        List<String> count = counting == Counting.ON ? List.of("-icount", "shift=0") : List.of();
        return Stream.of(machine, count, rest).flatMap(List::stream).toList();
    }

    /** The first line of what it says about itself. */
    String version(Path scratch) {
        return TimedProcess.run(List.of(program.toString(), "--version"), scratch, VERSION_LIMIT)
                .output()
                .lines()
                .findFirst()
                .orElse("unknown version");
    }
}

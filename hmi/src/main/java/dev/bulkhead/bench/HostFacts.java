package dev.bulkhead.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The machine that measures, since a speed means nothing without it.
 *
 * @param cpu the processor's own name, or its architecture where the system does not tell
 * @param cores that the JVM may use
 * @param jdk name and version of the JVM
 * @param qemu its version line
 */
public record HostFacts(String cpu, int cores, String jdk, Optional<String> qemu) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    /**
     * Asks the system.
     *
     * @param scratch a folder for what QEMU says
     */
    public static HostFacts of(Optional<Qemu> qemu, Path scratch) {
        return new HostFacts(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                qemu.map(found -> found.version(scratch)));
    }

    private static String processor() {
        try (var lines = Files.lines(CPU_INFO, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith(MODEL))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException _) {
            return System.getProperty("os.arch");
        }
    }
}

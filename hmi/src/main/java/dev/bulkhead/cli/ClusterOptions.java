package dev.bulkhead.cli;

import dev.bulkhead.cluster.Secret;
import dev.bulkhead.report.Provenance;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** What the processes of a cluster share. */
final class ClusterOptions {
    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "The secret that seals orders and results between submitter and workers;"
                            + " beyond loopback workers want one. It encrypts nothing:"
                            + " docs/scaling.md.")
    private Path key;

    boolean hasKey() {
        return key != null;
    }

    Secret secret() {
        String build = Provenance.program();
        return key == null ? Secret.none(build) : Secret.of(key, build);
    }
}

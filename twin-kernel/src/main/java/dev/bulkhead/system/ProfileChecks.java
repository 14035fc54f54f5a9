package dev.bulkhead.system;

import dev.bulkhead.document.Document;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.List;

/** Profiles place partitions that there are. */
final class ProfileChecks {
    private ProfileChecks() {}

    static void check(Document document, SystemDescription system) {
        List<String> names = system.partitions().stream().map(Partition::name).toList();
        for (KernelProfile profile : system.profiles()) {
            for (int i = 0; i < profile.kernel().size(); i++) {
                document.requireKnown(
                        "partition",
                        profile.kernel().get(i),
                        names,
                        "profiles",
                        profile.name(),
                        "kernel",
                        i);
            }
        }
    }
}

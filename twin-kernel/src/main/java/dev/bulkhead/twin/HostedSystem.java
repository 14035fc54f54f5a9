package dev.bulkhead.twin;

import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.kernel.KernelObjects;
import dev.bulkhead.kernel.PartitionImage;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.twin.Twin.Settings;

import java.util.ArrayList;
import java.util.List;

/**
 * A system as a profile of the kernel hosts it, with the kernel's image. Nothing in it changes: one
 * does for any number of twins, on any thread.
 */
public final class HostedSystem {
    private final LoadedSystem loaded;
    private final Settings settings;
    private final SystemDescription description;
    private final KernelImage kernel;
    private final KernelObjects objects;

    private HostedSystem(LoadedSystem loaded, Settings settings) {
        this.loaded = loaded;
        this.settings = settings;
        description = loaded.description().under("--profile", settings.profile());
        List<PartitionImage> images = new ArrayList<>();
        for (Partition partition : description.partitions()) {
            images.add(PartitionImage.of(partition.name(), loaded.images().get(partition.name())));
        }
        kernel = KernelImage.build(description, images, KernelCosts.DEFAULTS, settings.off());
        objects = KernelObjects.of(description, kernel);
    }

    /**
     * @throws dev.bulkhead.input.InputError if the system cannot run
     */
    public static HostedSystem of(LoadedSystem loaded, Settings settings) {
        return new HostedSystem(loaded, settings);
    }

    /** The description and the images. */
    LoadedSystem loaded() {
        return loaded;
    }

    Settings settings() {
        return settings;
    }

    /** As the profile changes it. */
    SystemDescription description() {
        return description;
    }

    KernelImage kernel() {
        return kernel;
    }

    /** What lies where in the kernel's RAM. */
    KernelObjects objects() {
        return objects;
    }
}

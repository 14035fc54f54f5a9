package dev.bulkhead.certificate;

import dev.bulkhead.kernel.AddressMap;
import dev.bulkhead.kernel.ProtectionEntry.Stretch;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.InterruptEntry;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.ArrayList;
import java.util.List;

/** S3: the registers of a device are open to its owner alone, and so is its interrupt. */
record OneOwner() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.S3;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        interrupts(c, examination);
        if (c.tables().isEmpty()) {
            examination.notJudged(KernelsOwn.NO_TABLES);
            return;
        }
        Extents extents = new Extents(c, c.tables().get());
        for (String device : extents.devices()) {
            int owner = c.system().owner(device);
            device(c, extents, device, extents.device(device), owner, examination);
        }
        for (int i = 0; i < c.partitions().size(); i++) {
            String name = "console of " + c.partitions().get(i).name();
            device(c, extents, name, Extents.console(i), i, examination);
        }
    }

    private static void device(
            Configuration c,
            Extents extents,
            String name,
            Stretch registers,
            int owner,
            Examination examination) {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < c.partitions().size(); i++) {
            // what runs in machine mode reaches every device; that is S7's to say
            if (i != owner && !extents.tables().inKernel(i) && extents.reaches(i, registers)) {
                others.add(c.partitions().get(i).name());
            }
        }
        String who = owner < 0 ? "nobody" : c.partitions().get(owner).name();
        examination.note("%s %s: %s".formatted(name, registers, who));
        if (!others.isEmpty()) {
            examination.find(
                    name.replace("console of ", ""),
                    "%s belongs to %s and is open to %s"
                            .formatted(
                                    name.startsWith("console") ? "its console" : "the device",
                                    owner < 0 ? "nobody" : "'" + who + "'",
                                    Words.and(others)),
                    "map it in one partition, and let that one serve the others");
        }
    }

    private static void interrupts(Configuration c, Examination examination) {
        AddressMap map = new AddressMap(c.system());
        for (int i = 0; i < c.partitions().size(); i++) {
            Partition partition = c.partitions().get(i);
            for (InterruptEntry interrupt : partition.interrupts()) {
                examination.note(
                        "interrupt %d of %s: %s"
                                .formatted(
                                        map.source(interrupt.device(), i),
                                        interrupt.device(),
                                        partition.name()));
            }
        }
    }
}

package dev.bulkhead.certificate;

import dev.bulkhead.kernel.AddressMap;
import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelTables;
import dev.bulkhead.kernel.KernelTables.Slot;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * T5: in a window of the protected set only its members' interrupts are open, none of a lower level
 * than the highest of them there. What is open is what the masks in the kernel's tables say.
 */
record InterruptsMasked() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.T5;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.isOff(Mechanism.INTERRUPT_MASK)) {
            examination.off(Mechanism.INTERRUPT_MASK);
        }
        if (c.tables().isEmpty()) {
            examination.notJudged(KernelsOwn.NO_TABLES);
            return;
        }
        KernelTables tables = c.tables().get();
        List<Slot> windows = tables.windows();
        if (windows.isEmpty()) {
            members(c, tables, "without windows", -1L, examination);
        }
        for (int i = 0; i < windows.size(); i++) {
            members(c, tables, "in window " + (i + 1), windows.get(i).members(), examination);
        }
    }

    private static void members(
            Configuration c,
            KernelTables tables,
            String where,
            long members,
            Examination examination) {
        List<String> safe =
                c.names(members).stream().filter(c.protectedDomain().names()::contains).toList();
        if (safe.isEmpty()) {
            return;
        }
        Level level =
                safe.stream()
                        .map(name -> c.partition(name).level())
                        .max(Level::compareTo)
                        .orElseThrow();
        List<Integer> open =
                IntStream.range(0, c.partitions().size())
                        .filter(i -> (members >>> i & 1) != 0)
                        .mapToObj(tables::interrupts)
                        .flatMap(List::stream)
                        .distinct()
                        .sorted()
                        .toList();
        List<Integer> nobodys =
                open.stream().filter(each -> tables.interruptOwner(each) < 0).toList();
        if (!nobodys.isEmpty()) {
            examination.insist(
                    Finding.KERNEL,
                    "%s its masks open %s of nobody".formatted(where, sources(nobodys)),
                    "this is a defect of the kernel's builder");
        }
        for (int i = 0; i < c.partitions().size(); i++) {
            Partition partition = c.partitions().get(i);
            int owner = i;
            List<Integer> lines =
                    open.stream().filter(each -> tables.interruptOwner(each) == owner).toList();
            List<Integer> given = (members >>> i & 1) != 0 ? given(c, i) : List.of();
            if (!lines.equals(given)) {
                examination.insist(
                        partition.name(),
                        "%s the kernel's masks open %s of it, by the description it is %s"
                                .formatted(where, sources(lines), sources(given)),
                        "this is a defect of the kernel's builder");
            } else if (!lines.isEmpty() && partition.level().compareTo(level) < 0) {
                examination.find(
                        partition.name(),
                        "%s its interrupt is open beside %s: an entry takes %d cycles, counted in T4"
                                .formatted(
                                        where, Words.and(safe), KernelCosts.DEFAULTS.interrupt()),
                        "give it a window of its own");
            } else if ((members >>> i & 1) != 0) {
                examination.note(
                        "%s, %s: %s open by the kernel's masks"
                                .formatted(where, partition.name(), sources(lines)));
            }
        }
    }

    private static List<Integer> given(Configuration c, int partition) {
        AddressMap devices = new AddressMap(c.system());
        return c.partitions().get(partition).interrupts().stream()
                .map(interrupt -> devices.source(interrupt.device(), partition))
                .sorted()
                .toList();
    }

    private static String sources(List<Integer> sources) {
        return sources.isEmpty()
                ? "no interrupt"
                : sources.stream()
                        .map(String::valueOf)
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        sources.size() == 1 ? "interrupt " : "interrupts ",
                                        ""));
    }
}

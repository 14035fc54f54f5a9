package dev.bulkhead.certificate;

import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Window;

import java.util.List;

/**
 * T5: in a window of the protected set only its members' interrupts are open, none of a lower level
 * than the highest of them there.
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
        List<Window> windows = c.system().schedule().windows();
        List<String> everybody = Words.names(c.partitions());
        if (windows.isEmpty()) {
            members(c, "without windows", everybody, examination);
        }
        for (int i = 0; i < windows.size(); i++) {
            members(c, "in window " + (i + 1), windows.get(i).partitions(), examination);
        }
    }

    private static void members(
            Configuration c, String where, List<String> members, Examination examination) {
        List<String> safe = members.stream().filter(c.protectedDomain().names()::contains).toList();
        if (safe.isEmpty()) {
            return;
        }
        Level level =
                safe.stream()
                        .map(name -> c.partition(name).level())
                        .max(Level::compareTo)
                        .orElseThrow();
        for (String member : members) {
            Partition partition = c.partition(member);
            int lines = partition.interrupts().size();
            if (lines > 0 && partition.level().compareTo(level) < 0) {
                examination.find(
                        member,
                        "%s its interrupt is open beside %s: an entry takes %d cycles, counted in T4"
                                .formatted(
                                        where, Words.and(safe), KernelCosts.DEFAULTS.interrupt()),
                        "give it a window of its own");
            } else {
                examination.note("%s, %s: %d interrupts open".formatted(where, member, lines));
            }
        }
    }
}

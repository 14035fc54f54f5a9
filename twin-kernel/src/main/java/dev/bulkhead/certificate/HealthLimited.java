package dev.bulkhead.certificate;

import dev.bulkhead.system.Health;
import dev.bulkhead.system.Health.HealthTable;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.KernelProfile.HangLimits;
import dev.bulkhead.system.KernelProfile.KernelFault;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Placement;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.List;
import java.util.stream.Collectors;

/** C6: each error has an action, each restart a limit, and nobody acts on those above. */
record HealthLimited() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.C6;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        for (Mechanism mechanism : List.of(Mechanism.RESTART_LIMIT, Mechanism.BACK_OFF)) {
            if (c.isOff(mechanism)) {
                examination.off(mechanism);
            }
        }
        for (Partition partition : c.partitions()) {
            HealthTable health = partition.health();
            String actions =
                    Health.Error.TABLED.stream()
                            .map(e -> e.label() + " " + label(health, e))
                            .collect(Collectors.joining(", "));
            examination.note(
                    "%s (%s): %s; at most %d restarts in %d us%s"
                            .formatted(
                                    partition.name(),
                                    partition.level(),
                                    actions,
                                    health.restartLimit(),
                                    health.restartWithinUs(),
                                    health.notifyPartition().isEmpty()
                                            ? ""
                                            : "; tells " + health.notifyPartition()));
            if (partition.level() == Level.QM && partition.placement() == Placement.KERNEL) {
                inKernel(partition, c.system().profile(), examination);
            }
        }
    }

    /** Its table is not asked for what it does in machine mode: the profile says what follows. */
    private static void inKernel(
            Partition partition, KernelProfile profile, Examination examination) {
        if (profile.onKernelFault() == KernelFault.PANIC) {
            examination.find(
                    partition.name(),
                    "an error of it is one of the kernel, which resets the ECU under profile '%s'"
                            .formatted(profile.name()),
                    "place it in user mode, or write on_kernel_fault: oops");
        }
        HangLimits hangs = profile.hangs();
        if (hangs.timeoutUs() > 0) {
            examination.find(
                    partition.name(),
                    "hanging more than %d times in %d us it resets the ECU under profile '%s'"
                            .formatted(hangs.limit(), hangs.withinUs(), profile.name()),
                    "place it in user mode");
        }
    }

    private static String label(HealthTable health, Health.Error error) {
        Health.Action action = health.actions().get(error);
        return action == null ? "missing" : action.label();
    }
}

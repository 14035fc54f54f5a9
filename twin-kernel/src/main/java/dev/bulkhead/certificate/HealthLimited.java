package dev.bulkhead.certificate;

import dev.bulkhead.system.Health;
import dev.bulkhead.system.Health.HealthTable;
import dev.bulkhead.system.Mechanism;
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
        }
    }

    private static String label(HealthTable health, Health.Error error) {
        Health.Action action = health.actions().get(error);
        return action == null ? "missing" : action.label();
    }
}

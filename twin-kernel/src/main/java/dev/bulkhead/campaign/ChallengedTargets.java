package dev.bulkhead.campaign;

import dev.bulkhead.kernel.AddressMap;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import java.util.Optional;
import java.util.stream.Stream;

/** What stood behind the barrier that refused something, by the record that tells of it. */
final class ChallengedTargets {
    private static final String TIME = "time";

    private final SystemDescription system;
    private final AddressMap map;

    ChallengedTargets(LoadedSystem loaded) {
        system = loaded.description();
        map = new AddressMap(system);
    }

    String of(TraceRecord refusal) {
        return switch (refusal) {
            case PartitionFault r -> at(r.address());
            case DmaRefused r -> at(r.address());
            case EccCorrected r -> at(r.address());
            case CapabilityRefused r -> otherEnd(r).orElse("no such channel");
            case ArgumentRefused _ -> "kernel";
            case FirmwareRefused r -> name(r.partition());
            case BudgetExhausted _, WindowPreempted _, InterruptHeldBack _ -> TIME;
            default -> "";
        };
    }

    private String name(int partition) {
        return partition >= 0 && partition < system.partitions().size()
                ? system.partitions().get(partition).name()
                : "";
    }

    private String at(int address) {
        if (AddressMap.isKernelRam(address)) {
            return "kernel";
        }
        Stream<String> memory =
                Stream.concat(
                        system.partitions().stream()
                                .filter(p -> isIn(address, p.base(), p.size()))
                                .map(p -> p.name()),
                        system.regions().stream()
                                .filter(r -> isIn(address, r.base(), r.size()))
                                .map(r -> r.name()));
        return memory.findFirst()
                .or(() -> map.deviceAt(address))
                .or(() -> console(address))
                .orElse("nothing mapped");
    }

    private Optional<String> console(int address) {
        var owner = AddressMap.consoleAt(address, system.partitions().size());
        return owner.isPresent()
                ? Optional.of("console of " + name(owner.getAsInt()))
                : Optional.empty();
    }

    private static boolean isIn(int address, int base, int bytes) {
        return Integer.compareUnsigned(address - base, bytes) < 0;
    }

    /** Who is at the other end of a channel that the caller has, but not for this call. */
    private Optional<String> otherEnd(CapabilityRefused refused) {
        End end = new End(name(refused.partition()), refused.channel());
        for (Channel channel : system.channels()) {
            if (channel.a().equals(end)) {
                return Optional.of(channel.b().partition());
            }
            if (channel.b().equals(end)) {
                return Optional.of(channel.a().partition());
            }
        }
        return Optional.empty();
    }
}
